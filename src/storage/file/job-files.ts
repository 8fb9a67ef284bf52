import { createReadStream, createWriteStream } from 'node:fs';
import { lstat, mkdir, readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { Job } from '../../domain/job.ts';
import type { JobFile } from '../../domain/job-store.ts';
import { PRIVATE_FILE, PRIVATE_FOLDER } from '../../files/private-mode.ts';
import { putJobFolder } from './job-folder.ts';

/** The regular files of a job's folder and those in it, by name; without what is hidden, such as its lease, and drafts. */
export async function filesIn(folder: string, within = ''): Promise<readonly JobFile[]> {
  const files: JobFile[] = [];
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    if (entry.name.startsWith('.') || entry.name.endsWith('.tmp')) continue;
    const path = join(folder, entry.name);
    const name = `${within}${entry.name}`;
    if (entry.isDirectory()) files.push(...(await filesIn(path, `${name}/`)));
    else if (entry.isFile()) files.push(fileAt(path, name, (await lstat(path)).size));
  }
  return files.sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** Puts a job with such files into the folder of all jobs, as a whole. Throws `already_exists`. */
export async function adoptFiles(jobsRoot: string, job: Job, files: readonly JobFile[]): Promise<void> {
  await putJobFolder(jobsRoot, job, async (draft) => {
    for (const { name, chunks } of files) {
      const path = join(draft.path, name);
      await mkdir(dirname(path), { recursive: true, mode: PRIVATE_FOLDER });
      await pipeline(chunks(), createWriteStream(path, { flags: 'wx', mode: PRIVATE_FILE, flush: true }));
    }
  });
}

/** What was added since its size was taken is left out. */
function fileAt(path: string, name: string, size: number): JobFile {
  return {
    name,
    size,
    chunks: () => (size === 0 ? none() : (createReadStream(path, { end: size - 1 }) as AsyncIterable<Uint8Array>)),
  };
}

async function* none(): AsyncGenerator<Uint8Array> {
  // An empty file.
}
