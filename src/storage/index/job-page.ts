import { sql, type SqlBool } from 'kysely';
import type { JobQuery } from '../../domain/list-query.ts';
import type { IndexDatabase } from './index-database.ts';
import { type JobsTable, query } from './index-schema.ts';
import { columnTerm, type ListOrder, type OrderTerm, pageOfRows, type RowPage } from './list-page.ts';

/** A job as a list reads it. */
type JobRow = Pick<JobsTable, (typeof LISTED)[number]>;

const SHOWN = ['job_id', 'document'] as const satisfies readonly (keyof JobsTable)[];

const LISTED = [
  ...SHOWN,
  'instant',
  'started_at',
  'finished_at',
  'kind',
  'status',
  'project',
  'model',
  'name',
] as const satisfies readonly (keyof JobsTable)[];

const NEWEST: readonly OrderTerm<JobRow>[] = [
  columnTerm('instant', true),
  columnTerm('started_at', true),
  columnTerm('job_id', true),
];

/** A page of the jobs of a projects root. Throws `unusable_request` for a cursor that this list did not give out. */
export function jobRowPage(database: IndexDatabase, scope: string, asked: JobQuery): RowPage<JobRow> {
  return pageOfRows(asked, orderOf(asked), ({ after, order, limit }) => {
    // What a list is ordered by is read for the cursor of its next page, which the whole list has not.
    const columns = (limit < 0 ? SHOWN : LISTED) as typeof LISTED;
    let jobs = query.selectFrom('jobs').select(columns).where('scope', '=', scope).where(after).orderBy(order).limit(limit);
    if (asked.project !== undefined) jobs = jobs.where('project', '=', asked.project);
    if (asked.kind !== undefined) jobs = jobs.where('kind', '=', asked.kind);
    if (asked.status !== undefined) jobs = jobs.where('status', '=', asked.status);
    for (const word of wordsOf(asked.q)) jobs = jobs.where(sql<SqlBool>`instr(search, ${word}) > 0`);
    return database.all(jobs);
  });
}

/** The words of a search, in lower case. */
export function wordsOf(text: string | undefined): readonly string[] {
  return (text ?? '')
    .toLowerCase()
    .split(/\s+/u)
    .filter((word) => word !== '');
}

function orderOf({ project, kind, status, q, sort }: JobQuery): ListOrder<JobRow> {
  const asked = ['jobs', project, kind, status, q, sort?.by, sort?.isDescending];
  if (sort === undefined) return { noun: 'job', asked, terms: NEWEST };
  const terms: readonly OrderTerm<JobRow>[] =
    sort.by === 'started_at'
      ? NEWEST.map((term) => ({ ...term, isDescending: sort.isDescending }))
      : [columnTerm(sort.by, sort.isDescending), ...NEWEST];
  return { noun: 'job', asked, terms };
}
