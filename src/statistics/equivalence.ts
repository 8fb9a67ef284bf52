import { boundedInterval, pAtLeast, pAtMost } from './bounded-mean.ts';
import { boundedClusters, boundedDifferences, type BoundedSample } from './bounded-sample.ts';
import type { Differences } from './differences.ts';
import type { Interval } from './interval.ts';
import { skewness } from './skewness.ts';
import { oneSidedTTests } from './t-test.ts';

/** What is known of "the difference is smaller than the margin", which was declared beforehand, before any correction. */
export interface Equivalence {
  readonly margin: number;
  readonly method: EquivalenceMethod | null;
  /** The larger of the two below. */
  readonly p: number | null;
  /** Of "A's mean is lower than B's by the margin or more". */
  readonly pNotWorse: number | null;
  /** Of "A's mean is higher than B's by the margin or more". */
  readonly pNotBetter: number | null;
  /** The 1 − 2α interval: it lies within ±margin where p ≤ α. */
  readonly interval: Interval | null;
  /** Why there is nothing to know. */
  readonly reason: 'range-unknown' | null;
}

export type EquivalenceMethod = 'bounded' | 'bounded-clusters' | 't';

export interface MarginOptions {
  readonly margin: number;
  readonly alpha: number;
}

/**
 * Two one-sided tests by the bounded mean, valid for any number of samples, where scores can be no more than `reach` apart (statistics.md §21);
 * with `labels`, of whole clusters. Where that is not known (null) two t tests, whose error is not guaranteed, and only of many differences that
 * are neither clustered nor too skewed; else no answer. Null without differences.
 *
 * @example equivalence(thirtyZeros, null, 1, { margin: 0.05, alpha: 0.05 })?.p // 0.2146, which is 0.95 ** 30
 */
export function equivalence(
  d: Differences,
  labels: Int32Array | null,
  reach: number | null,
  options: MarginOptions,
): Equivalence | null {
  if (d.n === 0) return null;
  if (reach === null) return labels ? unknownEquivalence(options.margin) : unboundedEquivalence(d, options);
  return labels
    ? boundedEquivalence(boundedClusters(d, labels, reach), 'bounded-clusters', options)
    : boundedEquivalence(boundedDifferences(d, reach), 'bounded', options);
}

/** The same of any sample of known range. */
export function boundedEquivalence(
  sample: BoundedSample,
  method: 'bounded' | 'bounded-clusters',
  { margin, alpha }: MarginOptions,
): Equivalence {
  const pNotWorse = pAtMost(sample, -margin);
  const pNotBetter = pAtLeast(sample, margin);
  const interval = boundedInterval(sample, alpha);
  return { margin, method, p: Math.max(pNotWorse, pNotBetter), pNotWorse, pNotBetter, interval, reason: null };
}

function unboundedEquivalence(d: Differences, { margin, alpha }: MarginOptions): Equivalence {
  const tests = isNearlyNormal(d.comparable) ? oneSidedTTests(d.mean ?? 0, d.se, d.n - 1, margin, alpha) : null;
  return tests === null ? unknownEquivalence(margin) : { margin, method: 't', ...tests, reason: null };
}

/** Nothing, because the range of the metric is unknown. */
export function unknownEquivalence(margin: number): Equivalence {
  return { margin, method: null, p: null, pNotWorse: null, pNotBetter: null, interval: null, reason: 'range-unknown' };
}

/** Whether t is nearly right: 100 differences, of which 30 are not zero, and n ≥ 25·skewness². */
function isNearlyNormal(differences: Float64Array): boolean {
  const n = differences.length;
  if (n < 100) return false;
  const nonZero = differences.reduce((count, value) => count + (value === 0 ? 0 : 1), 0);
  const skew = skewness(differences);
  return nonZero >= 30 && skew !== null && n >= 25 * skew * skew;
}
