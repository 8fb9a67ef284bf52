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
