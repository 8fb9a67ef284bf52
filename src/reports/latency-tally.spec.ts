import { describe, expect, it } from '@jest/globals';
import { LatencyTally } from './latency-tally.ts';

function tallyOf(values: Iterable<number>): LatencyTally {
  const tally = new LatencyTally();
  for (const value of values) tally.add(value);
  return tally;
}

describe('LatencyTally', () => {
  it('has no latency of nothing', () => {
    expect(new LatencyTally().latency).toBeNull();
  });

  it('gives exact quantiles of a few values, in whatever order they come', () => {
    // numpy.quantile([3, 1, 2, 10], [0.5, 0.95]) = 2.5, 8.95
    expect(tallyOf([3, 1, 2, 10]).latency).toEqual({
      n: 4,
      mean: 4,
      p50: 2.5,
      p95: expect.closeTo(8.95, 12),
      max: 10,
      is_exact: true,
    });
  });

  it('gives quantiles within 1 % of very many values', () => {
    const count = 60_000;
    const values = Array.from({ length: count }, (_, index) => 1e-3 * 1.0002 ** ((index * 7919) % count));
    const { p50, p95, max, is_exact: isExact, n } = tallyOf(values).latency ?? { p50: 0, p95: 0, max: 0, is_exact: true, n: 0 };
    expect(n).toBe(count);
    expect(isExact).toBe(false);
    expect(max).toBe(Math.max(...values));
    const sorted = values.toSorted((a, b) => a - b);
    for (const [found, share] of [
      [p50, 0.5],
      [p95, 0.95],
    ] as const) {
      const exact = sorted[Math.floor(share * (count - 1))] ?? NaN;
      expect(Math.abs(found / exact - 1)).toBeLessThan(0.0101);
    }
  });

  it('takes calls that took no time', () => {
    expect(tallyOf(Array.from({ length: 30_000 }, () => 0)).latency).toMatchObject({ p50: 0, p95: 0, max: 0 });
  });
});
