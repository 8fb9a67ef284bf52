import { describe, expect, it } from '@jest/globals';
import { powerPlan } from './power-plan.ts';

const rates = { alpha: 0.05, power: 0.8 };

describe('a power plan', () => {
  it('finds the difference with the power that was asked for, at the size that it names', () => {
    const { requiredSamples } = powerPlan(0.09, { delta: 0.03, n: 1000, rates });
    expect(requiredSamples).toBe(787);
    expect(powerPlan(0.09, { delta: 0.03, n: 787, rates }).achievedPower).toBeGreaterThanOrEqual(0.8);
    expect(powerPlan(0.09, { delta: 0.03, n: 786, rates }).achievedPower).toBeLessThan(0.8);
  });

  it('names the smallest difference that so many samples find', () => {
    const { minimumDetectableEffect } = powerPlan(0.09, { delta: null, n: 1000, rates });
    expect(minimumDetectableEffect).toBeCloseTo(0.026603722678276338, 12);
    expect(powerPlan(0.09, { delta: minimumDetectableEffect, n: 1000, rates }).achievedPower).toBeCloseTo(0.8, 9);
  });

  it('goes on smoothly where the normal distribution takes over', () => {
    const at = (n: number) => powerPlan(1, { delta: 0.01, n, rates });
    expect(at(100_001).achievedPower).toBeCloseTo(at(100_000).achievedPower ?? NaN, 4);
    expect(at(100_001).minimumDetectableEffect).toBeCloseTo(at(100_000).minimumDetectableEffect ?? NaN, 6);
    expect(powerPlan(1, { delta: 1e-3, n: 3, rates }).requiredSamples).toBe(7_848_880);
  });

  it('plans nothing without variance, and names no number that can not be counted', () => {
    const nothing = { requiredSamples: null, minimumDetectableEffect: null, achievedPower: null };
    expect(powerPlan(0, { delta: 0.1, n: 100, rates })).toEqual(nothing);
    expect(powerPlan(1, { delta: 1e-9, n: 100, rates }).requiredSamples).toBeNull();
  });
});
