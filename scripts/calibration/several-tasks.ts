import { compareRuns } from '../../src/statistics/compare.ts';
import type { CompletedPair } from '../../src/statistics/missing-scores.ts';
import { misses, outcomeOf, scoredRun } from './comparing.ts';
import { type Draw, rightOrWrong, type Scores, tenths } from './draws.ts';
import type { Situation } from './situation.ts';

/** Equal runs over several tasks that count the same: how often one is better, and the interval of their difference misses 0. */
export const SEVERAL_TASKS: readonly Situation[] = [
  ...ofTasks('right or wrong, half right', rightOrWrong(0.5), [20, 20, 20]),
  ...ofTasks('right or wrong, 90 % right', rightOrWrong(0.9), [30, 100, 1000]),
  ...ofTasks('tenths', tenths, [20, 50, 200]),
  ...ofTasks('tenths', tenths, [10, 10, 10, 10]),
];

function ofTasks(name: string, draw: Draw, sizes: readonly number[]): Situation[] {
  const shared = { part: 'several tasks', name: `${name}, n = ${sizes.join(', ')}`, nominal: 0.05, cost: 3 };
  const drawn = (random: Parameters<Draw>[0], seed: number): CompletedPair => {
    const tasks = sizes.map((n) => draw(random, n));
    return macroPairOf(tasks, seed);
  };
  return [
    {
      ...shared,
      claim: 'better',
      draw: (random, seed) => {
        const pair = drawn(random, seed);
        return outcomeOf(pair, pair.verdict === 'a_better' || pair.verdict === 'b_better');
      },
    },
    {
      ...shared,
      claim: 'interval of Δ misses',
      draw: (random, seed) => {
        const pair = drawn(random, seed);
        return outcomeOf(pair, misses(pair.interval, 0));
      },
    },
  ];
}

function macroPairOf(tasks: readonly Scores[], seed: number): CompletedPair {
  const runs = tasks.flatMap(({ a, b }, k) => [scoredRun(`A ${k}`, a), scoredRun(`B ${k}`, b)]);
  const named = tasks.map((_, k) => ({ name: `task ${k}`, runIds: [`A ${k}`, `B ${k}`] }));
  const [pair] = compareRuns({ runs, tasks: named, names: ['A', 'B'], seed, ranges: new Map([['m', [0, 1] as const]]) }).pairs;
  if (pair === undefined) throw new Error('there is no pair');
  return pair;
}
