import type { Compilable, RawBuilder } from 'kysely';
import { query } from '../index-schema.ts';

/** A query that was put together from `sql` parts, all values of which are bound. */
export function compiledSql<Row>(built: RawBuilder<Row>): Compilable<Row> {
  return { compile: () => built.compile(query) };
}
