import { normalQuantile, normalTail } from './distributions/normal.ts';
import { logGamma } from './distributions/special-functions.ts';
import { studentQuantile } from './distributions/student.ts';

/** Beyond this many samples, Student's and the normal distribution are the same to all digits that matter. */
const LARGE = 100_000;
const USUAL: ErrorRates = { alpha: 0.05, power: 0.8 };
const NODES = gaussLegendre(200);

export interface PlannedStudy {
  readonly delta: number | null;
  readonly n: number;
  readonly rates: ErrorRates;
}

export interface PowerPlan {
  readonly requiredSamples: number | null;
  readonly minimumDetectableEffect: number | null;
  readonly achievedPower: number | null;
}

/**
 * What a paired t test needs and can detect when the differences have this variance: exact with Student's distribution, with the
 * normal distribution above 100,000 samples (statistics.md §13). All null where there is no variance.
 *
 * @example powerPlan(0.09, { delta: 0.03, n: 1000, rates: { alpha: 0.05, power: 0.8 } }).requiredSamples // 787
 */
export function powerPlan(variance: number, { delta, n, rates }: PlannedStudy): PowerPlan {
  if (variance === 0) return { requiredSamples: null, minimumDetectableEffect: null, achievedPower: null };
  const sd = Math.sqrt(variance);
  return {
    requiredSamples: delta === null ? null : samplesFor(variance, delta, rates),
    minimumDetectableEffect: n > LARGE ? minimumDetectableEffect(sd, n, rates) : minimumDetectableEffectT(sd, n, rates),
    achievedPower: delta === null || n < 2 ? null : powerAt(sd, n, delta, rates.alpha),
  };
}

function samplesFor(variance: number, delta: number, rates: ErrorRates): number | null {
  const rough = requiredSamples(variance, delta, rates) ?? Infinity;
  if (rough > Number.MAX_SAFE_INTEGER) return null;
  return rough > LARGE ? Math.ceil(rough) : requiredSamplesT(Math.sqrt(variance), delta, rates);
}

function powerAt(sd: number, n: number, delta: number, alpha: number): number {
  if (n <= LARGE) return tTestPower(sd, n, delta, alpha);
  const critical = normalQuantile(1 - alpha / 2);
  const noncentrality = (delta * Math.sqrt(n)) / sd;
  return Math.min(1, normalTail(critical - noncentrality) + normalTail(critical + noncentrality));
}

/**
 * The power of the two-sided paired t test against a true difference: ∫ f(s) [Φ(nc − t_c s) + Φ(−nc − t_c s)] ds with
 * nc = δ√n/sd and s ~ χ_ν/√ν (statistics.md §13; Gauss–Legendre over 1 ± 12/√(2ν)). Needs n ≥ 2.
 *
 * @example tTestPower(0.3, 787, 0.03) // 0.8001…
 */
export function tTestPower(sdOfDifferences: number, n: number, delta: number, alpha: number = USUAL.alpha): number {
  const df = n - 1;
  const critical = studentQuantile(alpha / 2, df);
  const noncentrality = (Math.abs(delta) * Math.sqrt(n)) / sdOfDifferences;
  const low = Math.max(0, 1 - 12 / Math.sqrt(2 * df));
  const half = (1 + 12 / Math.sqrt(2 * df) - low) / 2;
  const logScale = Math.LN2 + (df / 2) * Math.log(df / 2) - logGamma(df / 2);
  let power = 0;
  for (let i = 0; i < NODES.points.length; i += 1) {
    const s = low + half * (1 + NODES.points[i]!);
    const density = Math.exp(logScale + (df - 1) * Math.log(s) - (df * s * s) / 2);
    const rejected = normalTail(critical * s - noncentrality) + normalTail(critical * s + noncentrality);
    power += NODES.weights[i]! * half * density * rejected;
  }
  return Math.min(1, power);
}

/**
 * The smallest true difference that the paired t test finds with the given power, exactly. Null below n = 3 or without spread.
 *
 * @example minimumDetectableEffectT(0.3, 1000) // 0.026603722678276338
 */
export function minimumDetectableEffectT(sdOfDifferences: number, n: number, rates: ErrorRates = USUAL): number | null {
  if (n < 3 || sdOfDifferences === 0) return null;
  let low = 0;
  let high = sdOfDifferences;
  while (tTestPower(sdOfDifferences, n, high, rates.alpha) < rates.power) high *= 2;
  for (let halving = 0; halving < 60 && high - low > 1e-14 * high; halving += 1) {
    const middle = 0.5 * (low + high);
    if (tTestPower(sdOfDifferences, n, middle, rates.alpha) < rates.power) low = middle;
    else high = middle;
  }
  return 0.5 * (low + high);
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

/** The parts of a paired difference's variance, per sample, when answers are generated K times. */
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
 * Var(d) = ω² + σ_A²/K_A + σ_B²/K_B (statistics.md §13; Miller 2024): more repeats reduce the σ² terms, never ω².
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
