import { describe, expect, it } from '@jest/globals';
import { compareRuns } from './compare.ts';
import type { PairComparison } from './judge-pairs.ts';
import { metricPower, type MetricQuestion } from './metric-power.ts';
import type { ScoredRun } from './scored-run.ts';

/** Forty rows, of which every example comes `times` times. */
function repeated(times: number): readonly string[] {
  return Array.from({ length: 40 }, (_, row) => `e${String(Math.floor(row / times)).padStart(2, '0')}`);
}

function run(runId: string, ids: readonly string[], score: (row: number) => number, clusters?: readonly string[]): ScoredRun {
  const scores = Float64Array.from(ids, (_, row) => score(row));
  return { runId, ids, metrics: new Map([['m', scores]]), ...(clusters && { clusters }) };
}

const better = (row: number): number => 0.5 + 0.1 * (row % 4);
const worse = (row: number): number => 0.4 + 0.1 * (row % 3);

function compared(ids: readonly string[], options = {}, clusters?: readonly string[]): PairComparison {
  const runs = [run('a', ids, better, clusters), run('b', ids, worse, clusters)];
  return compareRuns({ runs, ...options }).pairs[0] as PairComparison;
}

const equalRows = ({ warnings }: PairComparison): string | undefined =>
  warnings.find(({ code }) => code === 'equal-rows')?.message;

describe('rows of a dataset that are equal', () => {
  it('are one cluster each, with a warning that counts them', () => {
    const found = compared(repeated(4));
    expect(found).toMatchObject({ n: 40, method: 'cluster-sign-flip', clustered: { clusters: 10 } });
    expect(equalRows(found)).toContain('10 of the 40');
  });

  it('leave means and the difference to the rows', () => {
    const [equal, distinct] = [compared(repeated(4)), compared(repeated(1))];
    expect([equal.meanA, equal.meanB, equal.delta, equal.n]).toEqual([
      distinct.meanA,
      distinct.meanB,
      distinct.delta,
      distinct.n,
    ]);
  });

  it('are nothing of the kind where all rows are distinct', () => {
    const found = compared(repeated(1));
    expect(found).toMatchObject({ method: 'sign-flip', clustered: null });
    expect(equalRows(found)).toBeUndefined();
  });

  it('are compared as distinct where no two of the compared ones are equal', () => {
    const ids = [...repeated(1).slice(0, 39), repeated(1)[38]!];
    const a = run('a', ids, (row) => (row === 39 ? NaN : better(row)));
    const found = compareRuns({ runs: [a, run('b', ids, worse)] }).pairs[0] as PairComparison;
    expect(found).toMatchObject({ n: 39, method: 'sign-flip' });
    expect(equalRows(found)).toBeUndefined();
  });

  it('are grouped as cluster_by says instead', () => {
    const own = repeated(4).map((_, row) => `c${row % 20}`);
    const found = compared(repeated(4), { clustered: true }, own);
    expect(found.clustered?.clusters).toBe(20);
    expect(equalRows(found)).toBeUndefined();
  });

  it('that are all the same one can decide nothing', () => {
    const found = compared(repeated(40));
    expect(found).toMatchObject({ p: null, verdict: 'insufficient_data' });
    expect(equalRows(found)).toContain('1 of the 40');
  });

  it('make a plan as careful', () => {
    const question: MetricQuestion = {
      rates: { alpha: 0.05, power: 0.8 },
      ...{
        n: null,
        delta: null,
        margin: null,
        repeats: null,
        hypotheses: 1,
        correlation: 0,
        clustered: false,
        ranges: new Map(),
      },
    };
    const ask = (ids: readonly string[]) => {
      const runs = [run('a', ids, (row) => better(Math.floor(row / 4))), run('b', ids, (row) => worse(Math.floor(row / 4)))];
      return metricPower(runs, 'm', question);
    };
    expect(ask(repeated(4)).designEffect).toBeGreaterThan(2);
    expect(ask(repeated(1)).designEffect).toBeNull();
  });
});
