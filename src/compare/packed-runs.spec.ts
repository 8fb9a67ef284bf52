import { describe, expect, it } from '@jest/globals';
import { type ScoredColumns, scoredRun } from '../domain/scored-columns.ts';
import { textListBytes } from '../domain/text-list.ts';
import type { RepeatedScores } from '../statistics/scored-run.ts';
import { packRuns, transferList, unpackRuns } from './packed-runs.ts';

function run(runId: string, size: number, cluster: string | null = null): ScoredColumns {
  const numbers = Array.from({ length: size }, (_, i) => i);
  return {
    runId,
    size,
    digest: `of ${size}`,
    ids: textListBytes(numbers.map((i) => `"${i}"\n`)),
    datasetRows: Int32Array.from(numbers),
    metrics: new Map([
      ['a', Float64Array.from(numbers)],
      ['b', Float64Array.from(numbers, (i) => i / 2)],
    ]),
    clusters: cluster === null ? null : textListBytes(numbers.map(() => cluster)),
    invalid: new Map(),
    duplicates: { count: 0, ids: [] },
    repeats: new Map(['a', 'b'].map((metric) => [metric, repeatedOf(size)])),
  };
}

function repeatedOf(size: number): RepeatedScores {
  return { counts: new Float64Array(size).fill(2), squares: new Float64Array(size).fill(0.5) };
}

describe('packed runs', () => {
  it('come out as they went in, after a way between threads', () => {
    const runs = [run('x', 45_000, 'c'), run('y', 45_000), run('z', 3)];
    const expected = runs.map((columns) => scoredRun(structuredClone(columns)));
    const packed = packRuns(runs, ['b'], { clustered: true });
    const received = unpackRuns(structuredClone(packed, { transfer: transferList(packed) }));
    expect(received).toEqual(
      expected.map(({ metrics, repeats, ...rest }) => {
        return { ...rest, metrics: new Map([['b', metrics.get('b')]]), repeats: new Map([['b', repeats?.get('b')]]) };
      }),
    );
  });

  it('carry equal lists of ids once, and unpack them once', () => {
    const packed = packRuns([run('x', 3), run('y', 3), run('z', 2)], ['a'], { clustered: false });
    expect(packed.idLists).toHaveLength(2);
    const [x, y, z] = unpackRuns(packed);
    expect(x?.ids).toBe(y?.ids);
    expect([x?.ids.length, z?.ids.length]).toEqual([3, 2]);
  });

  it('carry no clusters where none are compared, and NaN for a metric that a run lacks', () => {
    const [received] = unpackRuns(packRuns([run('x', 2, 'c')], ['a', 'c'], { clustered: false }));
    expect(received?.clusters).toBeUndefined();
    expect(received?.metrics.get('c')).toEqual(Float64Array.of(NaN, NaN));
  });
});
