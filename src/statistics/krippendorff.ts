import { describe, squaredDeviations, tInterval } from './describe.ts';
import type { Interval } from './interval.ts';
import { quantile } from './quantile.ts';
import { randomStream } from './random.ts';
import { type RatedUnits, ratedUnits } from './rated-units.ts';

/** How far two values are apart: equal or not, by their ranks, or by their distance. */
export const ALPHA_LEVELS = ['nominal', 'ordinal', 'interval'] as const;
export type AlphaLevel = (typeof ALPHA_LEVELS)[number];

/** Agreement of any number of raters beyond chance. */
export interface KrippendorffAlpha {
  /** 1 for full agreement, 0 for chance; null where there is one value only, or no unit with two ratings. */
  readonly alpha: number | null;
  /** Over resampled units; null for one unit, and where too few resamples have two values. */
  readonly interval: Interval | null;
}

const MOST_RESAMPLES = 1_000;
const FEWEST_RESAMPLES = 200;
/** Ratings that all resamples together may look at. */
const MOST_WORK = 20_000_000;

/** Above so many units, leaving out a group at a time says the same in a fraction of the time. */
const MOST_RESAMPLED = 5_000;
const GROUPS = 30;

/** Numbers that are drawn at a time. */
const DRAWN = 4_096;

/**
 * Krippendorff's α of the ratings of several raters, a column each with NaN where one has not rated a unit (Krippendorff 2011; statistics.md
 * §34); units with fewer than two ratings don't count. The interval is a percentile bootstrap of units with that seed; of more than 5,000 units it is Student's
 * t with the delete-a-group jackknife of 30 groups, drawn with that seed.
 *
 * @example krippendorffAlpha([one, other], 'nominal', 0.05, 0).alpha // 0.444…
 */
export function krippendorffAlpha(
  ratings: readonly Float64Array[],
  level: AlphaLevel,
  alpha: number,
  seed: number,
): KrippendorffAlpha {
  const units = ratedUnits(ratings);
  const found = agreement(units, units.multiplicities, level);
  if (found === null) return { alpha: null, interval: null };
  const isLarge = units.kindOf.length > MOST_RESAMPLED;
  const interval = isLarge
    ? jackknifeInterval(units, level, found, { alpha, seed })
    : bootstrapInterval(units, level, { alpha, seed });
  return { alpha: found, interval };
}

/** 1 − observed / expected disagreement, of so many units of each kind. Distances are squared differences of positions: of ranks for ordinal values. */
function agreement(units: RatedUnits, multiplicities: Float64Array, level: AlphaLevel): number | null {
  const { values, starts, valueOf, countOf, sizes } = units;
  const totals = new Float64Array(values.length);
  for (let kind = 0; kind < sizes.length; kind += 1)
    for (let at = starts[kind]!; at < starts[kind + 1]!; at += 1) totals[valueOf[at]!]! += multiplicities[kind]! * countOf[at]!;
  const positions = level === 'ordinal' ? midRanks(totals) : values;
  const between = level === 'nominal' ? unlikePairs : squaredDistances;
  const everything = Int32Array.from(values.keys());
  const all = totals.reduce((sum, count) => sum + count, 0);
  const expected = between(everything, totals, positions, 0, values.length) / (all - 1);
  if (!(expected > 0)) return null;
  let observed = 0;
  for (let kind = 0; kind < sizes.length; kind += 1) {
    const times = multiplicities[kind]!;
    if (times > 0)
      observed += (times * between(valueOf, countOf, positions, starts[kind]!, starts[kind + 1]!)) / (sizes[kind]! - 1);
  }
  return 1 - observed / expected;
}

/** How far some ratings are apart, added up over ordered pairs: `counts` of `values` from one place to another. */
type Distances = (values: Int32Array, counts: Float64Array, positions: Float64Array, from: number, to: number) => number;

