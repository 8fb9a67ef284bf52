import { describe, expect, it } from '@jest/globals';
import type { ComparisonDto } from '../../compare/comparison.dto.ts';
import { type Gate, gateFaults, GATES } from './comparison-gate.ts';

function comparison(pair: object, unscored = 0, missing = 'exclude'): ComparisonDto {
  const coverage = { union: 100, invalid_a: { count: unscored }, invalid_b: { count: 0 } };
  const result = { metric: 'm', run_a: 'new', run_b: 'old', n: 9, negligible: false, coverage, ...pair };
  return { pairwise_results: [result], metadata: { missing } } as unknown as ComparisonDto;
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

  it.each(GATES)('%s is not passed on samples of which more have no score than is allowed', (gate) => {
    const verdict = gate === 'not-equivalent' ? 'equivalent' : 'a_better';
    expect(gateFaults(comparison({ verdict }, 1), gate)).toEqual([]);
    expect(gateFaults(comparison({ verdict }, 2), gate)).toEqual([
      "m: 2.0 % of the samples have no score (--max-missing allows 1.0 %), so the others can't decide",
    ]);
    expect(gateFaults(comparison({ verdict }, 2), gate, 0.05)).toEqual([]);
    expect(gateFaults(comparison({ verdict }, 2, 'zero'), gate)).toEqual([]);
  });
});
