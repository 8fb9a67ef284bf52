import { differences } from './differences.ts';
import type { Interval } from './interval.ts';
import { isBinary } from './mcnemar.ts';
import { meanInterval } from './mean-interval.ts';
import { plainInterval } from './plain-interval.ts';

/** The mean of a run over its examples, each by the mean of its repeats, and what is known of the single scores. */
export interface ShownMean {
  /** Examples. */
  readonly n: number;
  readonly mean: number | null;
  /** Of the examples, with the n − 1 denominator. */
  readonly sd: number | null;
  /** Whether the single scores are known to be from 0 to 1. */
  readonly isNormalized: boolean;
  /** How many single scores there are, where each of them is 0 or 1; else null. */
  readonly binaryScores: number | null;
}

/** The level of the intervals that are shown beside single means: 1 − this. */
const SHOWN_ALPHA = 0.05;

/**
 * The 95 % interval that lists, pages, reports and the terminal show beside a run's mean: the one that a comparison gives it, but that no
 * example is in a cluster. Null below two examples.
 *
 * @example shownInterval({ mean: 0.75, sd: 0.5, n: 4, isNormalized: true, binaryScores: 4 }) // [0.3006, 0.9544]
 */
export function shownInterval({ n, mean, sd, isNormalized, binaryScores }: ShownMean): Interval | null {
  if (mean === null || sd === null || n < 2) return null;
  const range = isNormalized || binaryScores !== null ? UNIT : null;
  return meanInterval(
    { mean, standardError: sd / Math.sqrt(n), df: n - 1, size: n, samples: n, range, singleScores: binaryScores },
    SHOWN_ALPHA,
  ).interval;
}

/**
 * The 95 % interval that is shown beside the mean difference of two runs' scores of the same examples: the one that a comparison gives it, but that
 * no example is in a cluster. `areNormalized`: whether the scores are meant to be from 0 to 1. Null where a comparison has none.
 *
 * @example shownDifferenceInterval(Float64Array.of(1, 1, 0), Float64Array.of(0, 1, 0), true) // [-0.36, 0.79]
 */
export function shownDifferenceInterval(a: Float64Array, b: Float64Array, areNormalized: boolean): Interval | null {
  const binary = a.length > 0 && isBinary(a) && isBinary(b);
  const isUnit = (score: number): boolean => score >= 0 && score <= 1;
  const reach = binary || (areNormalized && a.every(isUnit) && b.every(isUnit)) ? 1 : null;
  return plainInterval({ d: differences(a, b), binary, reach }).intervalAt(SHOWN_ALPHA);
}

const UNIT: Interval = [0, 1];
