import type { Interval } from './interval.ts';
import { quantile } from './quantile.ts';
import { randomStream } from './random.ts';

/** How far two values are apart: equal or not, by their ranks, or by their distance. */
export const ALPHA_LEVELS = ['nominal', 'ordinal', 'interval'] as const;
export type AlphaLevel = (typeof ALPHA_LEVELS)[number];

/** Agreement of any number of raters beyond chance. */
export interface KrippendorffAlpha {
  /** 1 for full agreement, 0 for chance; null where there is one value only, or no unit with two ratings. */
  readonly alpha: number | null;
  /** Percentiles over resampled units. */
  readonly interval: Interval | null;
}

const MOST_RESAMPLES = 1_000;
const FEWEST_RESAMPLES = 200;
/** Ratings that all resamples together may look at. */
const MOST_WORK = 20_000_000;

/** A unit's ratings as numbers of the distinct values, with how often each was given. */
interface Unit {
  readonly size: number;
  readonly values: readonly number[];
  readonly counts: readonly number[];
}

/**
 * Krippendorff's α of units that several raters have rated, `null` where a rater has not (Krippendorff 2011; statistics.md §34); units with
 * fewer than two ratings don't count. The interval is a percentile bootstrap of units with that seed.
 *
 * @example krippendorffAlpha([[1, 1], [0, 1], [0, 0]], 'nominal', 0.05, 0).alpha // 0.444…
 */
export function krippendorffAlpha(
  units: readonly (readonly (number | null)[])[],
  level: AlphaLevel,
  alpha: number,
  seed: number,
): KrippendorffAlpha {
  const rated = units.map((ratings) => ratings.filter((value) => value !== null)).filter((ratings) => ratings.length > 1);
  const values = [...new Set(rated.flat())].sort((a, b) => a - b);
  const numbers = new Map(values.map((value, i) => [value, i]));
  const known = rated.map((ratings) => unitOf(ratings.map((value) => numbers.get(value)!)));
  const found = agreement(known, values, level);
  return { alpha: found, interval: found === null ? null : bootstrapInterval(known, values, level, alpha, seed) };
}

function unitOf(ratings: readonly number[]): Unit {
  const counts = new Map<number, number>();
  for (const value of ratings) counts.set(value, (counts.get(value) ?? 0) + 1);
  return { size: ratings.length, values: [...counts.keys()], counts: [...counts.values()] };
}

/** 1 − observed / expected disagreement. Distances are squared differences of positions: of ranks for ordinal values. */
function agreement(units: readonly Unit[], values: readonly number[], level: AlphaLevel): number | null {
  const totals = new Float64Array(values.length);
  for (const unit of units) unit.values.forEach((value, i) => (totals[value]! += unit.counts[i]!));
  const positions = level === 'ordinal' ? midRanks(totals) : values;
  const all = totals.reduce((sum, count) => sum + count, 0);
  const between = (value: number[] | readonly number[], counts: ArrayLike<number>, n: number): number =>
    level === 'nominal' ? unlikePairs(counts, n) : squaredDistances(value, counts, n, positions);
  const everything = values.map((_, i) => i);
  const expected = between(everything, totals, all) / (all - 1);
  if (!(expected > 0)) return null;
  let observed = 0;
  for (const unit of units) observed += between(unit.values, unit.counts, unit.size) / (unit.size - 1);
  return 1 - observed / expected;
}

function unlikePairs(counts: ArrayLike<number>, n: number): number {
  let like = 0;
  for (let i = 0; i < counts.length; i += 1) like += counts[i]! * counts[i]!;
  return n * n - like;
}

/** Σ over ordered pairs of (xᵢ − xⱼ)², as 2nΣ(x − mean)². */
function squaredDistances(
  values: readonly number[],
  counts: ArrayLike<number>,
  n: number,
  positions: ArrayLike<number>,
): number {
  let sum = 0;
  for (let i = 0; i < values.length; i += 1) sum += counts[i]! * positions[values[i]!]!;
  const mean = sum / n;
  let squares = 0;
  for (let i = 0; i < values.length; i += 1) squares += counts[i]! * (positions[values[i]!]! - mean) ** 2;
  return 2 * n * squares;
}

function midRanks(totals: Float64Array): Float64Array {
  let before = 0;
  return totals.map((count) => {
    const rank = before + count / 2;
    before += count;
    return rank;
  });
}

function bootstrapInterval(
  units: readonly Unit[],
  values: readonly number[],
  level: AlphaLevel,
  alpha: number,
  seed: number,
): Interval | null {
  const ratings = units.reduce((sum, { size }) => sum + size, 0);
  const resamples = Math.max(FEWEST_RESAMPLES, Math.min(MOST_RESAMPLES, Math.floor(MOST_WORK / ratings)));
  const stream = randomStream(seed);
  const found: number[] = [];
  for (let draw = 0; draw < resamples; draw += 1) {
    const drawn = units.map(() => units[Math.floor((stream.next() / 2 ** 32) * units.length)]!);
    const value = agreement(drawn, values, level);
    if (value !== null) found.push(value);
  }
  if (units.length < 2 || found.length < resamples / 2) return null;
  const sample = Float64Array.from(found);
  return [quantile(sample, alpha / 2), quantile(sample, 1 - alpha / 2)];
}
