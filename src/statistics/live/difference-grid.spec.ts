import { describe, expect, it } from '@jest/globals';
import { differenceGrid } from './difference-grid.ts';

/** It tells nothing of any difference. */
const DRAW = { value: 0, mean: 0, slope: 0, lowest: -1, highest: 1, floor: -1, ceiling: 1 };

/** Of a grid of which the lowest candidates, or the highest, are excluded. */
function ends(isExcluded: (i: number) => boolean): readonly number[] {
  const open = Array.from({ length: 401 }, (_, i) => (isExcluded(i) ? null : [0]));
  const grid = differenceGrid([3], { open, intervals: [[-1, 1]] });
  grid.add(DRAW);
  return grid.intervals()[0] ?? [];
}

describe('differenceGrid', () => {
  it('ends at 0, not almost there, one step beyond the last candidate that remains', () => {
    expect(ends((i) => i <= 200)).toEqual([0, 1]);
    expect(ends((i) => i >= 200)).toEqual([-1, 0]);
    expect(ends((i) => i <= 240)).toEqual([0.2, 1]);
  });
});
