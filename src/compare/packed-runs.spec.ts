import { describe, expect, it } from '@jest/globals';
import { scoreColumns } from '../statistics/score-columns.fixture.ts';
import type { ScoredRun } from '../statistics/scored-run.ts';
import { packRuns, transferList, unpackRuns } from './packed-runs.ts';

function run(runId: string, size: number, cluster: string | null = null): ScoredRun {
  const records = Array.from({ length: size }, (_, i) => ({ id: `"${i}"\n`, scores: { a: i, b: i / 2 }, cluster }));
  return scoreColumns(runId, records);
}

describe('packed runs', () => {
  it('come out as they went in, after a way between threads', async () => {
    const runs = [run('x', 45_000, 'c'), run('y', 45_000), run('z', 3)];
    const packed = await packRuns(runs, ['b'], true);
    const received = unpackRuns(structuredClone(packed, { transfer: transferList(packed) }));
    expect(received.map(({ ids }) => ids)).toEqual(runs.map(({ ids }) => ids));
    expect(received.map(({ clusters }) => clusters)).toEqual(runs.map(({ clusters }) => clusters));
    expect(received.map(({ metrics }) => [...metrics.keys()])).toEqual([['b'], ['b'], ['b']]);
    expect(received[0]?.metrics.get('b')).toEqual(runs[0]?.metrics.get('b'));
    expect(received[0]?.duplicates).toEqual({ count: 0, ids: [] });
  });

  it('leave the columns of the store alone', async () => {
    const runs = [run('x', 3), run('y', 3)];
    const packed = await packRuns(runs, ['a'], false);
    structuredClone(packed, { transfer: transferList(packed) });
    expect(runs[0]?.metrics.get('a')).toEqual(new Float64Array([0, 1, 2]));
  });

  it('carry equal lists of ids once', async () => {
    const packed = await packRuns([run('x', 3), run('y', 3), run('z', 2)], ['a'], false);
    expect(packed.idLists).toHaveLength(2);
    expect(packed.runs.map(({ idList }) => idList)).toEqual([0, 0, 1]);
    expect(packed.runs.every(({ clusters }) => clusters === null)).toBe(true);
  });
});