const unlikePairs: Distances = (_values, counts, _positions, from, to) => {
  let like = 0;
  let n = 0;
  for (let at = from; at < to; at += 1) {
    n += counts[at]!;
    like += counts[at]! * counts[at]!;
  }
  return n * n - like;
};

/** Σ over ordered pairs of (xᵢ − xⱼ)², as 2nΣ(x − mean)². */
const squaredDistances: Distances = (values, counts, positions, from, to) => {
  let sum = 0;
  let n = 0;
  for (let at = from; at < to; at += 1) {
    n += counts[at]!;
    sum += counts[at]! * positions[values[at]!]!;
  }
  const mean = sum / n;
  let squares = 0;
  for (let at = from; at < to; at += 1) squares += counts[at]! * (positions[values[at]!]! - mean) ** 2;
  return 2 * n * squares;
};

function midRanks(totals: Float64Array): Float64Array {
  let before = 0;
  return totals.map((count) => {
    const rank = before + count / 2;
    before += count;
    return rank;
  });
}

function bootstrapInterval(units: RatedUnits, level: AlphaLevel, { alpha, seed }: Level): Interval | null {
  const { sizes, multiplicities, kindOf } = units;
  const ratings = sizes.reduce((sum, size, kind) => sum + size * multiplicities[kind]!, 0);
  const resamples = Math.max(FEWEST_RESAMPLES, Math.min(MOST_RESAMPLES, Math.floor(MOST_WORK / ratings)));
  const draw = unitDraws(kindOf, sizes.length, seed);
  const found: number[] = [];
  for (let resample = 0; resample < resamples; resample += 1) {
    const value = agreement(units, draw(), level);
    if (value !== null) found.push(value);
  }
  if (kindOf.length < 2 || found.length < resamples / 2) return null;
  const sample = Float64Array.from(found);
  return [quantile(sample, alpha / 2), quantile(sample, 1 - alpha / 2)];
}

/** Draws as many units as there are, with replacement, and counts those of each kind. */
function unitDraws(kindOf: Int32Array, kinds: number, seed: number): () => Float64Array {
  const stream = randomStream(seed);
  const buffer = new Uint32Array(Math.min(DRAWN, kindOf.length));
  return () => {
    const counts = new Float64Array(kinds);
    for (let left = kindOf.length; left > 0; left -= buffer.length) {
      const some = left < buffer.length ? buffer.subarray(0, left) : buffer;
      stream.fill(some);
      for (let at = 0; at < some.length; at += 1) counts[kindOf[((some[at]! / 2 ** 32) * kindOf.length) | 0]!]! += 1;
    }
    return counts;
  };
}

/** α ± t·SE, SE² = (G − 1)/G · Σ(α₋g − mean)², each α₋g without one of G groups of units, which are drawn with the seed (Kott 2001). */
function jackknifeInterval(units: RatedUnits, level: AlphaLevel, found: number, { alpha, seed }: Level): Interval | null {
  const without: number[] = [];
  const groupOf = new Uint32Array(units.kindOf.length);
  randomStream(seed).fill(groupOf);
  for (let group = 0; group < GROUPS; group += 1) {
    const rest = units.multiplicities.slice();
    for (let unit = 0; unit < groupOf.length; unit += 1)
      if (((groupOf[unit]! / 2 ** 32) * GROUPS) >>> 0 === group) rest[units.kindOf[unit]!]! -= 1;
    const value = agreement(units, rest, level);
    if (value === null) return null;
    without.push(value);
  }
  const { mean } = describe(Float64Array.from(without));
  const squares = squaredDeviations(Float64Array.from(without), mean ?? 0);
  const interval = tInterval(found, Math.sqrt(((GROUPS - 1) / GROUPS) * squares), GROUPS - 1, alpha);
  return interval && [interval[0], Math.min(1, interval[1])];
}

/** Of an interval, and the seed of what is drawn for it. */
interface Level {
  readonly alpha: number;
  readonly seed: number;
}
