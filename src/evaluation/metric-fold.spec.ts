import { describe, expect, it } from '@jest/globals';
import { MetricFold } from './metric-fold.ts';

const INFO = { name: 'correct', description: 'It is right.', kind: 'programmatic' } as const;

describe('MetricFold', () => {
  it('knows mean, spread and number of examples at any time, also after looks that were made again', () => {
    const fold = new MetricFold(true);
    // Far from 0, where plain sums of squares lose all digits.
    const scores = [1e9 + 1, 1e9 + 3, 1e9 + 2, 1e9 + 7];
    for (const [trial, score] of scores.entries()) {
      fold.add(INFO, score, { trial, example: trial >> 1, look: 0 });
      expect(fold.running.sd).toBeCloseTo(fold.overExamples.sd ?? NaN, 6);
      expect({ ...fold.running, sd: 0 }).toEqual({ ...fold.overExamples, sd: 0 });
    }
    fold.add(INFO, 1e9 + 20, { trial: 3, example: 1, look: 0 });
    expect(fold.running).toEqual({ mean: 1e9 + 6.5, sd: expect.closeTo(Math.SQRT1_2 * 9, 6), n: 2 });
    fold.forget(3, 1);
    expect(fold.running).toEqual({ mean: 1e9 + 2, sd: 0, n: 2 });
  });

  it('knows whether all trials are right or wrong, also after looks that were made again', () => {
    const fold = new MetricFold(true);
    const add = (trial: number, look: number, score: number): void => {
      fold.add(INFO, score, { trial, example: trial >> 1, look });
    };
    add(0, 0, 1);
    add(1, 0, 0);
    expect(fold.bounds).toEqual({ isNormalized: true, binaryScores: 2 });
    add(1, 1, 1);
    expect(fold.bounds).toEqual({ isNormalized: true, binaryScores: null });
    add(1, 1, 0);
    add(2, 0, 7);
    expect(fold.bounds).toEqual({ isNormalized: false, binaryScores: null });
    fold.forget(2, 1);
    expect(fold.bounds).toEqual({ isNormalized: true, binaryScores: 2 });
    fold.close();
    expect(fold.bounds).toEqual({ isNormalized: true, binaryScores: 2 });
  });

  it('has no spread before the first score', () => {
    expect(new MetricFold(false).running).toEqual({ mean: null, sd: null, n: 0 });
  });
});
