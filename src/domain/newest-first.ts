import { UnusableRequestError } from './errors.ts';

/** What an item of a list is ordered by. */
export interface Place {
  /** ISO 8601, with any offset; `null` when it is unknown. */
  readonly time: string | null;
  readonly id: string;
}

export interface PageQuery {
  /** All that are left without it. */
  readonly limit?: number;
  /** The `nextCursor` of the page before. */
  readonly cursor?: string;
}

export interface Page<Item> {
  readonly items: readonly Item[];
  /** `null` on the last page. */
  readonly nextCursor: string | null;
}

export interface PagedList<Item> {
  /** What the list is of, as messages say it: `job`. */
  readonly noun: string;
  readonly placeOf: (item: Item) => Place;
  readonly isWanted: (item: Item) => boolean;
}

interface Moment extends Place {
  readonly instant: number;
}

/** The items by the instant of their times, the newest first; then by the times' texts and by ids. Those without a time come last. */
export function newestFirst<Item>(items: Iterable<Item>, placeOf: (item: Item) => Place): Item[] {
  return Array.from(items, (item) => ({ item, moment: momentOf(placeOf(item)) }))
    .sort((a, b) => compare(a.moment, b.moment))
    .map(({ item }) => item);
}

/**
 * A page of the wanted items of a list that `newestFirst` has ordered. A cursor is a place in that order, so it holds while
 * items come and go, its own included. Throws `unusable_request` for a cursor that no such list has given out.
 */
export function pageOf<Item>(all: readonly Item[], query: PageQuery, list: PagedList<Item>): Page<Item> {
  const from = query.cursor === undefined ? 0 : firstAfter(all, placeIn(query.cursor, list.noun), list.placeOf);
  const wanted = all.slice(from).filter(list.isWanted);
  const items = query.limit === undefined ? wanted : wanted.slice(0, query.limit);
  const last = items.at(-1);
  return { items, nextCursor: last !== undefined && items.length < wanted.length ? cursorOf(list.placeOf(last)) : null };
}

function cursorOf({ time, id }: Place): string {
  return Buffer.from(JSON.stringify([time, id])).toString('base64url');
}

function placeIn(cursor: string, noun: string): Place {
  try {
    const [time, id] = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')) as unknown[];
    const isTime = time === null || (typeof time === 'string' && !Number.isNaN(Date.parse(time)));
    if (isTime && typeof id === 'string') return { time, id };
  } catch {
    // Falls through to the one answer for every cursor that is none.
  }
  throw new UnusableRequestError(`cursor is not one that this list gave out: leave it out to start with the newest ${noun}`);
}

/** The index of the first item after a place, by halving. */
function firstAfter<Item>(all: readonly Item[], place: Place, placeOf: (item: Item) => Place): number {
  const moment = momentOf(place);
  let low = 0;
  let high = all.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const item = all[middle];
    if (item !== undefined && compare(momentOf(placeOf(item)), moment) <= 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

function momentOf({ time, id }: Place): Moment {
  return { time, id, instant: time === null ? -Infinity : Date.parse(time) };
}

function compare(a: Moment, b: Moment): number {
  return descending(a.instant, b.instant) || descending(a.time ?? '', b.time ?? '') || descending(a.id, b.id);
}

function descending<Value extends number | string>(a: Value, b: Value): number {
  return a === b ? 0 : a < b ? 1 : -1;
}
