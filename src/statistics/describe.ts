import { compensatedSum } from './compensated-sum.ts';
import { studentQuantile } from './distributions/student-quantile.ts';
import type { Interval } from './interval.ts';

/** Mean and spread of one column. `sd` and `se` are null for one value, all but `n` for none. */
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
  const sd = Math.sqrt(squaredDeviations(values, mean) / (n - 1));
  return { n, mean, sd, se: sd / Math.sqrt(n) };
}

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
