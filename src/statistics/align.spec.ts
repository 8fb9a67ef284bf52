import { describe, expect, it } from '@jest/globals';
import { alignedColumn, alignRuns } from './align.ts';
import type { ScoredRun } from './scored-run.ts';

function run(runId: string, samples: readonly (readonly [id: string, score: number])[]): ScoredRun {
  return { runId, ids: samples.map(([id]) => id), metrics: new Map([['m', Float64Array.from(samples, ([, score]) => score)]]) };
}

describe('runs put side by side', () => {
  it('pair the n-th of equal ids with the n-th', () => {
    const alignment = alignRuns([
      run('one', [
        ['a', 0.1],
        ['x', 0.2],
        ['x', 0.3],
        ['x', 0.4],
      ]),
      run('other', [
        ['b', 0.5],
        ['x', 0.6],
        ['x', 0.7],
      ]),
    ]);
    expect(alignment.ids).toEqual(['a', 'b', 'x', 'x', 'x']);
    expect([0, 1].map((side) => [...alignedColumn(alignment, side, 'm')])).toEqual([
      [0.1, NaN, 0.2, 0.3, 0.4],
      [NaN, 0.5, 0.6, 0.7, NaN],
    ]);
  });

  it('must each have their ids in ascending order', () => {
    expect(() =>
      alignRuns([
        run('one', [
          ['b', 0],
          ['a', 0],
        ]),
      ]),
    ).toThrow('The sample ids of run one must ascend');
  });
});
