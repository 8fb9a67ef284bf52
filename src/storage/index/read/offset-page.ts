import { UnusableRequestError } from '../../../domain/errors.ts';
import { isDifferenceSort, type SampleQuery } from '../../../domain/sample-query.ts';
import { differencesOf, type PageSource, sortedDifferences, storedOrder } from './page-source.ts';
import { PositionSet } from './position-set.ts';
import type { RunColumns, SampleNumber } from './run-columns.ts';
import type { ChosenMetrics } from './run-metrics.ts';
import type { SamplePlacement } from './sample-cursor.ts';
import { matchingDifferences } from './sample-differences.ts';
import { storedMatches } from './sample-matches.ts';
import { type OrderedSamples, phasesOf, placesIn, type StoredOrder } from './sample-order.ts';

/** Samples of a run, as far as they are wanted, and how many match. */
export interface OffsetPlaces {
  /** One more than the page has, if there is one. */
  readonly places: readonly SamplePlacement[];
  readonly total: number;
}

/**
 * The samples from an offset on. The order of all samples of a run is remembered, so that any page of it is as quickly found as the first.
 * Throws `unusable_request` for an offset beside a cursor.
 */
export function offsetPlaces(
  source: PageSource,
  asked: SampleQuery & { readonly offset: number },
  chosen: ChosenMetrics,
): OffsetPlaces {
  if (asked.cursor !== undefined)
    throw new UnusableRequestError('cursor and offset can’t both be given: a cursor says itself where to continue');
  const { columns, other, search } = source;
  const differences = other && differencesOf(columns, other, chosen);
  const among = PositionSet.common([
    storedMatches(columns, asked, chosen),
    differences && matchingDifferences(differences, asked),
    asked.q === undefined ? null : PositionSet.of(columns.size, search.all(columns, asked.q)),
  ]);
  const range = { from: asked.offset, count: asked.limit + 1 };
  const order = storedOrder(columns, asked);
  const isDescending = asked.sort?.isDescending ?? false;
  const total = among?.count ?? columns.size;
  const isByDifference = isDifferenceSort(asked.sort?.by);
  if (order === 'position' && !isByDifference) {
    const positions = among === null ? inOrder(columns.size, isDescending, range) : someOf(among, isDescending, range);
    return { places: positions.map((pos) => ({ value: null, pos })), total };
  }
  const values = isByDifference ? sortedDifferences(asked, differences) : valuesOf(columns, order);
  const name = `order.${JSON.stringify([asked.sort, isByDifference && [chosen, other?.run.runNo, other?.state]])}`;
  const samples = { runNo: columns.run.runNo, filter: {}, metricNo: null, order, isDescending };
  const all = columns.positions(name, false, () =>
    values === null ? orderOfRows(columns, samples) : orderOfValues(values, isDescending),
  );
  const positions = within(all, among, range);
  return { places: positions.map((pos) => placeOf(columns, samples, values, pos)), total };
}

interface Range {
  readonly from: number;
  readonly count: number;
}

/** The numbers by which samples are sorted; `null` where those are texts. */
function valuesOf(columns: RunColumns, order: StoredOrder): Float64Array | null {
  if (typeof order === 'object') return columns.scores(order.metricNo);
  if (order === 'row') return columns.datasetRows();
  if (order === 'id' || order === 'error_kind' || order === 'position') return null;
  return columns.numbers((order === 'status' ? 'is_failed' : order) satisfies SampleNumber);
}

/** Equal ones in the order in which they came; those without a value last. */
function orderOfValues(values: Float64Array, isDescending: boolean): Int32Array {
  const keys = values.map((value) => (Number.isNaN(value) ? Infinity : isDescending ? -value : value));
  const order = new Int32Array(values.length).map((_, pos) => pos);
  return order.sort((a, b) => {
    const [left = 0, right = 0] = [keys[a], keys[b]];
    if (left === right) return a - b;
    return left < right ? -1 : 1;
  });
}

function orderOfRows({ database }: RunColumns, samples: OrderedSamples): Int32Array {
  const places = phasesOf(samples).flatMap((phase) => placesIn(database, phase, { after: undefined, limit: -1 }));
  return Int32Array.from(places, ({ pos }) => pos);
}

function inOrder(size: number, isDescending: boolean, { from, count }: Range): number[] {
  const length = Math.max(0, Math.min(count, size - from));
  return Array.from({ length }, (_, at) => (isDescending ? size - 1 - from - at : from + at));
}

function someOf(among: PositionSet, isDescending: boolean, { from, count }: Range): number[] {
  const positions: number[] = [];
  let skipped = 0;
  for (const pos of isDescending ? among.descending() : among) {
    if (positions.length === count) break;
    if (skipped < from) skipped += 1;
    else positions.push(pos);
  }
  return positions;
}

function within(order: Int32Array, among: PositionSet | null, { from, count }: Range): number[] {
  if (among === null) return [...order.subarray(from, from + count)];
  const positions: number[] = [];
  let skipped = 0;
  for (let at = 0; at < order.length && positions.length < count; at += 1) {
    const pos = order[at] ?? 0;
    if (!among.has(pos)) continue;
    if (skipped < from) skipped += 1;
    else positions.push(pos);
  }
  return positions;
}

/** A sample with what it is sorted by, for a cursor. */
function placeOf({ database }: RunColumns, samples: OrderedSamples, values: Float64Array | null, pos: number): SamplePlacement {
  if (values !== null) {
    const value = values[pos] ?? NaN;
    return { value: Number.isNaN(value) ? null : value, pos };
  }
  const places = phasesOf(samples).flatMap((phase) => placesIn(database, phase, { after: undefined, limit: 1, among: [pos] }));
  return places[0] ?? { value: null, pos };
}
