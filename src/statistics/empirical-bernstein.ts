import { bettingRate, runningMoments } from './betting-rate.ts';
import type { Interval } from './interval.ts';

export interface EmpiricalBernsteinState {
  readonly t: number;
  readonly mean: number;
  readonly interval: Interval;
}

const TRUNCATION = 0.5;

/**
 * The predictable-mixture empirical-Bernstein confidence sequence: wider than the betting one, and a few additions a step
 * (statistics.md §14; Waudby-Smith and Ramdas 2024, theorem 2, and 2020 without replacement). Takes differences in [−1, 1] in an order
 * that was fixed beforehand; throws outside of it.
 *
 * @example empiricalBernstein({ alpha: 0.05, populationSize: null }).add(0.5).interval
 */
export function empiricalBernstein(options: { readonly alpha?: number; readonly populationSize?: number | null } = {}): {
  add(difference: number): EmpiricalBernsteinState;
} {
  const { alpha = 0.05, populationSize = null } = options;
  const moments = runningMoments();
  let sum = 0;
  let weighted = 0;
  let weights = 0;
  let penalty = 0;
  let low = 0;
  let high = 1;
  return {
    add(difference) {
      if (!(Math.abs(difference) <= 1)) throw new RangeError(`A difference must lie in [-1, 1]; it is ${difference}.`);
      if (moments.count === populationSize) throw new RangeError(`All ${populationSize} samples have been taken.`);
      const x = (difference + 1) / 2;
      const rate = Math.min(TRUNCATION, bettingRate(moments, alpha, null));
      const left = populationSize === null ? Infinity : populationSize - moments.count;
      weighted += rate * (x + sum / left);
      weights += rate * (1 + moments.count / left);
      penalty += (x - moments.mean) ** 2 * (-Math.log1p(-rate) - rate);
      moments.add(x);
      sum += x;
      const half = (Math.log(2 / alpha) + penalty) / weights;
      low = Math.max(low, weighted / weights - half);
      high = Math.min(high, weighted / weights + half);
      if (populationSize !== null) {
        low = Math.max(low, sum / populationSize);
        high = Math.min(high, (sum + populationSize - moments.count) / populationSize);
      }
      return { t: moments.count, mean: (2 * sum) / moments.count - 1, interval: [2 * low - 1, 2 * high - 1] };
    },
  };
}
