import { describe, expect, it } from '@jest/globals';
import { bestSet } from '../statistics/best-set.ts';
import type { Verdict } from '../statistics/verdict.ts';
import { bestSentence, standing } from './best-sentence.ts';
import type { ReportedMetric } from './comparison-report.ts';

type Pair = readonly [a: string, b: string, winner: string];

function situation(means: Readonly<Record<string, number>>, pairs: readonly Pair[], changes: Partial<ReportedMetric> = {}) {
  const runIds = Object.keys(means);
  const set = bestSet(
    runIds,
    pairs.map(([runA, runB, winner]) => ({ runA, runB, winner: winner === '' ? null : winner })),
  );
  const summary: ReportedMetric = {
    metric: 'accuracy',
    lower_is_better: false,
    n: 92,
    means: runIds.map((run_id) => ({ run_id, mean: means[run_id] ?? null, interval: null, standard_error: null })),
    best_run: runIds[0] ?? null,
    may_be_best: set.mayBeBest,
    beaten_by: Object.fromEntries(set.beatenBy),
    warnings: [],
    ...changes,
  };
  const verdictOf = ([a, , winner]: Pair): Verdict => (winner === '' ? 'inconclusive' : winner === a ? 'a_better' : 'b_better');
  return { summary, judged: pairs.map((pair) => ({ verdict: verdictOf(pair), winner: pair[2] === '' ? 'tie' : pair[2] })) };
}

const OPEN: readonly Pair[] = [
  ['alpha', 'beta', ''],
  ['alpha', 'gamma', ''],
  ['beta', 'gamma', ''],
];
const MEANS = { alpha: 0.73, beta: 0.6, gamma: 0.6 };

function sentence(...args: Parameters<typeof situation>): string {
  const { summary, judged } = situation(...args);
  return bestSentence(summary, judged);
}

describe('the sentence on many runs', () => {
  it('says that any of them may be the best where no pair has a winner, whatever leads', () => {
    expect(sentence(MEANS, OPEN)).toBe(
      'In “accuracy”, alpha, beta and gamma may each be the best: these data can’t tell them apart (means 0.73, 0.6 and 0.6 over 92 samples).',
    );
  });

  it('says that one is better than every other run where it wins all of its pairs', () => {
    const pairs: Pair[] = [
      ['alpha', 'beta', 'alpha'],
      ['alpha', 'gamma', 'alpha'],
      ['beta', 'gamma', ''],
    ];
    expect(sentence(MEANS, pairs)).toBe('In “accuracy”, alpha is better than every other run (mean 0.73 over 92 samples).');
    const { summary } = situation(MEANS, pairs);
    expect(['alpha', 'beta'].map((runId) => standing(summary, runId))).toEqual([
      'better than every other run',
      'beaten by alpha',
    ]);
  });

  it('says less of one that is merely left over', () => {
    const pairs: Pair[] = [
      ['alpha', 'beta', 'alpha'],
      ['alpha', 'gamma', ''],
      ['beta', 'gamma', 'beta'],
    ];
    expect(sentence(MEANS, pairs)).toBe(
      'In “accuracy”, alpha is the only run that no other beats (mean 0.73 over 92 samples).',
    );
    expect(standing(situation(MEANS, pairs).summary, 'alpha')).toBe('may be the best');
  });

  it('says that lower is better where it is', () => {
    expect(sentence(MEANS, OPEN, { lower_is_better: true })).toMatch(/^In “accuracy” \(lower is better\), alpha/);
  });

  it('has a word for a circle, equal means, too few samples, no test and no common sample', () => {
    const circle: Pair[] = [
      ['alpha', 'beta', 'alpha'],
      ['alpha', 'gamma', 'gamma'],
      ['beta', 'gamma', 'beta'],
    ];
    expect(sentence(MEANS, circle)).toContain('every run is beaten by another');
    expect(
      sentence({ a: 0.5, b: 0.5, c: 0.5 }, [
        ['a', 'b', ''],
        ['a', 'c', ''],
        ['b', 'c', ''],
      ]),
    ).toBe('In “accuracy”, all 3 runs have the same mean: 0.5 over 92 samples.');
    const { summary } = situation(MEANS, OPEN, { n: 3 });
    const few = OPEN.map(() => ({ verdict: 'insufficient_data' as const, winner: 'tie' }));
    expect(bestSentence(summary, few)).toBe('In “accuracy”, there are too few samples to rank the runs (n = 3).');
    const untested = { may_be_best: null, beaten_by: null };
    expect(sentence(MEANS, OPEN, untested)).toContain(
      'alpha has the best mean, 0.73 over the 92 samples that all share; nothing was tested.',
    );
    expect(sentence(MEANS, OPEN, { ...untested, best_run: null })).toContain('share no sample');
  });

  it('names five of many', () => {
    const runIds = Array.from({ length: 9 }, (_, i) => `r${i}`);
    const means = Object.fromEntries(runIds.map((runId, i) => [runId, i / 10]));
    const pairs = runIds.flatMap((a, i) => runIds.slice(i + 1).map((b): Pair => [a, b, '']));
    expect(sentence(means, pairs)).toContain('r0, r1, r2, r3, r4 and 4 more may each be the best');
  });

  it('takes a run named as an object’s own field for a run', () => {
    const means = JSON.parse('{"__proto__": 0.7, "constructor": 0.2, "c": 0.1}') as Record<string, number>;
    const { summary } = situation(means, [
      ['__proto__', 'constructor', '__proto__'],
      ['__proto__', 'c', '__proto__'],
      ['constructor', 'c', ''],
    ]);
    expect(standing(summary, 'constructor')).toBe('beaten by __proto__');
    expect(standing(summary, '__proto__')).toBe('better than every other run');
  });
});
