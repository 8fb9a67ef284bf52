import { studentQuantile } from './distributions/student-quantile.ts';
import { normalQuantile } from './distributions/normal-quantile.ts';

/** The error rates that a study is planned for: a two-sided α, and the chance to find a true difference. */
export interface ErrorRates {
  readonly alpha: number;
  readonly power: number;
}

const USUAL: ErrorRates = { alpha: 0.05, power: 0.8 };

/**
 * The smallest true difference that `n` samples would find with the given power: (z₁₋α⁄₂ + z_power) · sd/√n
 * (statistics.md §13; Miller 2024, arXiv 2411.00640). Null without samples or spread.
 *
 * @example minimumDetectableEffect(0.3, 1000) // 0.026578171044889787
 */
export function minimumDetectableEffect(sdOfDifferences: number, n: number, rates: ErrorRates = USUAL): number | null {
  return n < 1 || sdOfDifferences === 0 ? null : (reach(rates) * sdOfDifferences) / Math.sqrt(n);
}

/** The same for `clusters` clusters, from the clustered standard error: SE · (t₁₋α⁄₂ + t_power) on G − 1 degrees of freedom. */
export function clusteredMinimumDetectableEffect(se: number, clusters: number, rates: ErrorRates = USUAL): number | null {
  if (clusters < 2 || se === 0) return null;
  return se * (studentQuantile(rates.alpha / 2, clusters - 1) + studentQuantile(1 - rates.power, clusters - 1));
}

/**
 * How many samples find a true difference of `delta` with the given power, before rounding up:
 * (z₁₋α⁄₂ + z_power)² · Var(d)/δ². Null for delta = 0.
 *
 * @example Math.ceil(requiredSamples(0.3 ** 2, 0.03) ?? NaN) // 785
 */
export function requiredSamples(varianceOfDifferences: number, delta: number, rates: ErrorRates = USUAL): number | null {
  return delta === 0 ? null : (reach(rates) ** 2 * varianceOfDifferences) / (delta * delta);
}

/** What the variance of a paired difference is made of, per sample, when answers are generated K times. */
export interface VarianceComponents {
  /** Variance over samples of the difference of the expected scores. */
  readonly omegaSquared: number;
  /** Variance of one generation's score within a sample, and generations a sample, of each run. */
  readonly sigmaSquaredA: number;
  readonly sigmaSquaredB: number;
  readonly repeatsA: number;
  readonly repeatsB: number;
}

/**
 * Var(d) = ω² + σ_A²/K_A + σ_B²/K_B (statistics.md §13; Miller 2024): more repeats help against the σ², never against ω².
 *
 * @example varianceOf({ omegaSquared: 1 / 9, sigmaSquaredA: 1 / 6, sigmaSquaredB: 1 / 6, repeatsA: 1, repeatsB: 1 }) // 4/9
 */
export function varianceOf(components: VarianceComponents): number {
  const { omegaSquared, sigmaSquaredA, sigmaSquaredB, repeatsA, repeatsB } = components;
  return omegaSquared + sigmaSquaredA / repeatsA + sigmaSquaredB / repeatsB;
}

function reach({ alpha, power }: ErrorRates): number {
  return normalQuantile(1 - alpha / 2) + normalQuantile(power);
}
