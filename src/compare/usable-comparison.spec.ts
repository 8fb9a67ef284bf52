import { describe, expect, it } from '@jest/globals';
import type { AssayError } from '../domain/errors.ts';
import { scoreColumns } from '../statistics/score-columns.fixture.ts';
import { checkComparisonSize, checkRunCount, usablePlan } from './usable-comparison.ts';

const runs = ['a', 'b'].map((runId) => scoreColumns(runId, [{ id: 's', scores: { m: 1 } }]));

function refusalOf(check: () => unknown): AssayError | undefined {
  try {
    check();
    return undefined;
  } catch (error) {
    return error as AssayError;
  }
}

describe('a usable plan', () => {
  it('has the defaults of what is left out', () => {
    expect(usablePlan({ runs })).toMatchObject({ metrics: ['m'], test: 'auto', alpha: 0.05, correction: 'holm', seed: 0 });
  });

  it('needs at least two runs, which has a code of its own', () => {
    for (const refusal of [refusalOf(() => usablePlan({ runs: runs.slice(1) })), refusalOf(() => checkRunCount(1))]) {
      expect(refusal?.code).toBe('too_few_runs');
      expect(refusal?.message).toContain('at least two runs');
    }
    expect(refusalOf(() => checkRunCount(2))).toBeUndefined();
  });

  it('turns what the statistics refuse into an unusable request', () => {
    expect(refusalOf(() => usablePlan({ runs, alpha: 1 }))?.code).toBe('unusable_request');
  });

  it('refuses a metric in which lower is better and which is not compared', () => {
    expect(() => usablePlan({ runs, lowerIsBetter: ['cost'] })).toThrow(
      'lower_is_better names "cost", which is not compared; compared are "m".',
    );
  });
});

describe('the size of a comparison', () => {
  it.each([
    [2, 5, 1_000_000],
    [10, 5, 10_000],
    [100, 5, 10_000],
  ])('may be %i runs × %i metrics × %i samples', (runs, metrics, samples) => {
    expect(() => checkComparisonSize(runs, metrics, samples, 10_000_000)).not.toThrow();
  });

  it('has a bound on the scores, which names the numbers', () => {
    expect(() => checkComparisonSize(2, 6, 1_000_000, 10_000_000)).toThrow(
      '2 runs × 6 metrics × 1000000 samples are 12000000 scores; one comparison takes at most 10000000 (ASSAY_MAX_COMPARED_SCORES).',
    );
  });

  it('has a bound on the results', () => {
    expect(() => checkComparisonSize(230, 1, 1, 10_000_000)).toThrow('230 runs in 1 metrics make 26335 pairwise results');
  });
});
