import { normalQuantile } from './distributions/normal-quantile.ts';
import { normalTail } from './distributions/normal-tail.ts';
import type { Interval } from './interval.ts';
import type { ResampledMean } from './resampled-mean.ts';

/** The bias-corrected and accelerated bootstrap. */
export interface Bca {
  readonly interval: Interval;
  /** The levels of the bootstrap law at which the interval ends. */
  readonly levels: readonly [number, number];
  readonly biasCorrection: number;
  readonly acceleration: number;
  /** The two-sided level at which the interval would just touch 0. */
  readonly p: number;
}

/**
 * BCa interval and its dual p-value (Efron and Tibshirani 1993, ch. 14; mid-rank bias correction as SciPy ≥ 1.10; statistics.md §7).
 * `influence` are the deviations whose skewness gives the acceleration. Null where the bootstrap law says nothing about the bias.
 */
export function bca(law: ResampledMean, estimate: number, influence: Float64Array, alpha: number): Bca | null {
  const biasCorrection = normalQuantile(0.5 * (law.below(estimate) + law.atMost(estimate)));
  if (!Number.isFinite(biasCorrection)) return null;
  const acceleration = accelerationOf(influence);
  const levelAt = (z: number): number => {
    const moved = biasCorrection + z;
    return normalTail(-(biasCorrection + moved / (1 - acceleration * moved)));
  };
  const z = normalQuantile(1 - alpha / 2);
  const levels = [levelAt(-z), levelAt(z)] as const;
  return {
    interval: [law.lowerQuantile(levels[0]), law.upperQuantile(1 - levels[1])],
    levels,
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
