import { normalQuantile, normalTail } from './distributions/normal.ts';
import { studentQuantile } from './distributions/student.ts';
import { twoSided } from './t-test.ts';

/**
 * The level of the bootstrap quantiles that make a 1 − α interval of the mean of n values: percentiles are too narrow by √((n − 1)/n) and by
 * the step from the normal to Student's distribution (Hesterberg 2015, The American Statistician 69, §3.5; statistics.md §25). For n ≥ 2.
 *
 * @example expandedTail(0.05, 20) // 0.0159, where the plain percentile interval takes 0.025
 */
export function expandedTail(alpha: number, n: number): number {
  return normalTail(Math.sqrt(n / (n - 1)) * studentQuantile(alpha / 2, n - 1));
}

/**
 * The two-sided p-value that belongs to it, of the share of resampled means on the far side of 0: the α at which the interval ends
 * there. Never below 2^(1 − n), what a sign flip of n values could show.
 *
 * @example expandedP(0.0159, 20) // 0.05
 */
export function expandedP(share: number, n: number): number {
  if (share >= 0.5) return 1;
  const z = normalQuantile(share);
  return Math.max(2 ** (1 - n), Number.MIN_VALUE, Number.isFinite(z) ? twoSided(z * Math.sqrt((n - 1) / n), n - 1) : 0);
}
