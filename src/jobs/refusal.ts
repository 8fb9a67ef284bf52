import { AssayError, type ErrorCode } from '../domain/errors.ts';
import type { Job } from '../domain/job.ts';
import type { PreparedJob } from '../domain/runner.ts';
import { changedSources } from './changed-sources.ts';

/** What a process can't find that the one which took the job has found. */
const MISSING: readonly ErrorCode[] = ['project_not_found', 'prompt_not_found', 'dataset_not_found', 'unusable_request'];

/** A process can't run a job as it was asked for, though another may. */
export class RefusedJobError extends Error {}

/** A job prepared with the very code and data that it had in the process which took it; else it is released. Throws a `RefusedJobError`. */
export async function preparedAlike(job: Job, preparing: Promise<PreparedJob>): Promise<PreparedJob> {
  const prepared = await preparing.catch((error: unknown) => Promise.reject(refusalOf(error)));
  const change = changedSources(job, prepared, 'is not what it was when the job was started');
  if (change === null) return prepared;
  prepared.release();
  throw new RefusedJobError(change);
}

function refusalOf(error: unknown): Error {
  if (error instanceof AssayError && MISSING.includes(error.code)) return new RefusedJobError(error.message);
  return error as Error;
}
