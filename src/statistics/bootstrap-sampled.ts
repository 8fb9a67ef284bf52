import { describe } from './describe.ts';
import { randomStream } from './random.ts';
import { orderStatistic, type ResampledMean } from './resampled-mean.ts';

const PER_WORD = 2 ** -32;

/**
 * The law of a bootstrap mean from seeded draws (Efron and Tibshirani 1993; statistics.md §7). Draws `sums.length` items with
 * replacement and divides the sum of their sums by the sum of their sizes: items are samples (all of size 1) or whole clusters.
 */
export function sampledBootstrap(sums: Float64Array, sizes: Float64Array, resamples: number, seed: number): ResampledMean {
  const n = sums.length;
  const stream = randomStream(seed);
  const share = n * PER_WORD;
  const picks = new Uint32Array(n);
  const means = new Float64Array(resamples);
  for (let draw = 0; draw < resamples; draw += 1) {
    stream.fill(picks);
    let sum = 0;
    let size = 0;
    for (let i = 0; i < n; i += 1) {
      const picked = (picks[i]! * share) | 0;
      sum += sums[picked]!;
      size += sizes[picked]!;
    }
    means[draw] = sum / size;
  }
  means.sort();
  const quantile = (level: number): number => orderStatistic(means, level);
  return {
    method: 'monte-carlo',
    resamples,
    seed,
    sd: describe(means).sd ?? 0,
    atMost: (x) => countBelow(means, x, true) / resamples,
    below: (x) => countBelow(means, x, false) / resamples,
    atLeast: (x) => (resamples - countBelow(means, x, false)) / resamples,
    lowerQuantile: quantile,
    upperQuantile: (level) => quantile(1 - level),
  };
}

function countBelow(sorted: Float64Array, x: number, inclusive: boolean): number {
  const slack = 1e-12 * Math.max(Math.abs(x), Math.abs(sorted[0]!), Math.abs(sorted[sorted.length - 1]!));
  const limit = inclusive ? x + slack : x - slack;
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (inclusive ? sorted[middle]! <= limit : sorted[middle]! < limit) low = middle + 1;
    else high = middle;
  }
  return low;
}
