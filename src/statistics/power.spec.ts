import { describe, expect, it } from '@jest/globals';
import { minimumDetectableEffect, minimumDetectableEffectT, requiredSamples, requiredSamplesT, tTestPower } from './power.ts';

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
  });
});
