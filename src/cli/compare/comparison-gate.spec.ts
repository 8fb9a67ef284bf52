import { describe, expect, it } from '@jest/globals';
import type { ComparisonDto } from '../../compare/comparison.dto.ts';
import { type Gate, gateFaults, GATES } from './comparison-gate.ts';

function comparison(pair: object, missing: object | null = null): ComparisonDto {
  const result = {
    metric: 'm',
    run_a: 'new',
    run_b: 'old',
    n: 9,
    negligible: false,
    missing_scores: missing,
    warnings: [],
    ...pair,
  };
  return { pairwise_results: [result] } as unknown as ComparisonDto;
}

function failing(verdict: string, negligible = false): Gate[] {
  return GATES.filter((gate) => gateFaults(comparison({ verdict, negligible }), gate).length > 0);
}

describe('a gate', () => {
  it.each([
    ['a_better', false, ['not-equivalent']],
    ['a_better', true, ['not-better']],
    ['b_better', false, ['worse', 'not-better', 'not-equivalent']],
    ['b_better', true, ['not-better']],
    ['equivalent', false, ['not-better']],
    ['inconclusive', false, ['not-better', 'not-equivalent']],
    ['insufficient_data', false, ['worse', 'not-better', 'not-equivalent']],
  ])('at %s (negligible: %p) stops %j', (verdict, negligible, gates) => {
    expect(failing(verdict, negligible)).toEqual(gates);
  });

  it.each(GATES)('%s is not passed while a run is in progress', (gate) => {
    const unfinished = { verdict: 'inconclusive', negligible: true, warnings: [{ code: 'in-progress', message: '' }] };
    expect(gateFaults(comparison(unfinished), gate)).toEqual([
      'm: a run is still in progress, so there is no verdict yet: wait until it has ended',
    ]);
  });

  const completions = (worst: string, best: string): object => ({
    unscored_share: 0.18,
    verdict_if_worst_for_a: worst,
    verdict_if_best_for_a: best,
    negligible_if_worst_for_a: false,
    negligible_if_best_for_a: false,
  });

  it.each([
    ['not-better', 'a_better', 'inconclusive', 'a_better', false],
    ['not-better', 'a_better', 'a_better', 'a_better', true],
    ['worse', 'a_better', 'inconclusive', 'a_better', true],
    ['worse', 'inconclusive', 'b_better', 'a_better', false],
    ['not-equivalent', 'equivalent', 'equivalent', 'a_better', false],
    ['not-equivalent', 'equivalent', 'equivalent', 'equivalent', true],
  ] as const)(
    '%s at %s: with the missing scores %s at the worst for the candidate and %s at the best it passes: %p',
    (gate, verdict, worst, best, isPassed) => {
      const faults = gateFaults(comparison({ verdict }, completions(worst, best)), gate);
      expect(faults).toEqual(
        isPassed
          ? []
          : ['m: 18.0 % of the samples have no score, and those could undo it: score them, or leave them out of both runs'],
      );
    },
  );

  it.each(GATES)('%s is passed at an unknown range only while few samples have no score', (gate) => {
    const verdict = gate === 'not-equivalent' ? 'equivalent' : 'a_better';
    const unscored = (share: number): ComparisonDto =>
      comparison({ verdict }, { unscored_share: share, verdict_if_worst_for_a: null, verdict_if_best_for_a: null });
    expect(gateFaults(unscored(0.01), gate)).toEqual([]);
    expect(gateFaults(unscored(0.02), gate)).toEqual([
      'm: 2.0 % of the samples have no score (--max-missing allows 1.0 %), and they may have any, since the range of the metric is unknown',
    ]);
    expect(gateFaults(unscored(0.02), gate, 0.05)).toEqual([]);
  });
});
