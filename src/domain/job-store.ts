import type { Summary } from '../evaluation/summary.ts';
import type { EventBatch } from './event-batch.ts';
import type { Job, JobEnd } from './job.ts';

export const JOB_STORE = Symbol('JobStore');

/**
 * Where jobs and their events live. What a method has resolved is durable: it survives the loss of the process.
 *
 * One process at a time writes a job; any number read it, in other processes as well.
 */
export interface JobStore {
  /** Takes a new job, `queued` or `running`. Throws `already_exists`. */
  create(job: Job): Promise<void>;

  /** Replaces the record of a job that this process owns; events stay as they are. Throws `job_not_found`. */
  update(job: Job): Promise<void>;

  /**
   * Appends events; durable when it resolves. Calls for one job come one after another, and `batch.firstSeq` is the
   * number of events that are there: anything else throws and writes nothing.
   */
  append(jobId: string, batch: EventBatch): Promise<void>;

  /** Writes the summary, then the job's end, in this order: who sees the end finds the summary. Returns the settled job. */
  finish(jobId: string, end: JobEnd, summary: Summary | null): Promise<Job>;

  /** All jobs, newest first. */
  list(): Promise<readonly Job[]>;

  find(jobId: string): Promise<Job | undefined>;

  /** The document as it was written, `null` while there is none. Throws `job_not_found`. */
  summary(jobId: string): Promise<object | null>;

  /**
   * The events that are durable now, from `fromSeq` on, in order, in batches of moderate size; then it ends.
   * What cannot be read (a line torn by a crash) is left out. Throws `job_not_found`.
   */
  read(jobId: string, fromSeq: number): AsyncIterable<EventBatch>;

  /** Removes a settled job and its events. Throws `job_not_found`. */
  delete(jobId: string): Promise<void>;

  /** Releases files and timers. */
  close(): Promise<void>;
}
