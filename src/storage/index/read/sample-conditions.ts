import { type RawBuilder, sql, type SqlBool } from 'kysely';
import type { SampleFilter } from '../../../domain/sample-query.ts';

export type Condition = RawBuilder<SqlBool>;

/** What a filter says of the row of a sample, which the query calls `s`. */
export function sampleConditions({ status, errorKind, tag }: SampleFilter): Condition[] {
  const conditions: Condition[] = [];
  if (status !== undefined) conditions.push(sql<SqlBool>`s.is_failed = ${status === 'failed' ? 1 : 0}`);
  if (errorKind !== undefined) conditions.push(sql<SqlBool>`s.error_kind = ${errorKind}`);
  if (tag !== undefined)
    conditions.push(sql<SqlBool>`exists (select 1 from tags t where t.run_no = s.run_no and t.tag = ${tag} and t.pos = s.pos)`);
  return conditions;
}

/** What a filter says of a score, which the query calls `score`; nothing where it has no bounds. */
export function scoreConditions({ min, max }: SampleFilter, score: RawBuilder<unknown>): Condition[] {
  const conditions: Condition[] = [];
  if (min !== undefined) conditions.push(sql<SqlBool>`${score} >= ${min}`);
  if (max !== undefined) conditions.push(sql<SqlBool>`${score} <= ${max}`);
  return conditions;
}

/** Whether a position is one of some, which are few. */
export function isAmong(pos: RawBuilder<unknown>, positions: Iterable<number>): Condition {
  return sql<SqlBool>`${pos} in (select value from json_each(${JSON.stringify([...positions])}))`;
}
