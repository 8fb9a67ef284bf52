import { describe, expect, it } from '@jest/globals';
import { friedman, nemenyiDifference } from './friedman.ts';

describe('Friedman’s test', () => {
  const columns = (...rows: number[][]): Float64Array[] => rows.map((row) => Float64Array.from(row));

  it('gives nothing for two runs, for one sample, and where all scores are tied', () => {
    expect(friedman(columns([1, 2], [2, 1]), false)).toBeNull();
    expect(friedman(columns([1], [2], [3]), false)).toBeNull();
    expect(friedman(columns([1, 1], [1, 1], [1, 1]), false)).toBeNull();
  });

  it('has no finite F where every sample ranks the runs alike', () => {
    expect(friedman(columns([1, 1, 1], [2, 2, 2], [3, 3, 3]), false)).toMatchObject({
      f: null,
      pF: 0,
      averageRanks: [3, 2, 1],
    });
  });

  it('has a critical difference from 2 to 20 runs', () => {
    expect(nemenyiDifference(21, 100, 0.05)).toBeNull();
    expect(nemenyiDifference(20, 100, 0.1)).toBeCloseTo(3.319233 * Math.sqrt(420 / 600), 6);
    expect(nemenyiDifference(3, 0, 0.05)).toBeNull();
  });
});
