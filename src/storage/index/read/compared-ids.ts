import { hash } from 'node:crypto';
import { byCodeUnit } from '../../../statistics/scored-run.ts';
import { textListBytes } from '../../../domain/text-list.ts';

/** Which examples the samples of a run are of, as a comparison tells them apart (statistics.md §1). */
export interface ComparedIds {
  /** For each sample the number of its example among the ids. */
  readonly rows: Int32Array;
  /** The id of each example, ascending by code unit; one that comes again is of another row that is equal. See `textList`. */
  readonly ids: Uint8Array;
  /** The same for the same ids. */
  readonly digest: string;
}

/** Numbers the examples. Samples with the same id and `row` are repeats; `rows` is `null` where those with the same id are. */
export function comparedIds(ids: readonly string[], rows: Float64Array | null): ComparedIds {
  const order = new Uint32Array(ids.length).map((_, pos) => pos);
  order.sort((a, b) => byCodeUnit(ids[a] ?? '', ids[b] ?? '') || rowAt(rows, a) - rowAt(rows, b) || a - b);
  const rowOf = new Int32Array(ids.length);
  const firsts: number[] = [];
  let previous = -1;
  for (const pos of order) {
    const isRepeat = previous >= 0 && ids[previous] === ids[pos] && rowAt(rows, previous) === rowAt(rows, pos);
    if (!isRepeat) firsts.push(pos);
    rowOf[pos] = firsts.length - 1;
    previous = pos;
  }
  const bytes = textListBytes(mapped(firsts, (pos) => ids[pos] ?? ''));
  return { rows: rowOf, ids: bytes, digest: digestOf(bytes) };
}

/** Says the same of the same ids. */
export function digestOf(ids: Uint8Array): string {
  return hash('sha1', ids);
}

/** For each of some ids the place of the same one among others, the n-th equal one being the n-th there; -1 without any. Both ascend. */
export function placesAmong(ids: readonly string[], others: readonly string[]): Int32Array {
  const places = new Int32Array(ids.length).fill(-1);
  let at = 0;
  let other = 0;
  while (at < ids.length && other < others.length) {
    const order = byCodeUnit(ids[at] ?? '', others[other] ?? '');
    if (order === 0) places[at] = other;
    if (order <= 0) at += 1;
    if (order >= 0) other += 1;
  }
  return places;
}

/** The dataset row of each example, by the samples that are of it. */
export function rowsOfExamples(datasetRows: Float64Array, rows: Int32Array, size: number): Int32Array {
  const found = new Int32Array(size);
  for (const [pos, row] of rows.entries()) found[row] = datasetRows[pos] ?? 0;
  return found;
}

function rowAt(rows: Float64Array | null, pos: number): number {
  return rows?.[pos] ?? 0;
}

function* mapped<Item, Result>(items: Iterable<Item>, map: (item: Item) => Result): Generator<Result> {
  for (const item of items) yield map(item);
}
