import { isOverFailures, isShare } from '../evaluation/job-limits.ts';
import type { JobFold } from '../evaluation/job-fold.ts';
import type { Job } from './job.ts';
import { type JobRequestFields, jobFields, type JobSpec, type NamedJobField } from './job-fields.ts';
import { LIMIT_FIELDS } from './limit-fields.ts';

/** The fields of a job that end it early, as requests have them. */
export type LimitFields = Pick<JobRequestFields, keyof typeof LIMIT_FIELDS>;

/** The job with other limits; those that are not given stay. */
export function withLimits(spec: JobSpec, limits: LimitFields): JobSpec {
  const given = limitFields().map(({ name, specName }) => [specName, limits[name as keyof LimitFields]] as const);
  return { ...spec, ...Object.fromEntries(given.filter(([, value]) => value !== undefined)) };
}

export function limitFields(): readonly NamedJobField[] {
  return jobFields().filter(({ name }) => name in LIMIT_FIELDS);
}

/** More failed trials than a job may have. */
export interface ExcessFailures {
  readonly limit: number;
  readonly failed: number;
}

/** Whether more trials failed than the job's `max_failures` allows, of a search in any step where that is a share; `null` where not. */
export function tooManyFailures({ spec: { maxFailures }, plannedTrials }: Job, fold: JobFold): ExcessFailures | null {
  if (maxFailures === undefined) return null;
  const counts = isShare(maxFailures) ? fold.steps.map(({ failedTrials }) => failedTrials) : [fold.counts.failedTrials];
  const failed = Math.max(0, ...counts);
  return isOverFailures(maxFailures, failed, plannedTrials ?? 0) ? { limit: maxFailures, failed } : null;
}
