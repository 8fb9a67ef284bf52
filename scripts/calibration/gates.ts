import { type Gate, gateFaults } from '../../src/cli/compare/comparison-gate.ts';
import { comparisonBody } from '../../src/compare/comparison-wire.ts';
import { compareRuns } from '../../src/statistics/compare.ts';
import type { RandomStream } from '../../src/statistics/random.ts';
import { scoredRun } from './comparing.ts';
import { discordant, type Draw, rightOrWrong, type Scores, uniform } from './draws.ts';
import type { Situation } from './situation.ts';

const RANGES = new Map([['m', [0, 1] as const]]);
const CONTEXT = { assayVersion: '', clusterBy: null, sliceBy: null, warnings: [] };

/** A candidate without a score on a share of what it would get wrong, and how often it passes a gate that it should not. */
export const GATES_WITH_MISSING_SCORES: readonly Situation[] = [
  ...[0, 0.1, 0.3].flatMap((share) =>
    passing('not-better', 'equal runs', 0.025, rightOrWrong(0.6), undefined, share, [100, 300]),
  ),
  ...[0, 0.1, 0.3].flatMap((share) =>
    passing('inferior', 'only B right on 5 %', 0.05, discordant(0, 0.05), 0.05, share, [100, 300]),
  ),
  ...passing('not-equivalent', 'only B right on 5 %', 0.05, discordant(0, 0.05), 0.05, 0.3, [100, 300]),
];

function passing(
  gate: Gate,
  name: string,
  nominal: number,
  draw: Draw,
  margin: number | undefined,
  share: number,
  counts: readonly number[],
): Situation[] {
  return counts.map((n) => ({
    part: 'gates',
    name: `${gate}: ${name}, A without a score on ${100 * share} % of its mistakes, n = ${n}`,
    claim: 'passes',
    nominal,
    cost: 4,
    draw(random, seed) {
      const { a, b } = unscored(random, draw(random, n), share);
      const report = compareRuns({ runs: [scoredRun('a', a), scoredRun('b', b)], margin, ranges: RANGES, seed });
      return { isFalse: gateFaults(comparisonBody(report, CONTEXT), gate).length === 0, isWarned: false };
    },
  }));
}

function unscored(random: RandomStream, { a, b }: Scores, share: number): Scores {
  return { a: a.map((score) => (score === 0 && uniform(random) < share ? NaN : score)), b };
}
