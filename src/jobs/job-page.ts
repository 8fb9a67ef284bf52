import { UnusableRequestError } from '../domain/errors.ts';
import type { Job, JobStatus } from '../domain/job.ts';
import type { JobKind } from '../domain/job-fields.ts';

/** Which jobs to list; everything absent means all. */
export interface JobQuery {
  readonly limit?: number;
  /** The `nextCursor` of the page before. */
  readonly cursor?: string;
  readonly project?: string;
  readonly kind?: JobKind;
  readonly status?: JobStatus;
}

export interface JobPage {
  readonly jobs: readonly Job[];
  readonly nextCursor: string | null;
}

/**
 * A page of a list that is newest first; without any condition that list itself. The cursor holds its place when jobs come
 * and go. Throws `unusable_request`.
 */
export function pageOfJobs(all: readonly Job[], query: JobQuery): JobPage {
  if (Object.values(query).every((condition) => condition === undefined)) return { jobs: all, nextCursor: null };
  const place = query.cursor === undefined ? null : decodeCursor(query.cursor);
  const matching = all.filter(
    (job) =>
      (query.project === undefined || job.spec.project === query.project) &&
      (query.kind === undefined || job.spec.kind === query.kind) &&
      (query.status === undefined || job.status === query.status) &&
      (place === null || isBehind(job, place)),
  );
  const jobs = query.limit === undefined ? matching : matching.slice(0, query.limit);
  const last = jobs.at(-1);
  return { jobs, nextCursor: last !== undefined && jobs.length < matching.length ? cursorAfter(last) : null };
}

function decodeCursor(cursor: string): readonly [startedAt: string, id: string] {
  try {
    const parsed: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
    if (Array.isArray(parsed) && typeof parsed[0] === 'string' && typeof parsed[1] === 'string') return [parsed[0], parsed[1]];
  } catch {
    // Falls through to the one answer for every cursor that is none.
  }
  throw new UnusableRequestError('cursor is not one that this list gave out: leave it out to start with the newest job');
}

/** Whether a job stands behind this place in a list that is newest first. */
function isBehind(job: Job, [startedAt, id]: readonly [string, string]): boolean {
  return job.startedAt < startedAt || (job.startedAt === startedAt && job.id < id);
}

function cursorAfter(job: Job): string {
  return Buffer.from(JSON.stringify([job.startedAt, job.id])).toString('base64url');
}
