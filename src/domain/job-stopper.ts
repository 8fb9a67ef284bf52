export const JOB_STOPPER = Symbol('JobStopper');

/** What a live comparison has found, so that a job of it need not go on. */
export interface Decision {
  readonly comparisonId: string;
  /** Samples that it took. */
  readonly samples: number;
  /** Whether all metrics have a verdict, or as many samples were taken as were asked for. */
  readonly because: 'verdict' | 'max_samples';
}

/** Ends jobs whose question is answered. */
export interface JobStopper {
  /**
   * Has a job start no more trials; those in flight are finished and recorded, and then it is `done`. Nothing happens to a job that does not
   * run in this process, or not any more. Call it once the decision is stored.
   */
  decide(jobId: string, decision: Decision): void;
}
