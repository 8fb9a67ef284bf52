import { describe, expect, it } from '@jest/globals';
import { quantile } from './quantile.ts';

/** The definition, over sorted values. */
function ofSorted(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const place = share * (sorted.length - 1);
  const low = sorted[Math.floor(place)] ?? NaN;
  return low + (place % 1) * ((sorted[Math.ceil(place)] ?? low) - low);
}

/** Numbers that look random, the same each time. */
function* numbers(seed: number): Generator<number> {
  for (let state = seed; ; yield state / 2 ** 31) state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
}

const SHARES = [0, 0.01, 0.5, 0.95, 1];

describe('the quantile of values', () => {
  // numpy.quantile([3, 1, 4, 1, 5, 9, 2, 6], [0, 0.25, 0.5, 0.95, 1])
  it.each([
    [0, 1],
    [0.25, 1.75],
    [0.5, 3.5],
    [0.95, 7.95],
    [1, 9],
  ])('lies at the share %d as in NumPy', (share, expected) => {
    expect(quantile(Float64Array.of(3, 1, 4, 1, 5, 9, 2, 6), share)).toBeCloseTo(expected, 12);
  });

  it('is NaN of nothing, and the value of one', () => {
    expect(quantile(Float64Array.of(), 0.5)).toBeNaN();
    expect(SHARES.map((share) => quantile(Float64Array.of(7), share))).toEqual([7, 7, 7, 7, 7]);
  });

  it.each([
    [
      'random',
      (n: number) =>
        numbers(n + 1)
          .take(n)
          .toArray(),
    ],
    ['ascending', (n: number) => Array.from({ length: n }, (_, at) => at)],
    ['descending', (n: number) => Array.from({ length: n }, (_, at) => -at)],
    ['equal', (n: number) => Array.from({ length: n }, () => 0.5)],
    [
      'few different',
      (n: number) =>
        numbers(n + 1)
          .take(n)
          .map((value) => Math.round(value * 3))
          .toArray(),
    ],
    ['like organ pipes', (n: number) => Array.from({ length: n }, (_, at) => Math.min(at, n - at))],
  ])('is that of the sorted values, where they are %s', (_what, valuesOf) => {
    for (const n of [1, 2, 3, 10, 101, 1_000, 20_000]) {
      const values = valuesOf(n);
      const given = Float64Array.from(values);
      for (const share of SHARES) {
        const expected: unknown = expect.closeTo(ofSorted(values, share), 9);
        expect([n, share, quantile(given, share)]).toEqual([n, share, expected]);
      }
      expect([...given].toSorted((a, b) => a - b)).toEqual(values.toSorted((a, b) => a - b));
    }
  });
});
