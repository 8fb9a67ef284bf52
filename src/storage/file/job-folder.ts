import { join } from 'node:path';

const JOB_ID = /^[A-Za-z0-9][A-Za-z0-9_-]{0,127}$/;

/** Where the files of one job are. */
export interface JobFolder {
  readonly jobId: string;
  readonly path: string;
  readonly manifest: string;
  readonly events: string;
  readonly summary: string;
  readonly lease: string;
}

/** Whether a name can be the folder of a job. Nothing that leads out of the jobs folder, or hides in it, can. */
export function isJobId(name: string): boolean {
  return JOB_ID.test(name);
}

/** The folder of a job; `path` may be given where it is not yet, or no longer, in its place. */
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
