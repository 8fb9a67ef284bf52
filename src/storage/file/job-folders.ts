import { randomUUID } from 'node:crypto';
import { mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { AssayError } from '../../domain/errors.ts';
import type { Job } from '../../domain/job.ts';
import { toManifest } from '../../domain/job-manifest.ts';
import { syncFolder } from '../../files/durable-file.ts';
import { fileState } from '../../files/file-state.ts';
import { writeDocument } from '../../files/json-document.ts';
import { jobFolder, type JobFolder } from './job-folder.ts';

const DRAFT = '.new-';
const DELETED = '.deleted-';

/** A draft may be one that another process is writing, for so long. */
const DRAFT_MS = 60_000;

/** Makes the folder of a new job, durably and as a whole: it takes its place when all is in it. Throws `already_exists`. */
export async function makeJobFolder(jobsRoot: string, job: Job, prepare: (draft: JobFolder) => Promise<void>): Promise<void> {
  const folder = jobFolder(jobsRoot, job.id);
  if (await fileState(folder.path)) throw alreadyExists(job);

  const draft = jobFolder(jobsRoot, job.id, join(jobsRoot, `${DRAFT}${randomUUID()}`));
  if (await mkdir(jobsRoot, { recursive: true })) await syncFolder(dirname(jobsRoot));

  await mkdir(draft.path);
  try {
    await prepare(draft);
    await writeFile(draft.events, '');
    await writeDocument(draft.manifest, toManifest(job));
    await rename(draft.path, folder.path);
  } catch (error) {
    await rm(draft.path, { recursive: true, force: true });
    throw (await fileState(folder.path)) ? alreadyExists(job) : error;
  }
  await syncFolder(jobsRoot);
}

/** Removes a job. It is gone at once, and as a whole, also when the process dies in the middle. */
export async function removeJobFolder(jobsRoot: string, folder: JobFolder): Promise<void> {
  const hidden = join(jobsRoot, `${DELETED}${randomUUID()}`);
  await rename(folder.path, hidden);
  await syncFolder(jobsRoot);
  await rm(hidden, { recursive: true, force: true });
}

/** Removes what a process left that died while it made or removed a folder. */
export async function removeLeftovers(jobsRoot: string, nowMs: number): Promise<void> {
  const names = await readdir(jobsRoot).catch(() => []);
  for (const name of names) {
    const path = join(jobsRoot, name);
    const isOldDraft = name.startsWith(DRAFT) && nowMs - ((await fileState(path))?.modifiedMs ?? nowMs) > DRAFT_MS;
    if (isOldDraft || name.startsWith(DELETED)) await rm(path, { recursive: true, force: true });
  }
}

function alreadyExists(job: Job): AssayError {
  return new AssayError('already_exists', `job ${job.id} exists already`);
}
