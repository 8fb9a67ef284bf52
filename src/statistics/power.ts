import { normalDensity, normalQuantile, normalTail } from './distributions/normal.ts';
import { logGamma } from './distributions/special-functions.ts';
import { studentQuantile } from './distributions/student.ts';
import { increasingRoot } from './increasing-root.ts';

/** Beyond this many samples, Student's and the normal distribution are the same to all digits that matter. */
export const LARGE = 100_000;
const USUAL: ErrorRates = { alpha: 0.05, power: 0.8 };
const NODES = gaussLegendre(200);

/**
 * The power of the two-sided paired t test against a true difference: ∫ f(s) [Φ(nc − t_c s) + Φ(−nc − t_c s)] ds with
 * nc = δ√n/sd and s ~ χ_ν/√ν (statistics.md §26). Needs n ≥ 2.
 *
 * @example tTestPower(0.3, 787, 0.03) // 0.8001…
 */
export function tTestPower(sdOfDifferences: number, n: number, delta: number, alpha: number = USUAL.alpha): number {
  const critical = studentQuantile(alpha / 2, n - 1);
  const noncentrality = (Math.abs(delta) * Math.sqrt(n)) / sdOfDifferences;
  const rejected = (s: number): number => normalTail(critical * s - noncentrality) + normalTail(critical * s + noncentrality);
  return Math.min(1, meanOverSpread(n - 1, rejected, Infinity));
}

/**
 * The mean of f(s) over s ~ χ_ν/√ν, the ratio of an estimated standard error to the true one, as far as s < `end`: Gauss–Legendre over
 * 1 ± 12/√(2ν).
 */
export function meanOverSpread(df: number, f: (s: number) => number, end: number): number {
  const low = Math.max(0, 1 - 12 / Math.sqrt(2 * df));
  const high = Math.min(end, 1 + 12 / Math.sqrt(2 * df));
  if (high <= low) return 0;
  const half = (high - low) / 2;
  const logScale = Math.LN2 + (df / 2) * Math.log(df / 2) - logGamma(df / 2);
  let mean = 0;
  for (let i = 0; i < NODES.points.length; i += 1) {
    const s = low + half * (1 + NODES.points[i]!);
    const density = Math.exp(logScale + (df - 1) * Math.log(s) - (df * s * s) / 2);
    mean += NODES.weights[i]! * half * density * f(s);
  }
  return mean;
}

/**
 * The smallest true difference that the paired t test finds with the given power, exactly. Null below n = 3 or without spread.
 *
 * @example minimumDetectableEffectT(0.3, 1000) // 0.026603722678276338
 */
export function minimumDetectableEffectT(sdOfDifferences: number, n: number, rates: ErrorRates = USUAL): number | null {
  if (n < 3 || sdOfDifferences === 0) return null;
  const critical = studentQuantile(rates.alpha / 2, n - 1);
  const guess = (critical + normalQuantile(rates.power)) / Math.sqrt(n);
  const slope = normalDensity(normalQuantile(rates.power)) * Math.sqrt(n);
  let high = 2 * guess;
  while (tTestPower(1, n, high, rates.alpha) < rates.power) high *= 2;
  const lacking = (delta: number): number => tTestPower(1, n, delta, rates.alpha) - rates.power;
  return sdOfDifferences * increasingRoot(lacking, { low: 0, high, guess, slope, tolerance: 1e-13 * guess });
}

/**
 * How many samples the paired t test needs to find a true difference with the given power, exactly. Null for delta = 0.
 *
 * @example requiredSamplesT(0.3, 0.03) // 787
 */
export function requiredSamplesT(sdOfDifferences: number, delta: number, rates: ErrorRates = USUAL): number | null {
  const rough = requiredSamples(sdOfDifferences * sdOfDifferences, delta, rates);
  if (rough === null) return null;
  let n = Math.max(2, Math.floor(rough));
  while (n > 2 && tTestPower(sdOfDifferences, n - 1, delta, rates.alpha) >= rates.power) n -= 1;
  while (tTestPower(sdOfDifferences, n, delta, rates.alpha) < rates.power) n += 1;
  return n;
}

/** The error rates that a study is planned for: a two-sided α, and the chance to find a true difference. */
export interface ErrorRates {
  readonly alpha: number;
  readonly power: number;
}

/**
 * The smallest true difference that `n` samples would find with the given power: (z₁₋α⁄₂ + z_power) · sd/√n
 * (statistics.md §26; Miller 2024, arXiv 2411.00640). Null without samples or spread.
 *
 * @example minimumDetectableEffect(0.3, 1000) // 0.026578171044889787
 */
export function minimumDetectableEffect(sdOfDifferences: number, n: number, rates: ErrorRates = USUAL): number | null {
  return n < 1 || sdOfDifferences === 0 ? null : (reach(rates) * sdOfDifferences) / Math.sqrt(n);
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

function reach({ alpha, power }: ErrorRates): number {
  return -normalQuantile(alpha / 2) + normalQuantile(power);
}

/** Where to evaluate an integrand on [−1, 1], and with which weights. */
export interface Quadrature {
  readonly points: Float64Array;
  readonly weights: Float64Array;
}

/**
 * Gauss–Legendre quadrature with n points: exact for polynomials up to degree 2n − 1. Newton's method on Legendre's polynomial
 * (NIST DLMF 3.5.13).
 *
 * @example gaussLegendre(2).points // ±1/√3
 */
function gaussLegendre(n: number): Quadrature {
  const points = new Float64Array(n);
  const weights = new Float64Array(n);
  for (let i = 0; i < n; i += 1) {
    let x = -Math.cos((Math.PI * (i + 0.75)) / (n + 0.5));
    let slope = 1;
    for (let step = 0; step < 10; step += 1) {
      let previous = 1;
      let current = x;
      for (let k = 2; k <= n; k += 1) [previous, current] = [current, ((2 * k - 1) * x * current - (k - 1) * previous) / k];
      slope = (n * (x * current - previous)) / (x * x - 1);
      x -= current / slope;
    }
    points[i] = x;
    weights[i] = 2 / ((1 - x * x) * slope * slope);
  }
  return { points, weights };
}
