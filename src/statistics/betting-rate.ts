/** Running mean and variance of values in [0, 1], each with one imaginary value at ½ (variance ¼) to begin with. */
export interface RunningMoments {
  readonly mean: number;
  readonly variance: number;
  readonly count: number;
  add(x: number): void;
}

/** The regularized moments that a bet may look at: those before the next value (statistics.md §14). */
export function runningMoments(): RunningMoments {
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
export function bettingRate(moments: RunningMoments, alpha: number, horizon: number | null): number {
  const t = moments.count + 1;
  const h = horizon ?? t * Math.log1p(t);
  return Math.sqrt((2 * Math.log(2 / alpha)) / (moments.variance * h));
}
