import { describe, expect, it } from '@jest/globals';
import { boundedInterval, pAtLeast, pAtMost } from './bounded-mean.ts';
import { boundedClusters, boundedDifferences, type BoundedSample, negated } from './bounded-sample.ts';
import { compactLabels } from './cluster.ts';
import { differences } from './differences.ts';
import { type BoundedPValues, expectClose, golden } from './golden.fixture.ts';

function differencesOf(values: readonly number[]): ReturnType<typeof differences> {
  return differences(Float64Array.from(values), new Float64Array(values.length));
}

function labelsOf(names: readonly string[]): Int32Array {
  const numbers = Int32Array.from(names, (name) => names.indexOf(name));
  return compactLabels(numbers, Int32Array.from(numbers.keys()));
}

function expectPValues(sample: BoundedSample, margin: number, expected: BoundedPValues): void {
  expectClose(pAtMost(sample, -margin), expected.p_not_worse, 1e-8, 'p_not_worse');
  expectClose(pAtLeast(sample, margin), expected.p_not_better, 1e-8, 'p_not_better');
}

describe('the bounded mean', () => {
  it.each(golden('bounded_mean'))('meets the golden case %s', (_, { input, expected }) => {
    const sample = boundedDifferences(differencesOf(input.d), input.hi);
    expectPValues(sample, input.margin, expected);
    const intervals = [boundedInterval(sample, input.alpha / 2), boundedInterval(sample, input.alpha)];
    [expected.interval, expected.equivalence_interval].forEach((wanted, i) => {
      expect(Math.abs(intervals[i]![0] - wanted[0])).toBeLessThan(1e-8);
      expect(Math.abs(intervals[i]![1] - wanted[1])).toBeLessThan(1e-8);
    });
  });

  it.each(golden('bounded_clusters'))('of clusters meets the golden case %s', (_, found) => {
    const { d, cluster, hi, margin } = found.input;
    expectPValues(boundedClusters(differencesOf(d), labelsOf(cluster), hi), margin, found.expected);
  });

  it('is Clopper and Pearson’s on two-valued data, and the rule of three on identical ones', () => {
    const identical = boundedDifferences(differencesOf(new Array<number>(59).fill(0)), 1);
    expectClose(pAtMost(identical, -0.05), 0.95 ** 59, 1e-9, 'p');
    const many = { sums: Float64Array.of(0), sizes: Float64Array.of(1), counts: Float64Array.of(1e6), reach: 1 };
    expect(pAtMost(many, -0.05)).toBe(Number.MIN_VALUE);
    const [low] = boundedInterval(boundedDifferences(differencesOf([1, ...new Array<number>(9).fill(-1)]), 1), 0.025);
    expect(low).toBeCloseTo(2 * 0.002528578544 - 1, 10);
  });

  it('is the mirror image of itself to the bit when the runs are swapped', () => {
    const names = ['a', 'a', 'b', 'c', 'c', 'd', 'd', 'd', 'e'];
    const d = [0.31, -0.31, 0, 0.2, -0.1, 0.11, 0.7, -0.9, 0.05];
    const swapped = d.map((value) => -value + 0);
    for (const of of [
      (values: readonly number[]) => boundedDifferences(differencesOf(values), 1),
      (values: readonly number[]) => boundedClusters(differencesOf(values), labelsOf(names), 1),
    ]) {
      const [sample, mirror] = [of(d), of(swapped)];
      expect(negated(mirror)).toEqual(sample);
      expect(pAtMost(sample, -0.2)).toBe(pAtLeast(mirror, 0.2));
      const [low, high] = boundedInterval(sample, 0.05);
      expect(boundedInterval(mirror, 0.05)).toEqual([-high, -low]);
    }
  });

  it('has an interval within the reach whose ends its p-values just reject', () => {
    const values = Array.from({ length: 500 }, (_, i) => Math.sin(i * i) * 0.4 + 0.01 * Math.PI);
    const sample = boundedDifferences(differencesOf(values), 1);
    const [low, high] = boundedInterval(sample, 0.025);
    expectClose(pAtMost(sample, low), 0.025, 1e-7, 'low');
    expectClose(pAtLeast(sample, high), 0.025, 1e-7, 'high');
    const certain = boundedDifferences(differencesOf([1, 1, 1]), 1);
    expect([pAtMost(certain, -1), pAtLeast(certain, 1), boundedInterval(certain, 0.025)[1]]).toEqual([0, 1, 1]);
  });
});
