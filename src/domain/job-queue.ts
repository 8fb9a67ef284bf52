import type { RunningJob } from './errors.ts';

export const JOB_QUEUE = Symbol('JobQueue');

/** Runs one job to its end. It does not reject: how a job ended is in the job. */
export type JobHandler = (jobId: string) => Promise<void>;

/** How far a job is; `null` where it does not run here. */
export type ProgressOfJob = (jobId: string) => RunningJob | null;

/**
 * Decides when a job runs. Only ids go through it, so the process that runs a job may be another than the one that added it;
 * everything else about a job is in the `JobStore`.
 *
 * A port, though it has one adapter: a queue in a database is to be the second.
 */
export interface JobQueue {
  /** Registers what runs jobs, and what knows how far they are, for whoever is refused. Called once, before the first `add`. */
  start(handler: JobHandler, progressOf?: ProgressOfJob): void;

  /**
   * Takes over the waiting jobs of lost processes, this one's before its restart among them, now and from now on. They wait
   * before all others, in their order, even if more wait then than may. A process that is to end soon does not call it.
   */
  recover(): Promise<void>;

  /**
   * Throws `busy` and `draining` where `add` would do so now. Another job may be faster, so this only spares the work before an
   * `add` that would be refused.
   */
  checkRoom(): Promise<void>;

  /**
   * Reserves a place, has the job created with the status that the place gives it, and hands its id to the handler: at once
   * when it is `running`, in its turn when it is `queued`. The place comes first so that a job that is refused leaves nothing
   * behind, and creation before the handler so that a handler in any process finds the job. Resolves to what `create` gave.
   *
   * Throws `illegal_move` for a job that runs or waits already, `busy` when all places are taken and `draining` after `close`. When `create` rejects, the place is free again.
   */
  add<Created>(jobId: string, create: (status: 'running' | 'queued') => Promise<Created>): Promise<Created>;

  /**
   * Does some work that changes what jobs there are without a place for any, while no other process adds one or takes one over. Resolves to
   * what `work` gave, also after `close`.
   */
  exclusively<Result>(work: () => Promise<Result>): Promise<Result>;

  /**
   * Takes a waiting job out, so that it never runs; one that no process holds is this one's then. Resolves to `false` when the job
   * does not wait, or waits in another process.
   */
  remove(jobId: string): Promise<boolean>;

  /** Takes no more jobs, lets go of those that wait, and resolves when the running ones have ended. */
  close(): Promise<void>;
}
