import type { Lattice } from './lattice.ts';
import { binomialsSignFlip } from './sign-flip-binomials.ts';
import { latticeSignFlip } from './sign-flip-lattice.ts';
import { sampledSignFlip } from './sign-flip-sampled.ts';
import { spectralSignFlip } from './sign-flip-spectral.ts';
import type { Sizes } from './sign-flip-tilt.ts';
import { tiltedSignFlip } from './sign-flip-tilted.ts';
import { commonDivisor, sizeTally } from './tally.ts';

const ENUMERABLE = 20;
const SPECTRAL_FROM = 200;
/** Distinct sizes of which the products of binomials may still be few enough. */
const MOST_SIZES = 24;
/** So many differences of each size, on average, make it worth counting them. */
const ALIKE = 8;
/** Sums that differ by less, relative to Σ|d|, are the same. */
const SLACK = 1e-12;

/** How the distribution of a resampling test was computed: exactly, by inverting its characteristic function, or by seeded Monte Carlo. */
export type ResamplingMethod = 'exact' | 'spectral' | 'monte-carlo';

export interface SignFlip {
  readonly p: number;
  readonly method: ResamplingMethod;
  /** Differences that are not zero: only they can flip. */
  readonly nonZero: number;
  /** Random assignments drawn, their seed, and what p may be off by; null unless Monte Carlo. */
  readonly resamples: number | null;
  readonly seed: number | null;
  readonly standardError: number | null;
}

export interface SignFlipOptions {
  readonly lattice?: Lattice | null;
  /** Draws with fair signs where neither an exact nor a spectral answer is taken. Default: fewer ones, from the tilted law. */
  readonly resamples?: number | undefined;
  /** The seed of so many draws. Default: 0. */
  readonly seedOf?: ((resamples: number) => number) | undefined;
  /** Ten times the draws of the default. */
  readonly isThorough?: boolean | undefined;
}

/**
 * The paired sign-flip permutation test: P(|Σ εᵢdᵢ| ≥ |Σ dᵢ|) with fair signs εᵢ (statistics.md §8, §24; Fisher 1935; Zmigrod, Vieira and
 * Cotterell 2022). Exact where all differences have one sign, on a lattice, for up to 20 non-zero differences, and for few distinct sizes; from 200
 * on by the characteristic function, where that can be trusted; else by importance sampling. Null without differences; 1 where all are zero; never 0.
 *
 * @example signFlip(new Float64Array([1, 1, -1]))?.p // 1
 */
export function signFlip(differences: Float64Array, options: SignFlipOptions = {}): SignFlip | null {
  if (differences.length === 0) return null;
  const { values, sum, total } = normalized(differences);
  const exactly = (p: number): SignFlip => known('exact', p, values.length);
  if (sum <= SLACK * total) return exactly(1);
  if (values.every((value) => value > 0 === values[0]! > 0)) return exactly(2 ** (1 - values.length));
  const onLattice = options.lattice ? latticeSignFlip(options.lattice.units) : null;
  if (onLattice !== null) return exactly(onLattice);
  if (values.length <= ENUMERABLE) return exactly(enumeratedSignFlip(values));
  const sizes = sizesOf(values, options.lattice?.units);
  const byBinomials = sizes.values.length > MOST_SIZES ? null : binomialsSignFlip(sizes, sum, SLACK * total);
  if (byBinomials !== null) return exactly(byBinomials);
  const spacing = spacingOf(differences, options.lattice);
  const spectral = values.length >= SPECTRAL_FROM ? spectralSignFlip(sizes, sum, spacing) : null;
  return spectral === null ? drawn(values, sizes, sum, SLACK * total, options) : known('spectral', spectral, values.length);
}

function known(method: ResamplingMethod, p: number, nonZero: number): SignFlip {
  return { p: Math.max(p, Number.MIN_VALUE), method, nonZero, resamples: null, seed: null, standardError: null };
}

