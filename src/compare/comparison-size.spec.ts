import { describe, expect, it } from '@jest/globals';
import { checkComparisonSize } from './comparison-size.ts';

describe('the size of a comparison', () => {
  it.each([
    [2, 5, 1_000_000],
    [10, 5, 10_000],
    [100, 5, 10_000],
  ])('may be %i runs × %i metrics × %i samples', (runs, metrics, samples) => {
    expect(() => checkComparisonSize(runs, metrics, samples)).not.toThrow();
  });

  it('has a bound on the scores, which names the numbers', () => {
    expect(() => checkComparisonSize(2, 6, 1_000_000)).toThrow(
      '2 runs × 6 metrics × 1000000 samples are 12000000 scores; one comparison takes at most 10000000.',
    );
  });

  it('has a bound on the results', () => {
    expect(() => checkComparisonSize(230, 1, 1)).toThrow('230 runs in 1 metrics make 26335 pairwise results');
  });
});
