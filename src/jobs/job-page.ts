import { placeOfJob, type Job, type JobStatus } from '../domain/job.ts';
import type { JobKind } from '../domain/job-fields.ts';
import { pageOf, type PageQuery } from '../domain/newest-first.ts';

/** Which jobs to list; an absent condition matches all. */
export interface JobQuery extends PageQuery {
  readonly project?: string;
  readonly kind?: JobKind;
  readonly status?: JobStatus;
}

export interface JobPage {
  readonly jobs: readonly Job[];
  readonly nextCursor: string | null;
}

/** A page of a list that is ordered newest first; that list itself if there is no condition. Throws `unusable_request`. */
export function pageOfJobs(all: readonly Job[], query: JobQuery): JobPage {
  if (Object.values(query).every((condition) => condition === undefined)) return { jobs: all, nextCursor: null };

  const isWanted = ({ spec, status }: Job): boolean =>
    (query.project === undefined || spec.project === query.project) &&
    (query.kind === undefined || spec.kind === query.kind) &&
    (query.status === undefined || status === query.status);
  const { items, nextCursor } = pageOf(all, query, { noun: 'job', placeOf: placeOfJob, isWanted });
  return { jobs: items, nextCursor };
}
