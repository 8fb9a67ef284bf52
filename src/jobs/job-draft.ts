import type { Job } from '../domain/job.ts';

/** A job before its place in the queue is known. */
export type JobDraft = Omit<Job, 'status' | 'startedAt'>;

/** A job after a request to cancel it; `wasSettled` if it had already ended. */
export interface Cancellation {
  readonly job: Job;
  readonly wasSettled: boolean;
}
