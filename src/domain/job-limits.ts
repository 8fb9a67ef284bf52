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
