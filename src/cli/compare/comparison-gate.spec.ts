import { describe, expect, it } from '@jest/globals';
import type { ComparisonDto } from '../../compare/comparison.dto.ts';
import { comparisonBody } from '../../compare/comparison-wire.ts';
import { compareRuns } from '../../statistics/compare.ts';
import { golden } from '../../statistics/golden.fixture.ts';
import { scoreColumns } from '../../statistics/score-columns.fixture.ts';
import { type Gate, gateFaults, GATES } from './comparison-gate.ts';

function comparison(pair: object, missing: object | null = null): ComparisonDto {
  const result = {
    metric: 'm',
    run_a: 'new',
    run_b: 'old',
    n: 9,
    negligible: false,
    equivalence: null,
    missing_scores: missing,
    warnings: [],
    ...pair,
  };
  return { pairwise_results: [result], metadata: { alpha: 0.05, lower_is_better: ['cost'] } } as unknown as ComparisonDto;
}

const known = { p_value: 0.04, p_not_worse: 0.04, p_not_better: 0.001 };
const unknown = { p_value: 0.2, p_not_worse: 0.2, p_not_better: 0.2 };

function failing(verdict: string, negligible = false): Gate[] {
  const equivalence =
    verdict === 'equivalent' || negligible ? known : verdict === 'a_not_worse' ? { ...known, p_value: 0.2 } : unknown;
  return GATES.filter((gate) => gateFaults(comparison({ verdict, negligible, equivalence }), gate).length > 0);
}

describe('a gate', () => {
  it.each(golden('missing_gate'))('decides the golden case %s', (_, { input, expected }) => {
    const run = (name: 'a' | 'b') =>
      scoreColumns(
        name,
        input[name].map((m, i) => ({ id: `s${String(i).padStart(3, '0')}`, scores: { m } })),
      );
    const ranges = new Map([['m', [input.lo, input.hi] as const]]);
    const report = compareRuns({ runs: [run('a'), run('b')], ranges, lowerIsBetter: input.lower_is_better ? ['m'] : [] });
    const body = comparisonBody(report, { assayVersion: '1', clusterBy: null, sliceBy: null, warnings: [] });
    const isPassed = (gate: Gate): boolean => gateFaults(body, gate).length === 0;
    expect([isPassed('not-better'), isPassed('worse')]).toEqual([
      expected['gate_not_better_passes'],
      expected['gate_worse_passes'],
    ]);
  });

  it.each([
    ['a_better', false, ['inferior', 'not-equivalent']],
    ['a_better', true, ['not-better']],
    ['b_better', false, ['worse', 'inferior', 'not-better', 'not-equivalent']],
    ['b_better', true, ['not-better']],
    ['equivalent', false, ['not-better']],
    ['a_not_worse', false, ['not-better', 'not-equivalent']],
    ['b_not_worse', false, ['inferior', 'not-better', 'not-equivalent']],
    ['inconclusive', false, ['inferior', 'not-better', 'not-equivalent']],
    ['insufficient_data', false, ['worse', 'inferior', 'not-better', 'not-equivalent']],
  ])('at %s (negligible: %p) stops %j', (verdict, negligible, gates) => {
    expect(failing(verdict, negligible)).toEqual(gates);
  });

  it.each(GATES)('%s is not passed while a run is in progress', (gate) => {
    const unfinished = { verdict: 'inconclusive', negligible: true, warnings: [{ code: 'in-progress', message: '' }] };
    expect(gateFaults(comparison(unfinished), gate)).toEqual([
      'm: a run is still in progress, so there is no verdict yet: wait until it has ended',
    ]);
  });

  it.each(GATES)('%s is not passed by a run that its live comparison stopped', (gate) => {
    const warnings = [{ code: 'stopped-when-decided', message: '' }];
    expect(gateFaults(comparison({ verdict: 'inconclusive', warnings }), gate)).toEqual([
      expect.stringMatching(/^m: a run ended because its live comparison was decided, so there is no verdict here/),
    ]);
  });

  it('of several metrics asks for the uncorrected p-value of each, on the side that the metric has', () => {
    const corrected = { verdict: 'inconclusive', equivalence: { ...known, corrected_p_value: 0.08, non_inferior: false } };
    expect(gateFaults(comparison(corrected), 'not-equivalent')).toEqual([]);
    expect(gateFaults(comparison(corrected), 'inferior')).toEqual([]);
    const sides = { verdict: 'inconclusive', equivalence: { p_value: 0.5, p_not_worse: 0.5, p_not_better: 0.01 } };
    expect(gateFaults(comparison(sides), 'inferior')).toEqual([
      'm: new is not known to be worse than old by less than the margin',
    ]);
    expect(gateFaults(comparison({ ...sides, metric: 'cost' }), 'inferior')).toEqual([]);
  });

  it('says where only the range of the metric is missing', () => {
    const equivalence = { p_value: null, p_not_worse: null, p_not_better: null, reason: 'range-unknown' };
    expect(gateFaults(comparison({ verdict: 'inconclusive', equivalence }), 'inferior')).toEqual([
      'm: new is not known to be worse than old by less than the margin (range-unknown: give the range of the metric with --range)',
    ]);
  });

  const p = (verdict: string): number => (verdict === 'equivalent' ? 0.04 : 0.2);
  const completions = (worst: string, best: string): object => ({
    unscored_share: 0.18,
    verdict_if_worst_for_a: worst,
    verdict_if_best_for_a: best,
    negligible_if_worst_for_a: false,
    negligible_if_best_for_a: false,
    equivalence_p_if_worst_for_a: p(worst),
    equivalence_p_if_best_for_a: p(best),
    non_inferiority_p_if_worst_for_a: p(worst),
  });

  it.each([
    ['not-better', 'a_better', 'inconclusive', 'a_better', false],
    ['not-better', 'a_better', 'a_better', 'a_better', true],
    ['worse', 'a_better', 'inconclusive', 'a_better', true],
    ['worse', 'inconclusive', 'b_better', 'a_better', false],
    ['inferior', 'equivalent', 'inconclusive', 'equivalent', false],
    ['inferior', 'equivalent', 'equivalent', 'a_better', true],
    ['not-better', 'a_better', 'insufficient_data', 'a_better', false],
    ['not-equivalent', 'equivalent', 'equivalent', 'a_better', false],
    ['not-equivalent', 'equivalent', 'equivalent', 'equivalent', true],
  ] as const)(
    '%s at %s: with the missing scores %s at the worst for the candidate and %s at the best it passes: %p',
    (gate, verdict, worst, best, isPassed) => {
      const faults = gateFaults(comparison({ verdict, equivalence: known }, completions(worst, best)), gate);
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
      comparison(
        { verdict, equivalence: known },
        { unscored_share: share, verdict_if_worst_for_a: null, verdict_if_best_for_a: null },
      );
    expect(gateFaults(unscored(0.01), gate)).toEqual([]);
    expect(gateFaults(unscored(0.02), gate)).toEqual([
      'm: missing-unbounded: 2.0 % of the samples have no score (--max-missing allows 1.0 %), and they may have any, since the range of the metric is unknown',
    ]);
    expect(gateFaults(unscored(0.02), gate, 0.05)).toEqual([]);
  });
});
