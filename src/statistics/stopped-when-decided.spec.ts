import { describe, expect, it } from '@jest/globals';
import { compareRuns } from './compare.ts';
import type { CompletedPair } from './missing-scores.ts';
import type { ScoredRun } from './scored-run.ts';

function run(runId: string, scores: readonly number[]): ScoredRun {
  const ids = scores.map((_, i) => `s${String(i).padStart(3, '0')}`);
  return { runId, ids, metrics: new Map([['m', Float64Array.from(scores)]]) };
}

const base = run('base', Array<number>(30).fill(0));
const stopped = run('new', Array<number>(20).fill(1));

function compared(runs: readonly ScoredRun[], stoppedBy: Readonly<Record<string, string>>): CompletedPair {
  return compareRuns({ runs, margin: 0.1, stoppedBy: new Map(Object.entries(stoppedBy)) }).pairs[0]!;
}

describe('a comparison with a run that its live comparison stopped', () => {
  it('gives the numbers, no verdict, and the comparison whose verdict holds', () => {
    const pair = compared([stopped, base], { new: 'c1' });
    expect(pair).toMatchObject({ n: 20, delta: 1, p: 2 ** -19, verdict: 'inconclusive', winner: null, significant: false });
    expect(pair.equivalence).toMatchObject({ equivalent: false, isANonInferior: false, isBNonInferior: false });
    expect(pair.warnings[0]).toMatchObject({ code: 'stopped-when-decided' });
    expect(pair.warnings[0]?.message).toMatch(
      /^Run "new" ended because its live comparison was decided.*GET \/api\/comparisons\/c1\.$/,
    );
  });

  it('is no other one where the run covers all of the other, which was not stopped', () => {
    const short = run('base', Array<number>(20).fill(0));
    expect(compared([stopped, short], { new: 'c1' })).toMatchObject({ verdict: 'a_better' });
    const both = compared([stopped, short], { new: 'c1', base: 'c2' });
    expect(both).toMatchObject({ verdict: 'inconclusive' });
    expect(both.warnings[0]?.message).toMatch(/^Runs "new" and "base" ended.*comparisons\/c1, GET \/api\/comparisons\/c2\.$/);
  });
});
