import { compareRuns } from '../../src/statistics/compare.ts';
import type { RandomStream } from '../../src/statistics/random.ts';
import { scoredRun } from './comparing.ts';
import { normal } from './draws.ts';
import type { Situation } from './situation.ts';

type Score = (ability: number) => number;

const anyNumber: Score = (ability) => ability;
const rightOrWrong: Score = (ability) => (ability > 0 ? 1 : 0);

/** Several equal runs, each of which is the best. */
export const MANY_RUNS: readonly Situation[] = [
  ...[2, 3, 4, 6, 10].map((count) => thrownOut('right or wrong', count, rightOrWrong)),
  ...[2, 4, 10].map((count) => thrownOut('any number', count, anyNumber)),
  anyWinner(4, 3, 20),
  anyWinner(4, 3, 200),
];

function thrownOut(name: string, count: number, score: Score): Situation {
  return {
    part: 'best of k equal runs',
    name: `${count} runs, ${name}, n = 100`,
    claim: 'a best run is beaten',
    nominal: 0.05,
    cost: (count * (count - 1)) / 2,
    draw(random, seed) {
      const runs = equalScores(random, count, 100, score).map((scores, i) => scoredRun(`run ${i}`, scores));
      const [metric] = compareRuns({ runs, seed }).metrics;
      return { isFalse: (metric?.mayBeBest?.length ?? count) < count, isWarned: false };
    },
  };
}

function anyWinner(count: number, metrics: number, n: number): Situation {
  return {
    part: 'best of k equal runs',
    name: `${count} runs in ${metrics} metrics, tenths, n = ${n}`,
    claim: 'any pair has a winner',
    nominal: 0.05,
    cost: 12,
    draw(random, seed) {
      const tenths: Score = (ability) => Math.min(10, Math.max(0, Math.round(6 + 2 * ability))) / 10;
      const columns = Array.from({ length: metrics }, () => equalScores(random, count, n, tenths));
      const runs = Array.from({ length: count }, (_, i) => {
        const run = scoredRun(`run ${i}`, new Float64Array(n));
        return { ...run, metrics: new Map(columns.map((column, m) => [`m${m}`, column[i] ?? new Float64Array(n)])) };
      });
      return { isFalse: compareRuns({ runs, seed }).pairs.some(({ winner }) => winner !== null), isWarned: false };
    },
  };
}

/** The scores of several equal runs on samples whose difficulty they share. */
export function equalScores(random: RandomStream, count: number, n: number, score: Score): readonly Float64Array[] {
  const ease = Float64Array.from({ length: n }, () => normal(random));
  return Array.from({ length: count }, () => ease.map((shared) => score(shared + 0.7 * normal(random))));
}