/** Those that are not zero, on a scale on which no square is lost; the size of their sum, and the sum of their sizes. */
function normalized(differences: Float64Array) {
  const scale = scaleOf(differences);
  const values = new Float64Array(differences.length);
  let nonZero = 0;
  let sum = 0;
  let total = 0;
  for (const difference of differences) {
    if (difference === 0) continue;
    const value = difference / scale;
    values[nonZero++] = value;
    sum += value;
    total += Math.abs(value);
  }
  return { values: values.subarray(0, nonZero), sum: Math.abs(sum), total };
}

/** The power of two below the largest size: dividing by it is exact. */
function scaleOf(differences: Float64Array): number {
  let largest = 0;
  for (const value of differences) largest = Math.max(largest, Math.abs(value));
  return largest === 0 ? 1 : 2 ** Math.max(-1022, Math.floor(Math.log2(largest)));
}

function spacingOf(differences: Float64Array, lattice: Lattice | null | undefined): number {
  if (!lattice) return 0;
  return (2 * commonDivisor(Float64Array.from(lattice.units))) / lattice.q / scaleOf(differences);
}

/** Together where many are alike, which is known on a lattice; `units` are those of all differences. Else each by itself, unless they are few. */
function sizesOf(values: Float64Array, units: Int32Array | undefined): Sizes {
  const few = units === undefined ? fewSizes(values) : alikeSizes(values, units);
  return few ?? { values: values.map(Math.abs), counts: new Float64Array(values.length).fill(1) };
}

function alikeSizes(values: Float64Array, units: Int32Array): Sizes | null {
  const tally = sizeTally(units);
  if (tally.values.length > Math.max(MOST_SIZES, values.length / ALIKE)) return null;
  const at = units.findIndex((unit) => unit !== 0);
  const scale = Math.abs(values[0]! / units[at]!);
  return { values: tally.values.map((value) => value * scale), counts: tally.counts };
}

/** Null where there are many. */
function fewSizes(values: Float64Array): Sizes | null {
  const seen = new Map<number, number>();
  for (const value of values) {
    seen.set(Math.abs(value), (seen.get(Math.abs(value)) ?? 0) + 1);
    if (seen.size > MOST_SIZES) return null;
  }
  const sizes = Float64Array.from(seen.keys()).sort();
  return { values: sizes, counts: sizes.map((size) => seen.get(size) ?? 0) };
}

function drawn(values: Float64Array, sizes: Sizes, sum: number, slack: number, options: SignFlipOptions): SignFlip {
  const usual = Math.max(1_000, Math.min(9_999, Math.floor(3e6 / values.length)));
  const resamples = options.resamples ?? (options.isThorough ? 10 * usual : usual);
  const seed = options.seedOf?.(resamples) ?? 0;
  const found = { method: 'monte-carlo', nonZero: values.length, resamples, seed } as const;
  if (options.resamples !== undefined) {
    const p = sampledSignFlip(values, resamples, seed);
    return { ...found, p, standardError: Math.sqrt((p * (1 - p)) / resamples) };
  }
  const { p, standardError } = tiltedSignFlip(sizes, sum, { resamples, seed, slack });
  return { ...found, p: Math.max(p, Number.MIN_VALUE), standardError };
}

/**
 * The sign-flip p-value by enumerating all 2ⁿ signs, for n ≤ 20 or so: in Gray-code order, with the last sign fixed, because the law
 * is symmetric (statistics.md §8). Sums within 1e-12 · Σ|d| of the observed one count as equal to it.
 *
 * @example enumeratedSignFlip(new Float64Array([0.31, 0.17, 0.29])) // 0.25
 */
export function enumeratedSignFlip(differences: Float64Array): number {
  const n = differences.length;
  let sum = 0;
  let size = 0;
  for (const value of differences) {
    sum += value;
    size += Math.abs(value);
  }
  const threshold = Math.abs(sum) - 1e-12 * size;
  const signs = differences.slice();
  const assignments = 2 ** (n - 1);
  let extreme = 1;
  for (let step = 1; step < assignments; step += 1) {
    const flipped = 31 - Math.clz32(step & -step);
    const value = signs[flipped]!;
    signs[flipped] = -value;
    sum -= 2 * value;
    if (Math.abs(sum) >= threshold) extreme += 1;
  }
  return extreme / assignments;
}
