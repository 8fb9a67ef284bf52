import { isOverFailures, isShare } from '../evaluation/job-limits.ts';
import type { JobFold } from '../evaluation/job-fold.ts';
import type { Job } from './job.ts';
import { plannedTrialsOf } from './job-progress.ts';
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
export function tooManyFailures(job: Job, fold: JobFold): ExcessFailures | null {
  const { maxFailures } = job.spec;
  if (maxFailures === undefined) return null;
  const counts = isShare(maxFailures)
    ? fold.steps.map(({ failedTrials, holdoutOf }) => ({
        failed: failedTrials,
        of: plannedTrialsOf(job, holdoutOf !== null) ?? 0,
      }))
    : [{ failed: fold.counts.failedTrials, of: job.plannedTrials ?? 0 }];
  const excess = counts.filter(({ failed, of }) => isOverFailures(maxFailures, failed, of)).map(({ failed }) => failed);
  return excess.length === 0 ? null : { limit: maxFailures, failed: Math.max(...excess) };
}
