import { describe, expect, it } from '@jest/globals';
import { bestSet } from '../statistics/best-set.ts';
import { bestSentence, standing } from './best-sentence.ts';
import { BEST_SITUATIONS, type BestSituation } from './best-situations.fixture.ts';
import { reportedMethod, reportedPair } from './comparison-report.fixture.ts';
import type { ReportedMetric, ReportedPair } from './comparison-report.ts';

type Written = Omit<BestSituation, 'situation' | 'sentence'>;

function summaryOf({ means, pairs, summary }: Written): ReportedMetric {
  const runIds = Object.keys(means);
  const set = bestSet(
    runIds,
    pairs.map(([runA, runB, winner]) => ({ runA, runB, winner: winner === '' ? null : winner })),
  );
  return {
    metric: 'accuracy',
    lower_is_better: false,
    n: 92,
    means: runIds.map((run_id) => ({
      run_id,
      mean: means[run_id] ?? null,
      interval: null,
      standard_error: null,
      pass_k: null,
      judge: null,
    })),
    best_run: runIds[0] ?? null,
    may_be_best: set.mayBeBest,
    beaten_by: Object.fromEntries(set.beatenBy),
    warnings: [],
    ...summary,
  };
}

function pairOf([a, b, winner]: Written['pairs'][number], { pair, isInProgress }: Written): ReportedPair {
  const verdict = winner === '' ? 'inconclusive' : winner === a ? 'a_better' : 'b_better';
  const warnings = isInProgress?.(a, b) === true ? [{ code: 'in-progress', message: 'Not yet.' }] : [];
  const decided = { run_a: a, run_b: b, verdict, winner: winner === '' ? 'tie' : winner } as const;
  return reportedPair({ mde: null, mde_family: null, family_size: 3, warnings, ...decided, ...pair });
}

function sentence(written: Written): string {
  const pairs = written.pairs.map((pair) => pairOf(pair, written));
  return bestSentence(summaryOf(written), pairs, reportedMethod(written.method));
}

const MEANS = { alpha: 0.73, beta: 0.6, gamma: 0.6 };

describe('the sentence on many runs', () => {
  it.each(BEST_SITUATIONS.map((written) => [written.situation, written] as const))('%s', (_, written) => {
    expect(sentence(written)).toBe(written.sentence);
  });

  it('has a word for a circle, and for no common sample', () => {
    const circle: Written['pairs'] = [
      ['alpha', 'beta', 'alpha'],
      ['alpha', 'gamma', 'gamma'],
      ['beta', 'gamma', 'beta'],
    ];
    expect(sentence({ means: MEANS, pairs: circle })).toContain('every run is beaten by another');
    const untested = { may_be_best: null, beaten_by: null, best_run: null };
    expect(sentence({ means: MEANS, pairs: circle, summary: untested })).toContain('share no sample');
  });

  it('names five of many', () => {
    const runIds = Array.from({ length: 9 }, (_, i) => `r${i}`);
    const means = Object.fromEntries(runIds.map((runId, i) => [runId, i / 10]));
    const pairs = runIds.flatMap((a, i) => runIds.slice(i + 1).map((b) => [a, b, ''] as const));
    expect(sentence({ means, pairs })).toContain('r0, r1, r2, r3, r4 and 4 more may each be the best');
  });
});

describe('the standing of a run', () => {
  it('is what beats it, or that it may be the best', () => {
    const beaten = summaryOf({
      means: MEANS,
      pairs: [
        ['alpha', 'beta', 'alpha'],
        ['alpha', 'gamma', 'alpha'],
        ['beta', 'gamma', ''],
      ],
    });
    expect(['alpha', 'beta'].map((runId) => standing(beaten, runId))).toEqual([
      'better than every other run',
      'beaten by alpha',
    ]);
    const left = summaryOf({
      means: MEANS,
      pairs: [
        ['alpha', 'beta', 'alpha'],
        ['alpha', 'gamma', ''],
        ['beta', 'gamma', 'beta'],
      ],
    });
    expect(standing(left, 'alpha')).toBe('may be the best');
  });

  it('takes a run named as an object’s own field for a run', () => {
    const means = JSON.parse('{"__proto__": 0.7, "constructor": 0.2, "c": 0.1}') as Record<string, number>;
    const summary = summaryOf({
      means,
      pairs: [
        ['__proto__', 'constructor', '__proto__'],
        ['__proto__', 'c', '__proto__'],
        ['constructor', 'c', ''],
      ],
    });
    expect(standing(summary, 'constructor')).toBe('beaten by __proto__');
    expect(standing(summary, '__proto__')).toBe('better than every other run');
  });
});
