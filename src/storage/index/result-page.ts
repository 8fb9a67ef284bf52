import { type RawBuilder, sql, type SqlBool } from 'kysely';
import { UnusableRequestError } from '../../domain/errors.ts';
import type { ResultFields, ResultQuery } from '../../domain/result.ts';
import type { IndexDatabase } from './index-database.ts';
import { wordsOf } from './job-page.ts';
import { columnTerm, type ListOrder, type OrderTerm, pageOfRows, type RowPage } from './list-page.ts';
import { compiledSql } from './read/compiled-sql.ts';
import { isShown } from './run-page.ts';

/** Where a result of a list is. */
export interface PlacedResult {
  readonly source: 'job' | 'import' | 'themis';
  /** Of a job or of a step of one the job, else the run. */
  readonly origin: string;
  /** -1 for all that is no step. */
  readonly step_index: number;
}

export interface PlacedResults extends RowPage<PlacedResult> {
  readonly total: number;
}

interface ResultRow extends PlacedResult {
  readonly instant: number | null;
  readonly started_at: string | null;
  readonly sort_value: string | number | null;
}

/** A job comes before its steps, and these in their order. */
const NEWEST: readonly OrderTerm<ResultRow>[] = [
  columnTerm('instant', true),
  columnTerm('started_at', true),
  columnTerm('origin', true),
  columnTerm('step_index', false),
  columnTerm('source', false),
];

/** Columns of the list by the names of the conditions on them. */
const COLUMNS = {
  kind: 'kind',
  status: 'status',
  project: 'project',
  program: 'program',
  prompt: 'prompt',
  dataset: 'dataset',
  model: 'model',
  experimentId: 'experiment_id',
} as const satisfies Record<keyof ResultFields, Column>;

const NO_STEP = sql`-1`;

/** What a job has by the columns of the list. */
const JOB_COLUMNS = {
  source: sql`'job'`,
  origin: sql`job_id`,
  step_index: NO_STEP,
  instant: sql`instant`,
  started_at: sql`started_at`,
  finished_at: sql`finished_at`,
  name: sql`name`,
  kind: sql`result_kind`,
  status: sql`status`,
  experiment_id: sql`experiment_id`,
  project: sql`project`,
  program: sql`program`,
  prompt: sql`prompt`,
  model: sql`model`,
  dataset: sql`examples`,
  total_samples: sql`trials`,
  failed_samples: sql`failed_trials`,
  cost_usd: sql`cost`,
  search: sql`search`,
  metrics: sql`(select metrics from runs where runs.scope = jobs.scope and runs.source = 'job'
    and runs.origin = jobs.job_id and runs.step_index = iif(jobs.kind = 'optimize', jobs.told_step, ${NO_STEP}))`,
};

type Column = keyof typeof JOB_COLUMNS;

/** The same of a run. Its status is said in the words of jobs. */
const RUN_COLUMNS: Readonly<Record<Column, RawBuilder<unknown>>> = {
  source: sql`source`,
  origin: sql`iif(source = 'job', origin, run_id)`,
  step_index: sql`step_index`,
  instant: sql`instant`,
  started_at: sql`created_at`,
  finished_at: sql`null`,
  name: sql`name`,
  kind: sql`iif(source = 'job', 'step', source)`,
  status: sql`case status when 'completed' then 'done' when 'failed' then 'error' when 'in_progress' then 'running' else status end`,
  experiment_id: sql`experiment_id`,
  project: sql`project`,
  program: sql`program`,
  prompt: sql`prompt`,
  model: sql`model`,
  dataset: sql`dataset`,
  total_samples: sql`total_samples`,
  failed_samples: sql`failed_samples`,
  cost_usd: sql`null`,
  search: sql`search`,
  metrics: sql`metrics`,
};

/** What says where a result is, and where it stands in the list's own order. */
const PLACE = ['source', 'origin', 'step_index', 'instant', 'started_at'] as const satisfies readonly Column[];

/**
 * A page of all that a projects root and the storage folder have: where each is, and how many match. Throws `unusable_request` for a cursor
 * that this list did not give out, or one beside an offset.
 */
