import type { PairedOutcome, SampleFilter } from '../../../domain/sample-query.ts';
import { PositionSet } from './position-set.ts';
import type { SamplePlacement } from './sample-cursor.ts';

/** The samples whose difference is as a filter wants it; `null`, which stands for all, where it says nothing of it. */
export function matchingDifferences(differences: Float64Array, filter: SampleFilter): PositionSet | null {
  return PositionSet.common([boundedDifferences(differences, filter), pairedMatches(differences, filter)]);
}

/** The samples whose difference lies within a filter's bounds; `null` where it has none. */
export function boundedDifferences(differences: Float64Array, { deltaMin, deltaMax }: SampleFilter): PositionSet | null {
  if (deltaMin === undefined && deltaMax === undefined) return null;
  return valuesWithin(differences, deltaMin, deltaMax);
}

/** The samples of which became what a filter wants; `null` where it wants all. */
export function pairedMatches(differences: Float64Array, { paired, lowerIsBetter }: SampleFilter): PositionSet | null {
  if (paired === undefined) return null;
  return PositionSet.where(differences.length, (pos) => outcomeOf(differences[pos], lowerIsBetter) === paired);
}

/** How many of some samples, or (`null`) of all, became what. */
export function pairedCounts(
  differences: Float64Array,
  among: PositionSet | null,
  lowerIsBetter: boolean | undefined,
): Record<PairedOutcome, number> {
  const counts = { improved: 0, regressed: 0, equal: 0, missing: 0 };
  for (let pos = 0; pos < differences.length; pos += 1)
    if (among?.has(pos) ?? true) counts[outcomeOf(differences[pos], lowerIsBetter)] += 1;
  return counts;
}

function outcomeOf(difference = NaN, lowerIsBetter = false): PairedOutcome {
  if (Number.isNaN(difference)) return 'missing';
  if (difference === 0) return 'equal';
  return difference > 0 === lowerIsBetter ? 'regressed' : 'improved';
}

/** The samples whose value lies within bounds, which a missing one never does. */
export function valuesWithin(values: Float64Array, least = -Infinity, most = Infinity): PositionSet {
  return PositionSet.where(values.length, (pos) => (values[pos] ?? NaN) >= least && (values[pos] ?? NaN) <= most);
}

/** The next samples in the order of their values; those without one come last, in the order in which they came. */
export function valuePlaces(
  values: Float64Array,
  {
    after,
    wanted,
    among,
    isDescending,
  }: {
    readonly after: SamplePlacement | undefined;
    readonly wanted: number;
    readonly among: PositionSet | null;
    readonly isDescending: boolean;
  },
): SamplePlacement[] {
  const sign = isDescending ? -1 : 1;
  const least = new LeastPlaces(wanted);
  const bound = after === undefined ? undefined : { key: keyOf(after.value as number | null, sign), pos: after.pos };
  for (let pos = 0; pos < values.length; pos += 1) {
    if (among !== null && !among.has(pos)) continue;
    const value = values[pos] ?? NaN;
    const key = Number.isNaN(value) ? Infinity : sign * value;
    if (bound === undefined || isBefore(bound, { key, pos })) least.add(key, pos);
  }
  return least.places.map(({ pos }) => ({ value: valueOf(values[pos]), pos }));
}

interface KeyedPlace {
  readonly key: number;
  readonly pos: number;
}

/** The first of many places, in order. */
class LeastPlaces {
  readonly #limit: number;
  readonly #places: KeyedPlace[] = [];

  constructor(limit: number) {
    this.#limit = limit;
  }

  get places(): readonly KeyedPlace[] {
    return this.#places;
  }

  /** Positions come in ascending order, so one with an equal key belongs after those that are there. */
  add(key: number, pos: number): void {
    const last = this.#places.length === this.#limit ? this.#places.at(-1) : undefined;
    if (last !== undefined && key >= last.key) return;
    let low = 0;
    let high = this.#places.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#places[middle]?.key ?? Infinity) <= key) low = middle + 1;
      else high = middle;
    }
    this.#places.splice(low, 0, { key, pos });
    if (this.#places.length > this.#limit) this.#places.pop();
  }
}

function isBefore(a: KeyedPlace, b: KeyedPlace): boolean {
  return a.key < b.key || (a.key === b.key && a.pos < b.pos);
}

function keyOf(value: number | null, sign: number): number {
  return value === null ? Infinity : sign * value;
}

function valueOf(difference: number | undefined): number | null {
  return difference === undefined || Number.isNaN(difference) ? null : difference;
}
