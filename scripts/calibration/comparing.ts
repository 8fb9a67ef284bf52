import { compareRuns } from '../../src/statistics/compare.ts';
import type { ComparisonOptions } from '../../src/statistics/comparison-request.ts';
import type { Interval } from '../../src/statistics/interval.ts';
import type { CompletedPair } from '../../src/statistics/missing-scores.ts';
import type { ScoredRun } from '../../src/statistics/scored-run.ts';
import type { Scores } from './draws.ts';
import type { Outcome } from './situation.ts';

const idLists = new Map<number, readonly string[]>();

/** A run of n samples in the metric m. */
export function scoredRun(runId: string, scores: Float64Array, clusters?: readonly string[]): ScoredRun {
  return { runId, ids: idsOf(scores.length), metrics: new Map([['m', scores]]), ...(clusters && { clusters }) };
}

/** The same list each time, which the alignment sees at once. */
function idsOf(n: number): readonly string[] {
  const known = idLists.get(n);
  if (known) return known;
  const ids = Array.from({ length: n }, (_, i) => String(i).padStart(7, '0'));
  idLists.set(n, ids);
  return ids;
}

/** The comparison of the two runs a and b in one metric. */
export function pairOf({ a, b }: Scores, options: ComparisonOptions, clusters?: readonly string[]): CompletedPair {
  const runs = [scoredRun('a', a, clusters), scoredRun('b', b, clusters)];
  const [pair] = compareRuns({ runs, clustered: clusters !== undefined, ...options }).pairs;
  if (pair === undefined) throw new Error('two runs make a pair');
  return pair;
}

/** Whether a pair claims what is false, and carries one of these warnings. */
export function outcomeOf(pair: CompletedPair, isFalse: boolean, codes: readonly string[] = []): Outcome {
  return { isFalse, isWarned: pair.warnings.some(({ code }) => codes.includes(code)) };
}

/** Whether there is an interval and it leaves the truth out. */
export function misses(interval: Interval | null, truth: number): boolean {
  return interval !== null && (truth < interval[0] - 1e-12 || truth > interval[1] + 1e-12);
}
