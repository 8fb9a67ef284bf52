import { describe, expect, it } from '@jest/globals';
import { compareRuns } from './compare.ts';
import type { MetricReport } from './metric-report.ts';
import type { PassK } from './pass-k.ts';
import { scoreColumns } from './score-columns.fixture.ts';
import type { ScoredRun } from './scored-run.ts';

/** A run with these tries of the samples s0, s1, …; `undefined` is a try without a score. */
function run(runId: string, samples: readonly (readonly (number | undefined)[])[]): ScoredRun {
  return scoreColumns(
    runId,
    samples.flatMap((tries, i) => tries.map((m) => ({ id: `s${i}`, scores: { m }, cluster: `c${i >> 1}` }))),
  );
}

const A = run('a', [
  [1, 1, 1],
  [0, 1, 1],
  [0, 0, 1],
  [0, 0, 0],
]);

function reportOf(b: ScoredRun, options: object = {}): MetricReport {
  return compareRuns({ runs: [A, b], passK: [1, 3, 4], ...options }).metrics[0]!;
}

const passKs = (report: MetricReport, place: number): readonly PassK[] => report.means[place]?.passK ?? [];

describe('pass@k of a run', () => {
  it('is of the repeats of each sample', () => {
    const [one, three] = passKs(reportOf({ ...A, runId: 'b' }), 0);
    expect(one).toMatchObject({ k: 1, problems: 4, tooFewTries: 0 });
    expect(one?.passAtK?.mean).toBeCloseTo(0.5, 12);
    expect(one?.passHatK).toEqual(one?.passAtK);
    expect(three).toMatchObject({ k: 3, problems: 4, tooFewTries: 0, passAtK: { mean: 0.75 }, passHatK: { mean: 0.25 } });
    expect(three?.passAtK?.standardError).toBeCloseTo(0.25, 12);
  });

  it('leaves out samples with fewer tries than k, and is null where all have fewer', () => {
    const b = run('b', [[1], [1, 1, 1], [0, undefined, 0], [0, 0, 0]]);
    const [one, three, four] = passKs(reportOf(b), 1);
    expect(one).toMatchObject({ problems: 4, tooFewTries: 0, passAtK: { mean: 0.5 } });
    expect(three).toMatchObject({ problems: 2, tooFewTries: 2, passAtK: { mean: 0.5 }, passHatK: { mean: 0.5 } });
    expect(four).toEqual({ k: 4, problems: 0, tooFewTries: 4, passAtK: null, passHatK: null });
  });

  it.each<[string, ScoredRun, object]>([
    ['repeats', A, {}],
    ['repeats in clusters', A, { clustered: true }],
    ['one try each', run('a', [[1], [1], [0], [1]]), {}],
    [
      'tries that all fail',
      run('a', [
        [0, 0],
        [0, 0],
        [0, 0],
        [0, 0],
      ]),
      {},
    ],
  ])('is with k = 1 the mean, with its interval, of %s', (_what, a, options) => {
    const [mean] = compareRuns({ runs: [a, { ...a, runId: 'b' }], passK: [1], ...options }).metrics[0]!.means;
    expect(mean?.passK?.[0]?.passAtK).toMatchObject({ interval: mean?.interval, standardError: mean?.standardError });
    expect(mean?.interval).not.toBeNull();
  });

  it('takes a sample without repeats as one try', () => {
    const [one, three] = passKs(reportOf(run('b', [[1], [1], [1], [0]])), 1);
    expect(one).toMatchObject({ problems: 4, passAtK: { mean: 0.75 }, passHatK: { mean: 0.75 } });
    expect(three).toMatchObject({ problems: 0, tooFewTries: 4, passAtK: null, passHatK: null });
  });

  it.each<readonly [string, (number | undefined)[][]]>([
    ['a score between 0 and 1', [[1], [1], [1], [0.5]]],
    ['a score next to 0', [[1], [1], [1], [1e-12]]],
    ['scores whose mean could be of 0 and 1', [[0.5, 0.5], [1], [1], [0]]],
    ['scores that spread as 0 and 1 do, elsewhere', [[-1, 0], [1], [1], [0]]],
    ['scores beyond 1', [[2, 2], [1], [1], [0]]],
  ])('is in no run where one has %s, with a warning', (_what, samples) => {
    const report = reportOf(run('b', samples));
    expect(report.means.map(({ passK }) => passK)).toEqual([null, null]);
    expect(report.warnings).toMatchObject([
      { code: 'not-binary', message: expect.stringMatching(/other scores are in "b"\.$/) },
    ]);
  });

  it('counts the tries that score 0 where lower is better', () => {
    const [, three] = passKs(reportOf({ ...A, runId: 'b' }, { lowerIsBetter: ['m'] }), 0);
    expect(three).toMatchObject({ passAtK: { mean: 0.75 }, passHatK: { mean: 0.25 } });
    const [one] = passKs(reportOf(run('b', [[1], [1], [1], [0]]), { lowerIsBetter: ['m'] }), 1);
    expect(one).toMatchObject({ passAtK: { mean: 0.25 } });
  });

  it('has the standard error of clusters', () => {
    const [, three] = passKs(reportOf({ ...A, runId: 'b' }, { clustered: true }), 0);
    expect(three?.passAtK).toMatchObject({ mean: 0.75, standardError: 0.25 });
    const [one] = passKs(reportOf({ ...A, runId: 'b' }, { clustered: true }), 0);
    expect(one?.passAtK?.standardError).toBeCloseTo(1 / 3, 12);
    expect(passKs(reportOf({ ...A, runId: 'b' }), 0)[0]?.passAtK?.standardError).toBeCloseTo(0.2151657, 6);
  });

  it('is null without being asked for, and where no sample is shared', () => {
    expect(reportOf({ ...A, runId: 'b' }, { passK: undefined }).means[0]?.passK).toBeNull();
    const stranger = { ...run('b', [[1]]), ids: ['elsewhere'] };
    expect(passKs(reportOf(stranger), 0)[0]).toEqual({ k: 1, problems: 0, tooFewTries: 0, passAtK: null, passHatK: null });
  });

  it.each([[[]], [[0]], [[1, 1]], [[1.5]], [[10_001]], [[NaN]], [Array.from({ length: 11 }, (_, i) => i + 1)]])(
    'refuses %j',
    (passK) => {
      expect(() => reportOf({ ...A, runId: 'b' }, { passK })).toThrow(
        'pass_k must be a list of up to 10 different whole numbers',
      );
    },
  );

  it('is refused with tasks', () => {
    const tasks = [{ name: 't', runIds: ['a', 'b'] }];
    expect(() => reportOf({ ...A, runId: 'b' }, { tasks })).toThrow('pass_k does not go with tasks');
  });
});
