import type { EventBatch } from '../../domain/event-batch.ts';
import type { Job } from '../../domain/job.ts';

/** What follows the logs of jobs, to have their events in the index. Nothing that it does may fail a job. */
export interface JobLogIndex {
  /** A new job, without events. */
  begin(job: Job): void;
  /** Events that are durable now; `offset` is where they begin in the log. */
  appended(jobId: string, batch: EventBatch, offset: number): void;
  /** A job that is another one now, or gone. */
  changed(jobId: string, job: Job | undefined): void;
}

/** For a store without an index. */
export const NO_LOG_INDEX: JobLogIndex = { begin: () => undefined, appended: () => undefined, changed: () => undefined };
