import type { Summary } from '../evaluation/summary.ts';
import type { EventBatch } from './event-batch.ts';
import type { Job, JobEnd } from './job.ts';
import type { JobPage, JobQuery } from './list-query.ts';

export const JOB_STORE = Symbol('JobStore');

/** A file of a job, as it was written. */
export interface JobFile {
  /** Within the job, such as `events.jsonl` or `labels/mine.json`. */
  readonly name: string;
  /** Bytes. */
  readonly size: number;
  readonly chunks: () => AsyncIterable<Uint8Array>;
}

/** How often jobs named a model, as their program's or as their proposer. */
export interface ModelUse {
  readonly model: string;
  /** Jobs. */
  readonly used: number;
  /** The start of the last of them, as it was written. */
  readonly lastUsed: string;
}

/**
 * Where jobs and their events live. What a method has resolved is durable, with one exception (`finish`): it survives the
 * loss of the process.
 *
 * One process at a time writes a job; any number of processes read it.
 */
export interface JobStore {
  /**
   * Ends the jobs that a lost process left `running`: they become `interrupted`, or end as their summary says if that was
   * written. Those that wait go on waiting. Also removes what a crash left half made. Call it once, before anything else.
   */
  recover(): Promise<void>;

  /** Takes a new job, `queued` or `running`, which this process runs from now on. Throws `already_exists`. */
  create(job: Job): Promise<void>;

  /**
   * Replaces the record of a job; its events stay as they are. A settled job that becomes `queued` or `running` again is run
   * by this process from now on, and loses its summary. Throws `job_not_found`, and `illegal_move` when another process runs
   * the job.
   */
  update(job: Job): Promise<void>;

  /**
   * Appends events; they are durable when it resolves. Calls for one job come one after another, and `batch.firstSeq` is the
   * number of events there are: anything else throws and writes nothing. Throws `job_not_found`, `illegal_move` when the job
   * has ended or another process has taken it over, and the system's error when the disk does not take the events: then the
   * log ends where it did before.
   */
  append(jobId: string, batch: EventBatch): Promise<void>;

  /**
   * Ends a job: writes the summary, then the end, so that a reader who sees the end finds the summary. Returns the settled job as
   * `find` shows it.
   *
   * Resolves even if the disk does not take the end (it is full, or the folder is gone). Then the end is held in memory,
   * `find`, `list` and `summary` show it, `error` says why, and it is written as soon as that is possible, at the latest by
   * `close`. A job that was to be `done` while its events are lost ends in `error`. If the process is lost before the end is
   * written, the job is `interrupted`.
   *
   * Throws `job_not_found`, and `illegal_move` when the job has ended or another process has taken it over.
   */
  finish(jobId: string, end: JobEnd, summary: Summary | null): Promise<Job>;

  /**
   * A page of the jobs that match, all of them without a query: newest first, by the instant of `startedAt`, then by its text and by
   * id, unless it asks for another order. Throws `unusable_request` for a cursor that this list did not give out.
   */
  list(query?: JobQuery): Promise<JobPage>;

  /** The models that jobs name, the one that was used last first. */
  modelUses(): Promise<readonly ModelUse[]>;

  /** The job, without looking at its events. `undefined` for any id that is not a job's. */
  find(jobId: string): Promise<Job | undefined>;

  /**
   * As `find`, but first searches the events of a settled job for damage, unless they are very many; `error` then names the
   * lines that are left out. Costs as much as reading them, once.
   */
  inspect(jobId: string): Promise<Job | undefined>;

  /** The summary as it was written; `null` while there is none. Throws `job_not_found`. */
  summary(jobId: string): Promise<object | null>;

  /**
   * Takes a job that has ended, with its files as another store has them. It is there as a whole, or not at all. Throws `already_exists`.
   */
  adopt(job: Job, files: readonly JobFile[]): Promise<void>;

  /** All files of a job as they were written, `manifest.json`, `events.jsonl` and others, by name. Throws `job_not_found`. */
  files(jobId: string): Promise<readonly JobFile[]>;

  /**
   * The events that are durable now, from `fromSeq` on, in order, in batches of moderate size; then it ends. What can't be
   * read (such as a line torn by a crash) is left out, and named in the `error` of a settled job from then on. Throws
   * `job_not_found`.
   */
  read(jobId: string, fromSeq: number): AsyncIterable<EventBatch>;

  /** Removes a settled job with its events, at once and as a whole. Throws `job_not_found`, `illegal_move` while it is not settled. */
  delete(jobId: string): Promise<void>;

  /** Writes the ends that are still held, and releases files and timers. Jobs that still run are left as they are. */
  close(): Promise<void>;
}
