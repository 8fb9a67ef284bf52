import { describe, expect, it } from '@jest/globals';
import { paretoWeights, placeAt } from './pareto.ts';

describe('the Pareto front over rows', () => {
  it.each([
    [
      'counts the rows on which a candidate is among the best',
      [
        [1, 0, 1],
        [0, 1, 1],
        [0, 0, 1],
      ],
      [2, 2, 0],
    ],
    [
      'keeps the first of equals',
      [
        [1, 0],
        [1, 0],
      ],
      [2, 0],
    ],
    [
      'leaves out the one that another is as good as wherever it is best',
      [
        [1, 0, 0],
        [1, 1, 0],
        [0, 0, 1],
      ],
      [0, 2, 1],
    ],
    [
      'keeps a weak candidate that alone is best on a row',
      [
        [1, 1, 1, 0],
        [0, 0, 0, 1],
      ],
      [3, 1],
    ],
    ['keeps a single one', [[0, 0]], [2]],
  ] as const)('%s', (_what, scores, weights) => {
    expect(paretoWeights(scores)).toEqual(weights);
  });

  it('gives each place its share', () => {
    expect([0, 0.49, 0.5, 0.99].map((at) => placeAt([2, 0, 2], at))).toEqual([0, 0, 2, 2]);
  });
});
