import type { StatisticalTest } from '../../src/statistics/comparison-request.ts';
import { outcomeOf, pairOf } from './comparing.ts';
import { anyNumber, discordant, type Draw, likert, lognormal, longTail, rareLoss, rightOrWrong, tenths } from './draws.ts';
import type { Situation } from './situation.ts';

const SKEW = ['skewed-differences', 'small-n', 'too-few-samples', 'zero-variance'];

/** Two runs with the same mean, of which neither is better. */
export const EQUAL_RUNS: readonly Situation[] = [
  ...sizes('right or wrong, 90 % right', rightOrWrong(0.9), [2, 3, 5, 6, 10, 20, 50, 200, 1000]),
  ...sizes('right or wrong, half right', rightOrWrong(0.5), [6, 20, 50, 300]),
  ...sizes('right or wrong, 1 % differ', discordant(0.005, 0.005), [200, 1000]),
  ...sizes('tenths', tenths, [2, 4, 6, 10, 20, 50, 200]),
  ...sizes('marks from 1 to 5', likert, [6, 10, 50]),
  ...sizes('any number', anyNumber, [6, 8, 10, 20, 50, 200, 1000]),
  ...sizes('any number, skewed alike', lognormal, [10, 50, 200]),
  ...sizes('differences with a long tail', longTail, [6, 10], 'auto', 1),
  ...sizes('differences with a long tail', longTail, [20, 50, 100, 200], 'auto', 0.85),
  ...sizes('a rare big loss', rareLoss, [6, 10], 'auto', 1),
  ...sizes('a rare big loss', rareLoss, [20, 30, 50, 200], 'auto', 0.74),
  ...sizes('right or wrong, half right', rightOrWrong(0.5), [6, 20, 50], 't_test'),
  ...sizes('any number', anyNumber, [3, 6, 20, 50], 't_test'),
  ...sizes('any number', anyNumber, [2, 4, 6, 8, 10, 20], 'bootstrap', 1),
  ...sizes('any number', anyNumber, [50], 'bootstrap'),
  ...sizes('tenths', tenths, [10, 20, 50], 'bootstrap', 1),
  ...sizes('right or wrong, half right', rightOrWrong(0.5), [50], 'mcnemar'),
  ...sizes('tenths', tenths, [50], 'wilcoxon'),
  ...sizes('differences with a long tail', longTail, [50], 'wilcoxon', 1),
];

/** The test for skewed differences, which is not quite exact. */
export const BOOTSTRAP_T: readonly Situation[] = [
  ...[50, 100, 200].map((n) => studentized('differences with a long tail', longTail, n, 0.067)),
  studentized('any number', anyNumber, 20, 0.06),
  studentized('right or wrong, half right', rightOrWrong(0.5), 50, 0.072),
];

function studentized(name: string, draw: Draw, n: number, stated: number): Situation {
  return {
    part: 'bootstrap_t',
    name: `${name}, n = ${n}`,
    claim: 'better',
    nominal: 0.05,
    stated,
    cost: 4,
    draw(random, seed) {
      const pair = pairOf(draw(random, n), { test: 'bootstrap_t', seed });
      return outcomeOf(pair, pair.winner !== null);
    },
  };
}

function sizes(
  name: string,
  draw: Draw,
  counts: readonly number[],
  test: StatisticalTest = 'auto',
  share?: number,
): Situation[] {
  const codes = test === 'wilcoxon' ? ['not-about-means'] : SKEW;
  return counts.map((n) => ({
    part: 'two equal runs',
    name: `${name}, n = ${n}${test === 'auto' ? '' : `, ${test}`}`,
    claim: 'better',
    nominal: 0.05,
    cost: costOf(n, test),
    ...(share !== undefined && { warned: { codes, share } }),
    draw(random, seed) {
      const pair = pairOf(draw(random, n), { test, seed });
      return outcomeOf(pair, pair.winner !== null, codes);
    },
  }));
}

function costOf(n: number, test: StatisticalTest): number {
  return test === 'bootstrap' || n >= 300 ? 2 : 1;
}
