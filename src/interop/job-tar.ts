import { PassThrough, type Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import tar from 'tar-stream';
import type { JobFile } from '../domain/job-store.ts';
import { PRIVATE_FILE } from '../files/private-mode.ts';

/** A job's files as tar.gz, in a folder of its id. The same files are the same bytes: times, owners and modes are left out. */
export function jobTar(jobId: string, files: readonly JobFile[]): Readable {
  const packed = new PassThrough();
  const pack = tar.pack();
  // A fault of either is one of what is read.
  pipeline(pack, createGzip(), packed).catch((error: unknown) => packed.destroy(error as Error));
  addFiles(pack, jobId, files).catch((error: unknown) => pack.destroy(error as Error));
  return packed;
}

async function addFiles(pack: tar.Pack, jobId: string, files: readonly JobFile[]): Promise<void> {
  for (const { name, size, chunks } of files) {
    const header = { name: `${jobId}/${name}`, size, mode: PRIVATE_FILE, mtime: new Date(0), uid: 0, gid: 0 };
    await pipeline(chunks(), pack.entry(header));
  }
  pack.finalize();
}
