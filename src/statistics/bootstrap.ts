import { latticeBootstrap } from './bootstrap-lattice.ts';
import { sampledBootstrap } from './bootstrap-sampled.ts';
import { spectralBootstrap } from './bootstrap-spectral.ts';
import type { Differences } from './differences.ts';
import { normalQuantile, normalTail } from './distributions/normal.ts';
import { expandedP, expandedTail } from './expanded-percentile.ts';
import type { Interval } from './interval.ts';
import type { ResampledMean } from './resampled-mean.ts';
import type { ResamplingMethod } from './sign-flip.ts';

const SAMPLED_UP_TO = 500;
/** Points of the exact law's transform; the shorter bound where the spectral form can stand in. */
const LONGEST_TRANSFORM = 2 ** 17;
const LONGEST_BESIDE_SPECTRAL = 2 ** 15;

export interface Bootstrap {
  readonly method: ResamplingMethod;
  /** Resamples drawn and their seed; null unless Monte Carlo. */
  readonly resamples: number | null;
  readonly seed: number | null;
  readonly se: number;
  /** The expanded one. */
  readonly percentile: Interval;
  /** The same at the level that the whole family of hypotheses takes together. */
  readonly familyPercentile: Interval;
  readonly bca: Bca | null;
  /** By inversion of the percentile interval: p < α exactly where that excludes 0, but for the smallest p that is given. */
  readonly p: number;
  /** What the random draws may put p off by; null unless Monte Carlo. */
  readonly pStandardError: number | null;
  /** P(θ* ≤ 0) and P(θ* ≥ 0). */
  readonly atMostZero: number;
  readonly atLeastZero: number;
}

export interface BootstrapOptions {
  readonly alpha?: number;
  /** The level of the family's intervals. Default: alpha. */
  readonly familyAlpha?: number | undefined;
  readonly resamples?: number | undefined;
  readonly seed?: number | undefined;
}

/**
 * The paired bootstrap of the mean difference: expanded percentile and BCa intervals and the p-value of the former
 * (statistics.md §7, §20, §25; Efron and Tibshirani 1993; Hesterberg 2015). Exact on a lattice, spectral above 500 samples, else seeded Monte Carlo. Null
 * below two samples and where all differences are equal.
 *
 * @example bootstrap(differences(a, b)).percentile // [-0.2, 0.1]
 */
export function bootstrap(d: Differences, options: BootstrapOptions = {}): Bootstrap | null {
  if (d.n < 2 || d.constant || d.mean === null) return null;
  const { mean } = d;
  const ones = new Float64Array(d.n).fill(1);
  const longest = d.n > SAMPLED_UP_TO ? LONGEST_BESIDE_SPECTRAL : LONGEST_TRANSFORM;
  const law =
    (d.lattice && latticeBootstrap(d.lattice, longest)) ??
    (d.n > SAMPLED_UP_TO ? spectralBootstrap(d.values, mean) : null) ??
    sampledBootstrap(d.values, ones, options.resamples ?? 10_000, options.seed ?? 0);
  return summarized(
    law,
    mean,
    d.values.map((value) => value - mean),
    options,
  );
}

/** What a law of resampled means says about the estimate. `influence` has one value for each item that is drawn. */
export function summarized(
  law: ResampledMean,
  estimate: number,
  influence: Float64Array,
  { alpha = 0.05, familyAlpha = alpha }: BootstrapOptions,
): Bootstrap {
  const n = influence.length;
  const atMostZero = Math.min(1, law.atMost(0));
  const atLeastZero = Math.min(1, law.atLeast(0));
  const percentile = (level: number): Interval => {
    const tail = expandedTail(level, n);
    return [law.lowerQuantile(tail), law.upperQuantile(tail)];
  };
  return {
    method: law.method,
    resamples: law.resamples,
    seed: law.seed,
    se: law.sd,
    percentile: percentile(alpha),
    familyPercentile: percentile(familyAlpha),
    bca: bca(law, estimate, influence, alpha),
    ...expandedTest(Math.min(atMostZero, atLeastZero), law.resamples, n),
    atMostZero,
    atLeastZero,
  };
}

/** The observed sample counts as one of the draws, where there are any. */
function expandedTest(smaller: number, resamples: number | null, n: number): Pick<Bootstrap, 'p' | 'pStandardError'> {
  if (resamples === null) return { p: expandedP(smaller, n), pStandardError: null };
  const share = (1 + smaller * resamples) / (resamples + 1);
  const p = expandedP(share, n);
  const off = Math.sqrt((share * (1 - share)) / resamples);
  return { p, pStandardError: expandedP(Math.min(0.5, share + off), n) - p };
}

/** The bias-corrected and accelerated bootstrap. */
export interface Bca {
  readonly interval: Interval;
  readonly biasCorrection: number;
  readonly acceleration: number;
  /** The two-sided level at which the interval would just touch 0. */
  readonly p: number;
}

/**
 * BCa interval and its dual p-value (Efron and Tibshirani 1993, ch. 14; mid-rank bias correction as SciPy ≥ 1.10; statistics.md §7).
 * `influence` are the deviations whose skewness gives the acceleration. Null where the bootstrap law says nothing about the bias.
 */
function bca(law: ResampledMean, estimate: number, influence: Float64Array, alpha: number): Bca | null {
  const biasCorrection = normalQuantile(0.5 * (law.below(estimate) + law.atMost(estimate)));
  if (!Number.isFinite(biasCorrection)) return null;
  const acceleration = accelerationOf(influence);
  const levelAt = (z: number): number => {
    const moved = biasCorrection + z;
    return normalTail(-(biasCorrection + moved / (1 - acceleration * moved)));
  };
  const z = normalQuantile(1 - alpha / 2);
  return {
    interval: [law.lowerQuantile(levelAt(-z)), law.upperQuantile(1 - levelAt(z))],
    biasCorrection,
    acceleration,
    p: dualP(0.5 * (law.below(0) + law.atMost(0)), biasCorrection, acceleration),
  };
}

/** a = Σu³ / (6 (Σu²)^(3/2)): the jackknife's acceleration, in closed form for a mean. */
function accelerationOf(influence: Float64Array): number {
  let squares = 0;
  let cubes = 0;
  for (const u of influence) {
    squares += u * u;
    cubes += u * u * u;
  }
  return squares === 0 ? 0 : cubes / (6 * squares ** 1.5);
}

function dualP(midRank: number, biasCorrection: number, acceleration: number): number {
  const moved = normalQuantile(Math.min(1, midRank)) - biasCorrection;
  const scale = 1 + acceleration * moved;
  if (!Number.isFinite(moved) || scale <= 0) return 0;
  return Math.min(1, 2 * normalTail(Math.abs(moved / scale - biasCorrection)));
}
