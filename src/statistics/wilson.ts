import { normalQuantile } from './distributions/normal-quantile.ts';
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
