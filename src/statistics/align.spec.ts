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

  describe('over one dataset', () => {
    /** A sample with the number of its row as its score. */
    const over = (runId: string, datasetRows: readonly number[]): ScoredRun => ({
      ...run(
        runId,
        datasetRows.map((row) => ['x', row]),
      ),
      datasetRows: Int32Array.from(datasetRows),
    });
    const columns = (...runs: ScoredRun[]) => runs.map((_, side) => [...alignedColumn(alignRuns(runs), side, 'm')]);

    it('pair equal rows by their numbers', () => {
      expect(columns(over('a', [7]), over('b', [3, 7, 9]))).toEqual([
        [NaN, 7, NaN],
        [3, 7, 9],
      ]);
      expect(columns(over('a', [3, 9]), over('b', [3, 7]))).toEqual([
        [3, 9],
        [3, 7],
      ]);
    });

    it('do so in the same order when they change places', () => {
      const [a, b] = [over('a', [3, 9]), over('b', [1, 3])];
      expect(columns(b, a)).toEqual(columns(a, b).toReversed());
    });

    it('pair the n-th with the n-th where one of them has no numbers', () => {
      const { datasetRows: _, ...unnumbered } = over('a', [7]);
      expect(columns(unnumbered, over('b', [3, 7]))).toEqual([
        [7, NaN],
        [3, 7],
      ]);
    });
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
