import type { ResultRow } from './result-row.ts';
import { readPage, type RowOwner, type RowQuery } from './row-source.ts';

type Conditions = Omit<RowQuery, 'limit' | 'cursor'>;

/** The server's most. */
const LONGEST_STEP = 1_000;

/** Where a list can be continued, by the number of rows before: a cursor is good for as long as the run is there. */
const known = new Map<string, Map<number, string>>();

/** The rows of a filter and order from a place on. The pages before it are gone through once. */
export async function rowsFrom(
  owner: RowOwner,
  conditions: Conditions,
  { offset, limit, signal }: { readonly offset: number; readonly limit: number; readonly signal: AbortSignal },
): Promise<readonly ResultRow[]> {
  const key = JSON.stringify([owner, conditions]);
  const cursors = known.get(key) ?? new Map<number, string>();
  known.set(key, cursors);
  let at = Math.max(0, ...[...cursors.keys()].filter((place) => place <= offset));
  for (;;) {
    const cursor = cursors.get(at);
    const step = at === offset ? limit : Math.min(LONGEST_STEP, offset - at);
    const page = await readPage(owner, { ...conditions, limit: step, ...(cursor === undefined ? {} : { cursor }) }, signal);
    const next = at + page.rows.length;
    if (page.nextCursor !== null) cursors.set(next, page.nextCursor);
    if (at === offset) return page.rows;
    if (page.nextCursor === null) return [];
    at = next;
  }
}
