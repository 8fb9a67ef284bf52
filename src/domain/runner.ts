import type { Summary } from '../evaluation/summary.ts';
import type { EventBatch } from './event-batch.ts';
import type { ResolvedDataset } from './job.ts';
import type { JobSpec } from './job-fields.ts';
import type { Catalog } from './project.ts';

export const RUNNER = Symbol('Runner');

/** Runs people's projects, whatever their code does, without harm to the server. */
export interface Runner {
  /** What there is to run. A project that can't be loaded carries its `error`. */
  catalog(): Promise<Catalog>;

  /**
   * Finds and checks everything that the spec names: modules, template, metrics, models and every row of the dataset.
   * The data of a benchmark that is not here is fetched, once nothing else is wrong. Throws `unusable_request` with what is
   * wrong, and `unavailable` where the data can't be fetched. The result holds resources until it is run or released.
   *
   * Only a few are prepared at a time. `admit` is called when the turn comes, and again after a fetch; what it throws is thrown.
   */
  prepare(spec: JobSpec, admit?: () => void): Promise<PreparedJob>;

  close(): Promise<void>;
}

/** A job that can start at once. */
export interface PreparedJob {
  readonly dataset: ResolvedDataset;
  /** Trials that it takes, a step. */
  readonly plannedTrials: number;
  /** Scorings that it takes, a step. */
  readonly plannedScorings: number;

  /** Starts it; call once. Aborting the signal stops it. */
  start(jobId: string, signal: AbortSignal): RunningJob;

  /** Gives its resources back, for a job that will not start. */
  release(): void;
}

export interface RunningJob {
  /**
   * The events as they come, `firstSeq` from 0. The next batch is asked for when the last is taken care of, and holds all
   * that came between. Throws a `JobFailedError` when the job can't go on, and ends early when it was aborted.
   */
  readonly batches: AsyncIterable<EventBatch>;

  /** Resolves after the last batch was taken, and rejects as `batches` does; `null` when it was aborted. */
  readonly summary: Promise<Summary | null>;
}

/** The job as a whole failed; `message` is for its owner. */
export class JobFailedError extends Error {
  override readonly name = 'JobFailedError';
}
