import { type RawBuilder, sql, type SqlBool } from 'kysely';
import type { DifferenceSort, SampleFilter, SampleSort } from '../../../domain/sample-query.ts';
import type { IndexDatabase } from '../index-database.ts';
import { compiledSql } from './compiled-sql.ts';
import { type Condition, isAmong, sampleConditions, scoreConditions } from './sample-conditions.ts';
import type { SamplePlacement } from './sample-cursor.ts';

/** Orders that the database has; differences are sorted from columns. */
export type StoredOrder = Exclude<Extract<SampleSort['by'], string>, DifferenceSort> | { readonly metricNo: number };

/** The samples of a run that match a filter, in an order of the database. */
export interface OrderedSamples {
  readonly runNo: number;
  readonly filter: SampleFilter;
  /** The metric of the filter's bounds. */
  readonly metricNo: number | null;
  readonly order: StoredOrder;
  readonly isDescending: boolean;
}

/** Samples that stand together in an order: those with a value by that, or those without one as they came. */
export interface OrderPhase {
  readonly from: RawBuilder<unknown>;
  readonly pos: RawBuilder<unknown>;
  /** `null` where they are in the order in which they came. */
  readonly value: RawBuilder<unknown> | null;
  readonly conditions: readonly Condition[];
  readonly isDescending: boolean;
}

type Source = Pick<OrderPhase, 'from' | 'pos' | 'conditions'>;

const COLUMNS = {
  row: sql.ref('s.row'),
  id: sql.ref('s.id'),
  status: sql.ref('s.is_failed'),
  error_kind: sql.ref('s.error_kind'),
  latency: sql.ref('s.latency'),
  input_tokens: sql.ref('s.input_tokens'),
  output_tokens: sql.ref('s.output_tokens'),
  cost: sql.ref('s.cost'),
} as const;

/** What every sample has. */
const COMPLETE: readonly StoredOrder[] = ['row', 'id', 'status'];

/** The parts of an order, one after another: samples without the value that is sorted by come last in either direction. */
export function phasesOf(samples: OrderedSamples): readonly OrderPhase[] {
  const { order, isDescending } = samples;
  if (order === 'position') return [{ ...filtered(samples), value: null, isDescending }];
  if (typeof order === 'object') return [scorePhase(samples, order.metricNo), unscoredPhase(samples, order.metricNo)];
  const source = filtered(samples);
  const value = COLUMNS[order];
  if (COMPLETE.includes(order)) return [{ ...source, value, isDescending }];
  return [
    { ...withCondition(source, sql`${value} is not null`), value, isDescending },
    { ...withCondition(source, sql`${value} is null`), value: null, isDescending: false },
  ];
}

/** The next samples of a phase, at most `limit`. `among`, where it is given, are the only ones that count. */
export function placesIn(
  database: IndexDatabase,
  phase: OrderPhase,
  {
    after,
    limit,
    among,
  }: { readonly after: SamplePlacement | undefined; readonly limit: number; readonly among?: Iterable<number> },
): SamplePlacement[] {
  const { from, pos, value } = phase;
  const conditions = [...phase.conditions];
  if (after !== undefined) conditions.push(isLater(phase, after));
  if (among !== undefined) conditions.push(isAmong(pos, among));
  const direction = phase.isDescending ? sql`desc` : sql`asc`;
  const order = value === null ? sql`${pos} ${direction}` : sql`${value} ${direction}, ${pos}`;
  const built = sql<SamplePlacement>`select ${value ?? sql`null`} as value, ${pos} as pos from ${from}
    where ${sql.join(conditions, sql` and `)} order by ${order} limit ${limit}`;
  return database.all(compiledSql(built));
}

function scorePhase(samples: OrderedSamples, metricNo: number): OrderPhase {
  const { runNo, filter, isDescending } = samples;
  const value = sql.ref('o.score');
  const ofSample = sampleConditions(filter);
  const bounds = samples.metricNo === metricNo ? scoreConditions(filter, value) : boundsElsewhere(samples, sql.ref('o.pos'));
  const conditions = [
    sql<SqlBool>`o.run_no = ${runNo} and o.metric_no = ${metricNo} and o.score is not null`,
    ...bounds,
    ...(ofSample.length === 0 ? [] : [sql<SqlBool>`s.run_no = o.run_no and s.pos = o.pos`, ...ofSample]),
  ];
  const from = ofSample.length === 0 ? sql`scores o` : sql`scores o cross join samples s`;
  return { from, pos: sql.ref('o.pos'), value, conditions, isDescending };
}

function unscoredPhase(samples: OrderedSamples, metricNo: number): OrderPhase {
  const hasScore = sql`exists (select 1 from scores o
    where o.run_no = s.run_no and o.metric_no = ${metricNo} and o.pos = s.pos and o.score is not null)`;
  return { ...withCondition(filtered(samples), sql`not ${hasScore}`), value: null, isDescending: false };
}

/** The samples that match: by way of their scores, where these have bounds. */
function filtered({ runNo, filter, metricNo }: OrderedSamples): Source {
  const ofSample = sampleConditions(filter);
  const bounds = scoreConditions(filter, sql.ref('f.score'));
  if (bounds.length === 0)
    return { from: sql`samples s`, pos: sql.ref('s.pos'), conditions: [sql<SqlBool>`s.run_no = ${runNo}`, ...ofSample] };
  const joined = sql<SqlBool>`f.run_no = ${runNo} and f.metric_no = ${metricNo} and s.run_no = f.run_no and s.pos = f.pos`;
  return { from: sql`scores f cross join samples s`, pos: sql.ref('f.pos'), conditions: [joined, ...bounds, ...ofSample] };
}

function boundsElsewhere({ runNo, filter, metricNo }: OrderedSamples, pos: RawBuilder<unknown>): Condition[] {
  const bounds = scoreConditions(filter, sql.ref('f.score'));
  if (bounds.length === 0) return [];
  return [
    sql<SqlBool>`exists (select 1 from scores f where f.run_no = ${runNo} and f.metric_no = ${metricNo} and f.pos = ${pos}
      and ${sql.join(bounds, sql` and `)})`,
  ];
}

function withCondition(source: Source, condition: RawBuilder<unknown>): Source {
  return { ...source, conditions: [...source.conditions, condition as Condition] };
}

function isLater({ pos, value, isDescending }: OrderPhase, after: SamplePlacement): Condition {
  const beyond = isDescending ? sql`<` : sql`>`;
  if (value === null) return sql<SqlBool>`${pos} ${beyond} ${after.pos}`;
  return sql<SqlBool>`(${value} ${beyond} ${after.value} or (${value} = ${after.value} and ${pos} > ${after.pos}))`;
}
