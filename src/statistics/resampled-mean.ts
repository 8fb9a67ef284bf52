import type { ResamplingMethod } from './sign-flip.ts';

/** The law of the mean of a resample, however it was found. Tails are computed as such, never as 1 − the other. */
export interface ResampledMean {
  readonly method: ResamplingMethod;
  /** Draws and seed; null unless Monte Carlo. */
  readonly resamples: number | null;
  readonly seed: number | null;
  readonly sd: number;
  /** P(θ* ≤ x), P(θ* < x), P(θ* ≥ x). */
  atMost(x: number): number;
  below(x: number): number;
  atLeast(x: number): number;
  /** Where the lower tail reaches `level`, and where an upper tail of `level` begins. */
  lowerQuantile(level: number): number;
  upperQuantile(level: number): number;
}

/**
 * The quantile of sorted values at position (n − 1) · level, by linear interpolation: NumPy's and SciPy's default
 * (Hyndman and Fan 1996, type 7).
 *
 * @example orderStatistic(Float64Array.of(1, 2, 4), 0.75) // 3
 */
export function orderStatistic(sorted: Float64Array, level: number): number {
  const position = (sorted.length - 1) * Math.min(1, Math.max(0, level));
  const index = Math.floor(position);
  const low = sorted[index]!;
  return low + (position - index) * ((sorted[index + 1] ?? low) - low);
}
