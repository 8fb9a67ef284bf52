export const JOB_LINE = Symbol('JobLine');

/** Jobs of other processes that have not ended, by their ids. */
export interface OtherJobs {
  /** They run, or are about to. */
  readonly running: readonly string[];
  /** They wait for their turn. */
  readonly waiting: readonly string[];
}

/**
 * What processes that share a store of jobs have to agree on: which of them runs which job, and how many run. Each decides for its
 * own jobs, one process at a time. A process that is lost counts no more: its place is free, and its waiting jobs can be adopted.
 */
export interface JobLine {
  /** Does some work while no other process does work of this kind. Work of the same process may run side by side. */
  exclusively<Result>(work: () => Promise<Result>): Promise<Result>;

  /** The jobs of other processes that live: all that run, and those waiting before the job named, or all without one. */
  others(before?: string): Promise<OtherJobs>;

  /** Has a waiting job of this process count as running for the others, before its record says so. */
  takePlace(jobId: string): Promise<void>;

  /** Waiting jobs that no process holds any more, in the order in which they came. */
  orphans(): Promise<readonly string[]>;

  /** Makes a waiting job, that no process holds, one of this process. `false` where it is not, or no longer, such a job. */
  adopt(jobId: string): Promise<boolean>;
}

/** The line of a process that shares its jobs with none. */
export const LINE_OF_ONE: JobLine = {
  exclusively: (work) => work(),
  others: async () => ({ running: [], waiting: [] }),
  takePlace: async () => undefined,
  orphans: async () => [],
  adopt: async () => false,
};
