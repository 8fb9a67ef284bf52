import { randomUUID } from 'node:crypto';
import { mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { AssayError } from '../../domain/errors.ts';
import type { Job } from '../../domain/job.ts';
import { toManifest } from '../../domain/job-manifest.ts';
import { syncFolder, writeDocument } from '../../files/durable-file.ts';
import { isMissing } from '../../files/error-code.ts';
import { fileState } from '../../files/file-state.ts';
import { makeFolder } from '../../files/make-folder.ts';
import { PRIVATE_FILE, PRIVATE_FOLDER } from '../../files/private-mode.ts';

const JOB_ID = /^[A-Za-z0-9][A-Za-z0-9_-]{0,127}$/;
const DRAFT = '.new-';
const DELETED = '.deleted-';

/** A younger draft may be one that another process is writing. */
const DRAFT_MS = 60_000;

/** Where the files of one job are. */
export interface JobFolder {
  readonly jobId: string;
  readonly path: string;
  readonly manifest: string;
  readonly events: string;
  readonly summary: string;
  readonly lease: string;
}

/** Whether a name can be the folder of a job. No name that leads out of the jobs folder, or is hidden in it, can. */
export function isJobId(name: string): boolean {
  return JOB_ID.test(name);
}

/** The folder of a job. `path` is given when it is not, or no longer, in its place. */
export function jobFolder(jobsRoot: string, jobId: string, path: string = join(jobsRoot, jobId)): JobFolder {
  return {
    jobId,
    path,
    manifest: join(path, 'manifest.json'),
    events: join(path, 'events.jsonl'),
    summary: join(path, 'summary.json'),
    lease: join(path, '.lease'),
  };
}

/** The folder of all jobs, which is made with the first one. */
export class JobsRoot {
  readonly #path: string;
  /** Whether its name survives a loss of power. The process that made it may have died before that was certain. */
  #isDurable = false;

  constructor(path: string) {
    this.#path = path;
  }

  /** Makes durable which jobs there are, as a lost process may have left them, unless the disk refuses: then they can be read at least. */
  async recover(): Promise<void> {
    await syncFolder(this.#path).catch(() => undefined);
  }

  /** Sees to it that it is there, durably. */
  async make(): Promise<void> {
    if (await makeFolder(this.#path)) this.#isDurable = false;
    if (this.#isDurable) return;
    await syncFolder(dirname(this.#path));
    this.#isDurable = true;
  }
}

/**
 * Makes the folder of a new job in that of all jobs, durably and as a whole: it takes its place once it is complete. Throws `already_exists`.
 */
export async function makeJobFolder(jobsRoot: string, job: Job, prepare: (draft: JobFolder) => Promise<void>): Promise<void> {
  await putJobFolder(jobsRoot, job, async (draft) => {
    await prepare(draft);
    await writeFile(draft.events, '', { mode: PRIVATE_FILE });
    await writeDocument(draft.manifest, toManifest(job));
  });
}

/** The same, with all that `fill` writes into the folder. */
export async function putJobFolder(jobsRoot: string, job: Job, fill: (draft: JobFolder) => Promise<void>): Promise<void> {
  const folder = jobFolder(jobsRoot, job.id);
  if (await fileState(folder.path)) throw alreadyExists(job);
  const draft = jobFolder(jobsRoot, job.id, join(jobsRoot, `${DRAFT}${randomUUID()}`));
  await mkdir(draft.path, { mode: PRIVATE_FOLDER });
  try {
    await fill(draft);
    await rename(draft.path, folder.path);
  } catch (error) {
    await rm(draft.path, { recursive: true, force: true });
    throw (await fileState(folder.path)) ? alreadyExists(job) : error;
  }
  try {
    await syncFolder(jobsRoot);
  } catch (error) {
    // Nobody is told of a job that a loss of power would take away.
    await removeJobFolder(jobsRoot, folder).catch(() => undefined);
    throw error;
  }
}

/** Removes a job, at once and as a whole, even if the process dies in the middle. One that is gone already is no error. */
export async function removeJobFolder(jobsRoot: string, folder: JobFolder): Promise<void> {
  const hidden = join(jobsRoot, `${DELETED}${randomUUID()}`);
  try {
    await rename(folder.path, hidden);
  } catch (error) {
    if (isMissing(error)) return;
    throw error;
  }
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
