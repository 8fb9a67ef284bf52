import { describe, expect, it } from '@jest/globals';
import type { ComparisonDto } from '../../compare/comparison.dto.ts';
import { type Gate, gateFaults, GATES } from './comparison-gate.ts';

function failing(verdict: string, negligible = false): Gate[] {
  const pair = { metric: 'm', run_a: 'new', run_b: 'old', n: 9, verdict, negligible };
  return GATES.filter((gate) => gateFaults({ pairwise_results: [pair] } as unknown as ComparisonDto, gate).length > 0);
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
});
