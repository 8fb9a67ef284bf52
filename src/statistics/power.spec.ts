import { describe, expect, it } from '@jest/globals';
import {
  clusteredMinimumDetectableEffect,
  minimumDetectableEffect,
  minimumDetectableEffectT,
  powerPlan,
  requiredSamples,
  requiredSamplesT,
  tTestPower,
} from './power.ts';

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

describe('power', () => {
  it('is α where there is no difference, and grows with it', () => {
    expect(tTestPower(1, 20, 0)).toBeCloseTo(0.05, 10);
    expect(tTestPower(1, 20, 0.5)).toBeLessThan(tTestPower(1, 20, 0.6));
  });

  it('reaches what was asked for at the sample size that it names, and not one sample before', () => {
    const n = requiredSamplesT(0.4, 0.1, { alpha: 0.01, power: 0.9 }) ?? NaN;
    expect(tTestPower(0.4, n, 0.1, 0.01)).toBeGreaterThanOrEqual(0.9);
    expect(tTestPower(0.4, n - 1, 0.1, 0.01)).toBeLessThan(0.9);
  });

  it('is undefined without spread, samples, or a difference', () => {
    expect(minimumDetectableEffect(0, 100)).toBeNull();
    expect(minimumDetectableEffect(1, 0)).toBeNull();
    expect(minimumDetectableEffectT(1, 2)).toBeNull();
    expect(requiredSamples(1, 0)).toBeNull();
    expect(requiredSamplesT(1, 0)).toBeNull();
    expect(clusteredMinimumDetectableEffect(0.1, 1)).toBeNull();
  });

  it('asks for more of few clusters than of many', () => {
    expect(clusteredMinimumDetectableEffect(0.1, 5)).toBeGreaterThan(clusteredMinimumDetectableEffect(0.1, 500) ?? NaN);
  });
});
