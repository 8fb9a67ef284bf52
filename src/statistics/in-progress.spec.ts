import { describe, expect, it } from '@jest/globals';
import { compareRuns } from './compare.ts';
import type { CompletedPair } from './missing-scores.ts';
import type { ScoredRun } from './scored-run.ts';

function run(runId: string, scores: readonly number[]): ScoredRun {
  const ids = scores.map((_, i) => `s${String(i).padStart(3, '0')}`);
  return { runId, ids, metrics: new Map([['m', Float64Array.from(scores)]]) };
}

const better = run('better', Array<number>(30).fill(1));
const worse = run('worse', Array<number>(30).fill(0));
const started = run('worse', Array<number>(20).fill(0));

function compared(runs: readonly ScoredRun[], inProgress: Readonly<Record<string, boolean>>): CompletedPair {
  const finals = Object.entries(inProgress).map(([runId, areScoresFinal]) => [runId, { areScoresFinal }] as const);
  return compareRuns({ runs, inProgress: new Map(finals) }).pairs[0]!;
}

const isWarned = ({ warnings }: CompletedPair): boolean => warnings.some(({ code }) => code === 'in-progress');

describe('a comparison with a run in progress', () => {
  it('gives the numbers, and no verdict, winner or significance', () => {
    const pair = compared([better, started], { worse: true });
    expect(pair).toMatchObject({
      n: 20,
      delta: 1,
      verdict: 'inconclusive',
      winner: null,
      significant: false,
      negligible: false,
    });
    expect(pair.p).toBe(2 ** -19);
    expect(pair.warnings[0]).toMatchObject({ code: 'in-progress' });
    expect(pair.warnings[0]?.message).toContain('Run "worse" is still in progress');
  });

  it.each([
    ['its final scores cover the run that is complete', [better, worse], { worse: true }, false],
    ['its scores may still change', [better, worse], { worse: false }, true],
    ['both runs are in progress', [better, worse], { better: true, worse: true }, true],
    ['one of its samples has no score', [better, run('worse', [NaN, ...Array<number>(29).fill(0)])], { worse: true }, true],
    ['the run that is complete is the smaller one', [run('better', [1, 1, 1, 1, 1, 1]), worse], { worse: true }, false],
  ] as const)('warns or not where %s', (_, runs, inProgress, expected) => {
    const pair = compared(runs, inProgress);
    expect(isWarned(pair)).toBe(expected);
    expect(pair.verdict).toBe(expected ? 'inconclusive' : 'a_better');
  });

  it('mirrors when the runs are swapped', () => {
    const pair = compared([started, better], { worse: true });
    expect(pair).toMatchObject({ verdict: 'inconclusive', winner: null });
    expect(isWarned(pair)).toBe(true);
  });
});
