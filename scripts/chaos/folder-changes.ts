import { execFileSync } from 'node:child_process';
import { mkdir, readdir, rename, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Where the folders of a server and of its running job are. */
export interface Place {
  readonly root: string;
  readonly jobs: string;
  readonly job: string;
}

/** What somebody does to them. */
export interface Change {
  readonly what: string;
  readonly make: (place: Place) => Promise<void>;
  /** Puts back what can be put back; then every event that was seen is there again. */
  readonly undo?: (place: Place) => Promise<void>;
}

export const CHANGES: readonly Change[] = [
  { what: 'jobs is removed', make: ({ jobs }) => remove(jobs) },
  { what: 'jobs is moved away', make: ({ jobs }) => away(jobs), undo: ({ jobs }) => back(jobs) },
  { what: 'jobs becomes a file', make: ({ jobs }) => replaced(jobs, fileAt), undo: ({ jobs }) => back(jobs) },
  { what: 'jobs becomes a link to nothing', make: ({ jobs }) => replaced(jobs, deadLink), undo: ({ jobs }) => back(jobs) },
  { what: 'jobs becomes an empty folder', make: ({ jobs }) => replaced(jobs, emptyFolder), undo: ({ jobs }) => back(jobs) },
  { what: "the job's folder is removed", make: ({ job }) => remove(job) },
  { what: "the job's folder is moved away", make: ({ job }) => away(job), undo: ({ job }) => back(job) },
  { what: "the job's folder becomes a file", make: ({ job }) => replaced(job, fileAt), undo: ({ job }) => back(job) },
  { what: 'the lease is removed', make: ({ job }) => remove(join(job, '.lease')) },
  { what: 'the lease becomes a folder', make: ({ job }) => replaced(join(job, '.lease'), emptyFolder) },
  { what: 'the log is removed', make: ({ job }) => remove(join(job, 'events.jsonl')) },
  { what: 'the log becomes a folder', make: ({ job }) => replaced(join(job, 'events.jsonl'), emptyFolder) },
  { what: 'the log becomes a FIFO', make: ({ job }) => replaced(join(job, 'events.jsonl'), fifo) },
  { what: 'the log is emptied', make: ({ job }) => truncate(join(job, 'events.jsonl'), 0) },
  { what: 'the manifest is removed', make: ({ job }) => remove(join(job, 'manifest.json')) },
  { what: 'the manifest becomes a folder', make: ({ job }) => replaced(join(job, 'manifest.json'), emptyFolder) },
  { what: 'the manifest is no JSON', make: ({ job }) => writeFile(join(job, 'manifest.json'), '{"job_id":') },
  { what: 'the root is moved away', make: ({ root }) => away(root), undo: ({ root }) => back(root) },
  { what: 'the root becomes an empty folder', make: ({ root }) => replaced(root, emptyFolder), undo: ({ root }) => back(root) },
  { what: 'the index is removed', make: ({ root }) => remove(join(root, '.storage')) },
  { what: 'the files of the index are emptied', make: emptyIndex },
  { what: 'the project is removed', make: ({ root }) => remove(join(root, 'bench')) },
];

/** Where something is moved to. */
export function aside(path: string): string {
  return `${path}-aside`;
}

async function remove(path: string): Promise<void> {
  await rm(path, { recursive: true, force: true });
}

async function away(path: string): Promise<void> {
  await rename(path, aside(path));
}

async function back(path: string): Promise<void> {
  await remove(path);
  await rename(aside(path), path);
}

async function replaced(path: string, put: (path: string) => Promise<unknown>): Promise<void> {
  await away(path);
  await put(path);
}

const fileAt = (path: string): Promise<void> => writeFile(path, '');
const emptyFolder = (path: string): Promise<void> => mkdir(path);
const deadLink = (path: string): Promise<void> => symlink('/nowhere', path);
const fifo = async (path: string): Promise<Buffer> => execFileSync('mkfifo', [path]);

/** But for those that processes have in their memory: the system kills whoever reads there. */
async function emptyIndex({ root }: Place): Promise<void> {
  const storage = join(root, '.storage');
  for (const name of await readdir(storage))
    if (name.startsWith('index') && !name.endsWith('-shm')) await truncate(join(storage, name), 0);
}
