import { hash } from 'node:crypto';
import { type RawBuilder, sql, type SqlBool } from 'kysely';
import { UnusableRequestError } from '../../domain/errors.ts';
import type { PageQuery } from '../../domain/list-query.ts';

type Value = string | number | null;

/** One of the values that a list is ordered by; where it is not there, the item comes last. */
export interface OrderTerm<Row> {
  readonly expression: RawBuilder<unknown>;
  readonly isDescending: boolean;
  readonly valueOf: (row: Row) => Value;
}

/** How a list is asked for. */
export interface ListOrder<Row> {
  /** What the list is of, as messages say it: `job`. */
  readonly noun: string;
  /** From the first to the last, which no two rows have in common. */
  readonly terms: readonly OrderTerm<Row>[];
  /** What else was asked for: a cursor is only good for the same. */
  readonly asked: unknown;
}

/** The parts of a query that make it a page. */
export interface PageClauses {
  readonly after: RawBuilder<SqlBool>;
  readonly order: RawBuilder<unknown>;
  /** One more than the page has, to see whether there is another; -1 for all. */
  readonly limit: number;
}

export interface RowPage<Row> {
  readonly rows: readonly Row[];
  readonly nextCursor: string | null;
}

/**
 * A page of rows: those after the place that a cursor names, so that it holds while rows come and go. Throws `unusable_request` for
 * a cursor that no such list has given out.
 */
export function pageOfRows<Row>(
  { limit, cursor }: PageQuery,
  order: ListOrder<Row>,
  select: (clauses: PageClauses) => Row[],
): RowPage<Row> {
  const { terms } = order;
  const signature = hash('sha256', JSON.stringify(order.asked)).slice(0, 12);
  const place = cursor === undefined ? undefined : placeIn(cursor, signature, order);
  const clauses = { after: place === undefined ? sql<SqlBool>`true` : afterPlace(terms, place), order: orderOf(terms) };
  const found = select({ ...clauses, limit: limit === undefined ? -1 : limit + 1 });
  const rows = limit === undefined ? found : found.slice(0, limit);
  const last = rows.at(-1);
  const isLastPage = last === undefined || found.length === rows.length;
  return {
    rows,
    nextCursor: isLastPage
      ? null
      : cursorOf(
          signature,
          terms.map(({ valueOf }) => valueOf(last)),
        ),
  };
}

/** A term over a column. */
export function columnTerm<Row extends Readonly<Record<Name, Value>>, Name extends string>(
  name: Name,
  isDescending: boolean,
): OrderTerm<Row> {
  return { expression: sql.ref(name), isDescending, valueOf: (row) => row[name] };
}

function orderOf<Row>(terms: readonly OrderTerm<Row>[]): RawBuilder<unknown> {
  return sql.join(
    terms.map(({ expression, isDescending }) =>
      isDescending ? sql`${expression} desc nulls last` : sql`${expression} asc nulls last`,
    ),
  );
}

/** Equal in the terms before, and later in one. */
function afterPlace<Row>(terms: readonly OrderTerm<Row>[], place: readonly Value[]): RawBuilder<SqlBool> {
  const choices = terms.map((term, at) => {
    const same = terms.slice(0, at).map(({ expression }, before) => sql`${expression} is not distinct from ${place[before]}`);
    return sql`(${sql.join([...same, isLater(term, place[at] ?? null)], sql` and `)})`;
  });
  return sql<SqlBool>`(${sql.join(choices, sql` or `)})`;
}

function isLater<Row>({ expression, isDescending }: OrderTerm<Row>, value: Value): RawBuilder<unknown> {
  if (value === null) return sql`false`;
  return isDescending
    ? sql`(${expression} < ${value} or ${expression} is null)`
    : sql`(${expression} > ${value} or ${expression} is null)`;
}

function cursorOf(signature: string, place: readonly Value[]): string {
  return Buffer.from(JSON.stringify([signature, ...place])).toString('base64url');
}

function placeIn<Row>(cursor: string, signature: string, { noun, terms }: ListOrder<Row>): readonly Value[] {
  const [given, ...place] = parsedCursor(cursor);
  const isPlace =
    place.length === terms.length && place.every((value) => value === null || ['string', 'number'].includes(typeof value));
  if (given === signature && isPlace) return place as readonly Value[];
  throw new UnusableRequestError(
    `cursor is not one that this list gave out for the same filters: leave it out to start with the first ${noun}`,
  );
}

function parsedCursor(cursor: string): readonly unknown[] {
  try {
    const parsed: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
    return Array.isArray(parsed) ? parsed : [];
  } catch {
    return [];
  }
}
