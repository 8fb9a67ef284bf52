import { describe as group, expect, it } from '@jest/globals';
import { compareRuns } from './compare.ts';
import type { ComparisonOptions } from './comparison-request.ts';
import { golden } from './golden.fixture.ts';
import type { MetricReport } from './metric-report.ts';
import { scoreColumns } from './score-columns.fixture.ts';

type Repeated = readonly (readonly number[])[];

/** The report on two runs of the same scores: a list for each sample. */
function reportOf(scores: Repeated, options: ComparisonOptions, cluster?: readonly string[]): MetricReport {
  const records = scores.flatMap((of, i) =>
    of.map((m) => ({ id: `s${String(i).padStart(3, '0')}`, scores: { m }, cluster: cluster?.[i] ?? null })),
  );
  const runs = [scoreColumns('a', records), scoreColumns('b', records)];
  const report = compareRuns({ ...options, runs, clustered: cluster !== undefined });
  const [pair] = report.pairs;
  const [metric] = report.metrics;
  expect([pair?.intervalA, pair?.intervalB]).toEqual([metric?.means[0]?.interval, metric?.means[1]?.interval]);
  return metric!;
}

group('the interval of a mean', () => {
  it.each(golden('mean_interval'))('meets the golden case %s', (_, { input, expected }) => {
    const ranges = new Map([['m', [input.lo, input.hi] as const]]);
    const [found] = reportOf(input.scores, { ranges }, input.cluster).means;
    expect(found?.intervalMethod).toBe(expected.interval_method);
    expect(found?.mean).toBeCloseTo(expected.mean, 12);
    expect(found?.standardError).toBeCloseTo(expected.standard_error, 12);
    expect(found?.interval?.[0]).toBeCloseTo(expected.interval[0], 9);
    expect(found?.interval?.[1]).toBeCloseTo(expected.interval[1], 9);
  });

  it('is Student’s where the range is unknown, and there is none of one sample or one cluster', () => {
    const scores = [[2.5], [1.5], [4], [3]];
    expect(reportOf(scores, {}).means[0]).toMatchObject({ intervalMethod: 't' });
    expect(reportOf([[0.5]], {}).means[0]).toMatchObject({ intervalMethod: null, interval: null });
    expect(reportOf(scores, {}, ['d', 'd', 'd', 'd']).means[0]).toMatchObject({ standardError: null, interval: null });
  });

  it('does not collapse where all scores are the same in the middle of the range', () => {
    const ranges = new Map([['m', [0, 1] as const]]);
    const { interval } = reportOf(new Array<number[]>(20).fill([0.5]), { ranges }).means[0]!;
    expect(interval![0]).toBeGreaterThan(0.2);
    expect(interval![0]).toBeLessThan(0.4);
    expect(interval![1]).toBeCloseTo(1 - interval![0], 12);
  });
});