export function resultPlaces(database: IndexDatabase, scope: string, asked: ResultQuery): PlacedResults {
  if (asked.cursor !== undefined && asked.offset !== undefined)
    throw new UnusableRequestError('cursor and offset can’t both be given: a cursor says itself where to continue');
  const sortValue = sortValueOf(asked);
  const results = sql`(${sql.join(partsOf(scope, asked), sql` union all `)})`;
  const matches = sql.join([sql`true`, ...conditionsOf(asked)], sql` and `);
  const page = pageOfRows(asked, orderOf(asked, sortValue), ({ after, order, limit }) =>
    database.all(
      compiledSql(
        sql<ResultRow>`select source, origin, step_index, instant, started_at, ${sortValue} as sort_value from ${results}
          where ${matches} and ${after} order by ${order} limit ${limit} offset ${asked.offset ?? 0}`,
      ),
    ),
  );
  const counted = database.first(
    compiledSql(sql<{ total: number }>`select count(*) as total from ${results} where ${matches}`),
  );
  return { ...page, total: counted?.total ?? 0 };
}

function partsOf(scope: string, asked: ResultQuery): readonly RawBuilder<unknown>[] {
  const { steps } = asked;
  const columns = columnsOf(asked);
  const parts = [jobs(columns, scope), runs(columns, sql<SqlBool>`scope = '' and source <> 'job' and ${isShown(scope)}`)];
  if (steps === 'none') return parts;
  const isStep = sql<SqlBool>`scope = ${scope} and source = 'job' and step_index >= 0 and ${isShown(scope)}`;
  return [...parts, runs(columns, steps === 'all' ? isStep : sql<SqlBool>`${isStep} and ${isBestStep(scope)}`)];
}

/** What of all results is read. Each column more costs: those of the list's own order stand together in an index of jobs. */
function columnsOf({ q, sort, ...asked }: ResultQuery): readonly Column[] {
  const conditions = Object.entries(COLUMNS).flatMap(([name, column]) =>
    asked[name as keyof ResultFields] === undefined ? [] : [column],
  );
  const searched = wordsOf(q).length === 0 ? [] : (['search'] as const);
  const sorted = sort === undefined ? [] : [typeof sort.by === 'string' ? sort.by : ('metrics' as const)];
  return [...new Set<Column>([...PLACE, ...conditions, ...searched, ...sorted])];
}

function jobs(columns: readonly Column[], scope: string): RawBuilder<unknown> {
  return sql`select ${selected(columns, JOB_COLUMNS)} from jobs where scope = ${scope}`;
}

/** Runs that are no jobs of their own. */
function runs(columns: readonly Column[], condition: RawBuilder<SqlBool>): RawBuilder<unknown> {
  return sql`select ${selected(columns, RUN_COLUMNS)} from runs where ${condition}`;
}

function selected(columns: readonly Column[], of: Readonly<Record<Column, RawBuilder<unknown>>>): RawBuilder<unknown> {
  return sql.join(columns.map((column) => sql`${of[column]} as ${sql.ref(column)}`));
}

function isBestStep(scope: string): RawBuilder<SqlBool> {
  return sql<SqlBool>`step_index = (select best_step from jobs where jobs.scope = ${scope} and jobs.job_id = runs.origin)`;
}

function conditionsOf(asked: ResultQuery): readonly RawBuilder<SqlBool>[] {
  const fields = Object.entries(COLUMNS).flatMap(([name, column]) => {
    const value = asked[name as keyof ResultFields];
    return value === undefined ? [] : [sql<SqlBool>`${sql.ref(column)} = ${value}`];
  });
  return [...fields, ...wordsOf(asked.q).map((word) => sql<SqlBool>`instr(search, ${word}) > 0`)];
}

function sortValueOf({ sort }: ResultQuery): RawBuilder<unknown> {
  if (sort === undefined || sort.by === 'started_at') return sql`null`;
  if (typeof sort.by === 'string') return sql.ref(sort.by);
  return sql`(select value from json_each(metrics) where key = ${sort.by.metric})`;
}

function orderOf({ sort, ...asked }: ResultQuery, sortValue: RawBuilder<unknown>): ListOrder<ResultRow> {
  const { q, steps } = asked;
  const fields = Object.keys(COLUMNS).map((name) => asked[name as keyof ResultFields]);
  const signed = ['results', fields, q, steps, sort?.by, sort?.isDescending];
  if (sort === undefined) return { noun: 'result', asked: signed, terms: NEWEST };
  const { isDescending } = sort;
  const terms =
    sort.by === 'started_at'
      ? NEWEST.map((term, at) => (at < 3 ? { ...term, isDescending } : term))
      : [{ expression: sortValue, isDescending, valueOf: (row: ResultRow) => row.sort_value }, ...NEWEST];
  return { noun: 'result', asked: signed, terms };
}
