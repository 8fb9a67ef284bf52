import { normalQuantile } from './distributions/normal-quantile.ts';
import { normalTail } from './distributions/normal-tail.ts';
import { type ErrorRates, minimumDetectableEffect, requiredSamples } from './power.ts';
import { minimumDetectableEffectT, requiredSamplesT, tTestPower } from './power-t.ts';

/** Beyond this Student's and the normal distribution can't be told apart. */
const LARGE = 100_000;

export interface PowerQuestion {
  readonly delta: number | null;
  readonly n: number;
  readonly rates: ErrorRates;
}

export interface PowerAnswer {
  readonly requiredSamples: number | null;
  readonly minimumDetectableEffect: number | null;
  readonly achievedPower: number | null;
}

/**
 * What a paired t test needs and can do where the differences have this variance: exact with Student's distribution, by the normal one
 * above 100,000 samples (statistics.md §13). All null where there is no variance.
 *
 * @example powerPlan(0.09, { delta: 0.03, n: 1000, rates: { alpha: 0.05, power: 0.8 } }).requiredSamples // 787
 */
export function powerPlan(variance: number, { delta, n, rates }: PowerQuestion): PowerAnswer {
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
