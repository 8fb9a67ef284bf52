import { type RawBuilder, sql, type SqlBool } from 'kysely';
import type { RunPage, RunQuery } from '../../domain/list-query.ts';
import { type CallsByRole, totalCost } from '../../evaluation/call-totals.ts';
import type { RunSource, RunStatus, RunSummary } from '../../domain/run.ts';
import type { IndexDatabase } from './index-database.ts';
import { query, type RunsTable } from './index-schema.ts';
import { wordsOf } from './job-page.ts';
import { BEING_READ } from './run-rows.ts';
import { columnTerm, type ListOrder, type OrderTerm, pageOfRows } from './list-page.ts';

/** A run as a list reads it. */
type RunRow = Omit<RunsTable, 'run_no' | 'holdout_of' | 'spreads' | 'figures' | 'metadata' | 'digest'> & {
  readonly sort_value: string | number | null;
};

const NEWEST: readonly OrderTerm<RunRow>[] = [
  columnTerm('instant', true),
  columnTerm('created_at', true),
  columnTerm('run_id', true),
];

const LISTED = [
  'scope',
  'run_id',
  'source',
  'origin',
  'step_index',
  'is_listed',
  'hide_key',
  'experiment_id',
  'status',
  'instant',
  'created_at',
  'name',
  'label',
  'kind',
  'project',
  'program',
  'prompt',
  'model',
  'dataset',
  'search',
  'num_samples',
  'total_samples',
  'failed_samples',
  'metrics',
  'calls',
  'stamp',
] as const satisfies readonly (keyof RunRow)[];

/**
 * A page of the runs of a projects root and of the storage folder. Of runs with one id, that of a job comes before an import, and an import
 * before a run that Themis wrote. Throws `unusable_request` for a cursor that this list did not give out.
 */
export function runPage(database: IndexDatabase, scope: string, asked: RunQuery): RunPage {
  const sortValue = sortValueOf(asked);
  const { rows, nextCursor } = pageOfRows(asked, orderOf(asked, sortValue), ({ after, order, limit }) => {
    let runs = query
      .selectFrom('runs')
      .select(LISTED)
      .select(sql<string | number | null>`${sortValue}`.as('sort_value'))
      .where('scope', 'in', [scope, ''])
      .where(isShown(scope))
      .where(after)
      .orderBy(order)
      .limit(limit);
    if (asked.experimentId !== undefined) runs = runs.where('experiment_id', '=', asked.experimentId);
    if (asked.status !== undefined) runs = runs.where('status', '=', asked.status);
    for (const word of wordsOf(asked.q)) runs = runs.where(sql<SqlBool>`instr(search, ${word}) > 0`);
    return database.all(runs);
  });
  return { runs: rows.map(runSummaryOf), nextCursor };
}

/** Whether a run is one by now, is not hidden, and is the first of those that have its id. */
export function isShown(scope: string): RawBuilder<SqlBool> {
  const isHidden = sql`select 1 from hidden where hidden.hide_key = runs.hide_key and hidden.stamp in ('', runs.stamp)`;
  const hasOwner = sql`
    select 1 from runs as owner
    where owner.run_id = runs.run_id and owner.scope in (${scope}, '') and owner.is_listed = 1
    and ${precedenceOf('owner')} < ${precedenceOf('runs')}`;
  return sql<SqlBool>`(is_listed = 1 and not exists (${isHidden}) and not exists (${hasOwner}))`;
}

/** A job has an id before an import has it, and an import before a run that Themis wrote. */
function precedenceOf(table: string): RawBuilder<number> {
  return sql`case ${sql.ref(`${table}.source`)} when 'job' then 0 when 'import' then 1 else 2 end`;
}

/** The row of a run as a list shows it. */
export function runSummaryOf(row: Omit<RunRow, 'sort_value'>): RunSummary {
  return {
    runId: row.run_id,
    experimentId: row.experiment_id,
    status: row.status as RunStatus,
    createdAt: row.created_at,
    source: row.source satisfies RunSource,
    name: row.name,
    label: row.label,
    kind: row.kind,
    project: row.project,
    program: row.program,
    prompt: row.prompt,
    model: row.model,
    dataset: row.dataset,
    stepIndex: row.step_index < 0 ? null : row.step_index,
    ...(row.stamp === BEING_READ ? { isBeingRead: true } : {}),
    sampleCount: row.num_samples,
    totalSamples: row.total_samples,
    failedSamples: row.failed_samples,
    costUsd: row.calls === null ? null : totalCost(JSON.parse(row.calls) as CallsByRole),
    metrics: JSON.parse(row.metrics) as Record<string, number>,
  };
}

function sortValueOf({ sort }: RunQuery): RawBuilder<unknown> {
  if (sort === undefined || sort.by === 'created_at') return sql`null`;
  if (typeof sort.by === 'string') return sql`${sql.ref(sort.by)}`;
  return sql`(select value from json_each(metrics) where key = ${sort.by.metric})`;
}

function orderOf({ experimentId, status, q, sort }: RunQuery, sortValue: RawBuilder<unknown>): ListOrder<RunRow> {
  const asked = ['runs', experimentId, status, q, sort?.by, sort?.isDescending];
  if (sort === undefined) return { noun: 'run', asked, terms: NEWEST };
  const { isDescending } = sort;
  const terms =
    sort.by === 'created_at'
      ? NEWEST.map((term) => ({ ...term, isDescending }))
      : [{ expression: sortValue, isDescending, valueOf: (row: RunRow) => row.sort_value }, ...NEWEST];
  return { noun: 'run', asked, terms };
}
