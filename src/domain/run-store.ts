import type { ScoredRun } from '../statistics/scored-run.ts';
import type { NewRun, Run, RunSummary, Sample } from './run.ts';

export const RUN_STORE = Symbol('RunStore');

/** Which samples, in the order in which they came. */
export interface SampleRange {
  readonly offset: number;
  /** All from `offset` on without it. */
  readonly limit?: number;
}

export interface ImportedRun {
  readonly run: Run;
  /** `false` where the same run was there already. */
  readonly isNew: boolean;
}

/**
 * Everything that can be compared: jobs and steps of jobs, imports, and what Themis wrote. A source that is damaged is shown
 * with its `faults`, or left out, and harms no other run.
 *
 * A port, though it has one adapter: shared storage is to be the second.
 */
export interface RunStore {
  /** All runs, newest first; the same array while nothing changes. */
  list(): Promise<readonly RunSummary[]>;

  find(runId: string): Promise<Run | undefined>;

  /** Some of the samples, batch by batch, without reading those before them. Throws `run_not_found`. */
  samples(runId: string, range: SampleRange): AsyncIterable<readonly Sample[]>;

  /** The first sample of each of these ids of `scores`, in their order; an unknown id is left out. Throws `run_not_found`. */
  samplesOf(runId: string, ids: readonly string[]): Promise<readonly Sample[]>;

  /**
   * The scores as columns, ready to be compared, and not to be changed. Ids are those of the examples: the trial id of the
   * first replicate, so that further replicates count as repeats of it (statistics.md §1). Rows of a dataset that are equal
   * have one id and a place each, in the order of their rows. `clusterBy` is `cluster`, the
   * samples' own field (the default), or a dot path into the example, such as `inputs.document_id`. Throws `run_not_found`.
   */
  scores(runId: string, clusterBy?: string): Promise<ScoredRun>;

  /**
   * Keeps a run; all of it, durably, or nothing. Whatever the batches throw is thrown on. The same run under the same id is
   * found again, another run under an id that is taken throws `already_exists`.
   */
  import(run: NewRun, samples: AsyncIterable<readonly Sample[]>): Promise<ImportedRun>;

  /**
   * Removes a run: a job with its archive, an import with its files. A step of an optimize job and a run that Themis wrote are
   * hidden for good, and their files stay. Throws `run_not_found`, and `illegal_move` for a job that is not settled.
   */
  delete(runId: string): Promise<void>;

  /** Makes the columns of a settled job before they are asked for. */
  settle(jobId: string): Promise<void>;

  close(): Promise<void>;
}
