import { describe, expect, it } from '@jest/globals';
import { binAt, rangeOfBins, spanOfRange } from './brush.ts';

const BINS = { from: 0, to: 1, count: 20 };

describe('a range of a distribution', () => {
  it('finds the bin under the pointer, and the nearest beyond the ends', () => {
    expect([-0.2, 0, 0.49, 0.5, 1, 1.3].map((share) => binAt(share, 20))).toEqual([0, 0, 9, 10, 19, 19]);
  });

  it('goes from where the first bin begins to where the last ends, without digits that nobody chose', () => {
    expect(rangeOfBins([3, 5], BINS)).toEqual([0.15, 0.3]);
    expect(rangeOfBins([17, 19], BINS)).toEqual([0.85, 1]);
  });

  it('is none where all bins are chosen', () => {
    expect(rangeOfBins([0, 19], BINS)).toBeNull();
  });

  it('is the same bins again when it comes from the address', () => {
    for (const span of [
      [0, 0],
      [3, 5],
      [6, 6],
      [17, 19],
      [19, 19],
    ] as const)
      expect(spanOfRange(rangeOfBins(span, BINS) ?? [0, 1], BINS)).toEqual(span);
  });

  it('stays within the bins', () => {
    expect(spanOfRange([-5, 0.01], BINS)).toEqual([0, 0]);
    expect(spanOfRange([2, 3], BINS)).toEqual([19, 19]);
    expect(spanOfRange([1, 1], { from: 1, to: 1, count: 20 })).toEqual([0, 19]);
  });
});
