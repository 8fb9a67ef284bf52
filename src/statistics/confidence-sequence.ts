import type { Interval } from './interval.ts';

const TRUNCATION = 0.5;

export interface ConfidenceSequenceOptions {
  readonly alpha?: number;
  /**
   * The number of samples of the dataset. With it the question is who will be ahead on this dataset when both runs are through; without
   * it, who would be on new samples. The two are not the same: see statistics.md §0.
   */
  readonly populationSize?: number | null;
  /** About how many samples the bets are tuned for; without it they are tuned for none. */
  readonly horizon?: number | null;
  readonly gridSize?: number;
}

/** What is known after some samples; it holds at every look, however often one looks and whenever one stops. */
export interface ConfidenceState {
  readonly t: number;
  readonly mean: number;
  /** ln of the e-value of "no difference"; null is infinite. */
  readonly logE: number | null;
  /** Anytime-valid, never increasing. */
  readonly p: number;
  readonly interval: Interval;
}

export interface ConfidenceSequence {
  /** Takes the next difference, in [−1, 1], of the order that was fixed beforehand. Throws outside of it, and after the last sample. */
  add(difference: number): ConfidenceState;
}

/**
 * The hedged betting confidence sequence for a bounded mean difference (statistics.md §14; Waudby-Smith and Ramdas 2024 and, without
 * replacement, 2020). Samples must come in an order that was random and fixed beforehand, never in that of completion.
 *
 * @example confidenceSequence({ populationSize: 200 }).add(1).interval // [-1, 1]
 */
export function confidenceSequence(options: ConfidenceSequenceOptions = {}): ConfidenceSequence {
  const { alpha = 0.05, populationSize = null, horizon = null, gridSize = 401 } = options;
  const grid = Float64Array.from({ length: gridSize }, (_, i) => i / (gridSize - 1));
  const bets = grid.map(() => 0);
  const hedges = grid.map(() => 0);
  const highest = grid.map(() => -Infinity);
  const moments = runningMoments();
  const centre = { bet: 0, hedge: 0, highest: -Infinity };
  let sum = 0;
  let low = 0;
  let high = 1;
  return { add };

  function add(difference: number): ConfidenceState {
    if (!(Math.abs(difference) <= 1)) throw new RangeError(`A difference must lie in [-1, 1]; it is ${difference}.`);
    if (moments.count === populationSize) throw new RangeError(`All ${populationSize} samples have been taken.`);
    const x = (difference + 1) / 2;
    const rate = bettingRate(moments, alpha, horizon);
    for (let i = 0; i < grid.length; i += 1) {
      const [bet, hedge] = wealth(x, remaining(grid[i]!), rate);
      bets[i]! += bet;
      hedges[i]! += hedge;
      highest[i] = Math.max(highest[i]!, mixed(bets[i]!, hedges[i]!));
    }
    const [bet, hedge] = wealth(x, remaining(0.5), rate);
    centre.bet += bet;
    centre.hedge += hedge;
    const logE = mixed(centre.bet, centre.hedge);
    centre.highest = Math.max(centre.highest, logE);
    moments.add(x);
    sum += x;
    narrow();
    const t = moments.count;
    return {
      t,
      mean: (2 * sum) / t - 1,
      logE: logE === Infinity ? null : logE,
      p: Math.min(1, Math.exp(-centre.highest)),
      interval: [2 * low - 1, 2 * high - 1],
    };
  }

  /** The mean that the samples still to come must have for the mean of all to be m. */
  function remaining(m: number): number {
    return populationSize === null ? m : (populationSize * m - sum) / (populationSize - moments.count);
  }

  function narrow(): void {
    const first = highest.findIndex((log) => log < -Math.log(alpha));
    if (first < 0) return;
    const last = highest.findLastIndex((log) => log < -Math.log(alpha));
    const step = 1 / (gridSize - 1);
    low = Math.max(low, grid[first]! - step);
    high = Math.min(high, grid[last]! + step);
  }
}

/** By how much the logarithms of both bets' wealth change; infinite where m is impossible. */
function wealth(x: number, m: number, rate: number): readonly [bet: number, hedge: number] {
  if (!(m >= 0 && m <= 1)) return [Infinity, Infinity];
  const bet = Math.min(rate, TRUNCATION / m);
  const hedge = Math.min(rate, TRUNCATION / (1 - m));
  return [Math.log1p(bet * (x - m)), Math.log1p(-hedge * (x - m))];
}

/** ln(½e^a + ½e^b). */
function mixed(a: number, b: number): number {
  const larger = Math.max(a, b);
  if (larger === Infinity) return Infinity;
  return larger + Math.log(0.5 * Math.exp(a - larger) + 0.5 * Math.exp(b - larger));
}

export interface EmpiricalBernsteinState {
  readonly t: number;
  readonly mean: number;
  readonly interval: Interval;
}

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

/** Running mean and variance of values in [0, 1], each with one imaginary value at ½ (variance ¼) to begin with. */
export interface RunningMoments {
  readonly mean: number;
  readonly variance: number;
  readonly count: number;
  add(x: number): void;
}

/** The regularized moments that a bet may look at: those before the next value (statistics.md §14). */
function runningMoments(): RunningMoments {
  let count = 0;
  let sum = 0.5;
  let squares = 0.25;
  return {
    get count() {
      return count;
    },
    get mean() {
      return sum / (count + 1);
    },
    get variance() {
      return squares / (count + 1);
    },
    add(x) {
      count += 1;
      sum += x;
      const mean = sum / (count + 1);
      squares += (x - mean) * (x - mean);
    },
  };
}

/**
 * How much to bet on step t: √(2 ln(2/α) / (σ̂²h)) with h = t ln(1 + t), or h = `horizon` where the end is foreseen (statistics.md §14;
 * Waudby-Smith and Ramdas 2024, eq. 26).
 */
function bettingRate(moments: RunningMoments, alpha: number, horizon: number | null): number {
  const t = moments.count + 1;
  const h = horizon ?? t * Math.log1p(t);
  return Math.sqrt((2 * Math.log(2 / alpha)) / (moments.variance * h));
}
