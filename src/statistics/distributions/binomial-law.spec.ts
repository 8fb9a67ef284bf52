import { describe, expect, it } from '@jest/globals';
import { binomialLaw, binomialMass } from './binomial-law.ts';

describe('the binomial law', () => {
  it.each([
    [10, 0.3],
    [1000, 0.001],
    [100_000, 0.2],
    [7, 0.999],
  ])('of %i tries with the share %d adds up to 1, with its mean and variance', (n, share) => {
    const { low, masses } = binomialLaw(n, share);
    let [total, mean, square] = [0, 0, 0];
    masses.forEach((mass, i) => {
      total += mass;
      mean += mass * (low + i);
      square += mass * (low + i - n * share) ** 2;
    });
    expect(total).toBeCloseTo(1, 11);
    expect(mean / (n * share)).toBeCloseTo(1, 10);
    expect(square / (n * share * (1 - share))).toBeCloseTo(1, 10);
  });

  it('has masses of small whole ratios, and none outside of what is possible', () => {
    expect(binomialMass(2, 4, 0.25)).toBeCloseTo(27 / 128, 14);
    expect([binomialMass(-1, 4, 0.5), binomialMass(5, 4, 0.5)]).toEqual([0, 0]);
    expect(binomialMass(3, 3, 1)).toBe(1);
    expect(binomialMass(0, 3, 0)).toBe(1);
  });

  it('is certain where every try succeeds', () => {
    expect(binomialLaw(5, 1)).toEqual({ low: 5, masses: Float64Array.of(1) });
  });
});
