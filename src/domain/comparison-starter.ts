import type { ComparisonOptions } from './comparison.ts';
import type { Job } from './job.ts';
import type { JobSpec } from './job-fields.ts';

export const COMPARISON_STARTER = Symbol('ComparisonStarter');

/** The run that a new job is compared with while it runs, and how. */
export interface Against extends ComparisonOptions {
  /** Of the baseline. */
  readonly runId: string;
}

/** A job that is about to start. */
export type JobToCompare = Pick<Job, 'spec' | 'datasetSha256' | 'exampleCount' | 'plannedTrials'>;

/** Compares a job with a run from its start on. */
export interface ComparisonStarter {
  /** The same with the id of the baseline that it names. Throws `run_not_found` and `ambiguous_name`. */
  named(against: Against): Promise<Against>;

  /**
   * What the job has to be asked for so that it can be compared: with the seed of a baseline that runs, else with its own or a new one. Throws
   * `unusable_request` where it asks for another than the baseline has, and `run_not_found`.
   */
  seeded(spec: JobSpec, against: Against): Promise<JobSpec>;

  /** Throws `unusable_request` and `unsuitable_option`, with the reason, where the job could not be compared. */
  check(job: JobToCompare, against: Against): Promise<void>;

  /** Begins the comparison of a job that has started, unless it was begun before, and returns its id. Throws the same. */
  begin(jobId: string, against: Against): Promise<string>;
}
