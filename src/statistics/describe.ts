import { normalQuantile } from './distributions/normal.ts';
import { studentQuantile } from './distributions/student.ts';
import type { Interval } from './interval.ts';

/**
 * Wilson's score interval for a proportion of `successes` in `n` (Wilson 1927; statistics.md §2): it stays inside [0, 1] and never
 * collapses at 0 or n. Null for n = 0.
 *
 * @example wilsonInterval(14, 20, 0.05) // [0.4810271816464766, 0.8545227551323957]
 */
export function wilsonInterval(successes: number, n: number, alpha: number): Interval | null {
  if (n === 0) return null;
  const z = normalQuantile(1 - alpha / 2);
  const share = successes / n;
  const scale = 1 + (z * z) / n;
  const centre = (share + (z * z) / (2 * n)) / scale;
  const half = (z / scale) * Math.sqrt((share * (1 - share)) / n + (z * z) / (4 * n * n));
  return [successes === 0 ? 0 : centre - half, successes === n ? 1 : centre + half];
}

/** Mean and spread of one column. `sd` and `se` are null for one value; everything except `n` is null for none. */
export interface Description {
  readonly n: number;
  readonly mean: number | null;
  /** Standard deviation with the n − 1 denominator. */
  readonly sd: number | null;
  /** Standard error of the mean, sd/√n. */
  readonly se: number | null;
}

/**
 * Mean, standard deviation and standard error, in two passes (statistics.md §2; Miller 2024, arXiv 2411.00640).
 *
 * @example describe(new Float64Array([1, 0, 1, 1])) // { n: 4, mean: 0.75, sd: 0.5, se: 0.25 }
 */
export function describe(values: Float64Array): Description {
  const n = values.length;
  if (n === 0) return { n, mean: null, sd: null, se: null };
  const mean = isConstant(values) ? values[0]! : compensatedSum(values) / n;
  if (n === 1) return { n, mean, sd: null, se: null };
  const sd = standardDeviation(values, mean);
  return { n, mean, sd, se: sd / Math.sqrt(n) };
}

/** √(Σ(x − mean)² / (n − 1)), also where the squares of the deviations are too small for a number. */
export function standardDeviation(values: Float64Array, mean: number): number {
  const squares = squaredDeviations(values, mean);
  if (squares > SAFE_SQUARES) return Math.sqrt(squares / (values.length - 1));
  const largest = values.reduce((size, value) => Math.max(size, Math.abs(value - mean)), 0);
  if (largest === 0) return 0;
  const scale = largest < TINY ? 1 / TINY / TINY : 1;
  const scaled = values.map((value) => value * scale);
  return Math.sqrt(squaredDeviations(scaled, mean * scale) / (values.length - 1)) / scale;
}

const TINY = 2 ** -333;
/** A sum of squares above this has lost none of those that count. */
const SAFE_SQUARES = 1e-200;

/** Σ(x − mean)², the second pass. */
export function squaredDeviations(values: Float64Array, mean: number): number {
  let sum = 0;
  for (const value of values) sum += (value - mean) * (value - mean);
  return sum;
}

/** Whether every value equals the first. */
export function isConstant(values: Float64Array): boolean {
  const first = values[0];
  for (const value of values) if (value !== first) return false;
  return true;
}

/** mean ± t(1 − α/2, df) · se, or null where the standard error is unknown. */
export function tInterval(mean: number | null, se: number | null, df: number, alpha: number): Interval | null {
  if (mean === null || se === null || df <= 0) return null;
  const half = studentQuantile(alpha / 2, df) * se;
  return [mean - half, mean + half];
}

/**
 * The sum of the values with the rounding errors added back (Neumaier 1974, the improved Kahan–Babuška sum).
 * The sum of the negated values is exactly the negated sum.
 *
 * @example compensatedSum(new Float64Array([1e100, 1, -1e100])) // 1
 */
export function compensatedSum(values: Float64Array): number {
  let sum = 0;
  let lost = 0;
  for (const value of values) {
    const next = sum + value;
    lost += Math.abs(sum) >= Math.abs(value) ? sum - next + value : value - next + sum;
    sum = next;
  }
  return sum + lost;
}
