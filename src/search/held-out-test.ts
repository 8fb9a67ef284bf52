import { compareRuns } from '../statistics/compare.ts';
import type { Interval } from '../statistics/interval.ts';
import { normalQuantile, normalTail } from '../statistics/distributions/normal.ts';
import type { PairMethod } from '../statistics/pair-test.ts';
import { byCodeUnit } from '../statistics/scored-run.ts';
import { LEAST_HOLDOUT } from './split.ts';

/** One held-out row, with the scores from 0 to 1 of both templates; `null` where there is none. */
export interface HeldOutScores {
  /** Equal rows have one id. */
  readonly id: string;
  readonly best: number | null;
  readonly baseline: number | null;
}

/** What the held-out rows say of the candidate that a search has selected. */
export interface HeldOutResult {
  /** Means over the rows that both have scored; `null` where there is none. */
  readonly best: number | null;
  readonly baseline: number | null;
  /** Best minus baseline. */
  readonly delta: number | null;
  /** Of the difference, at 95 %, as a comparison has it. */
  readonly interval: Interval | null;
  /** One-sided: how likely so large a sum of differences, or a larger one, would be if the candidate were no better. */
  readonly pValue: number | null;
  readonly method: PairMethod | null;
  readonly verdict: 'promoted' | 'kept';
  /** Rows that both have scored, and those that lack a score in either. */
  readonly rows: number;
  readonly unscored: number;
  /** Whether the candidate would have been promoted, had the rows that lack a score not stood in the way. */
  readonly isKeptForMissing: boolean;
}

/** Of the test whether a candidate is promoted. */
export const ACCEPTANCE_ALPHA = 0.05;

/** The share of held-out rows on which two templates are assumed to differ while nothing is known: that of models on GSM8K. */
export const ASSUMED_DISCORDANCE = 0.34;

const POWER = 0.8;
const METRIC = 'score';
const RUNS = ['best', 'baseline'] as const;

/**
 * The one test of the candidate that a search has selected, on rows that the search has not seen (statistics.md §36): the exact sign flip,
 * one-sided, p₁ = P(S* ≥ S) = p/2 for a sum S > 0 of differences; else 1 − p/2. Equal rows are one cluster. It is promoted where p₁ ≤ .05, and
 * stays so with its missing scores at 0 and the baseline's at 1.
 *
 * @example heldOutTest(rows).verdict // 'promoted'
 */
export function heldOutTest(rows: readonly HeldOutScores[], seed = 0): HeldOutResult {
  const { delta, meanA: best, meanB: baseline, interval, method, n, p } = compared(rows, seed);
  const unscored = rows.filter(isUnscored).length;
  const pValue = oneSided(p, delta);
  const isPromoted = passes(pValue);
  const isRobust = unscored === 0 || (isPromoted && passes(hardestP(rows, seed)));
  return {
    best,
    baseline,
    delta,
    interval,
    pValue,
    method,
    verdict: isPromoted && isRobust ? 'promoted' : 'kept',
    rows: n,
    unscored,
    isKeptForMissing: isPromoted && !isRobust,
  };
}

/**
 * The mean square of the differences between two templates on the same rows: of right-or-wrong scores the share of rows on which they differ.
 * `null` without rows that both have scored.
 *
 * @example discordanceOf([{ id: 'a', best: 1, baseline: 0 }, { id: 'b', best: 1, baseline: 1 }]) // 0.5
 */
export function discordanceOf(rows: readonly HeldOutScores[]): number | null {
  const squares = rows.flatMap(({ best, baseline }) => (best === null || baseline === null ? [] : [(best - baseline) ** 2]));
  return squares.length === 0 ? null : squares.reduce((sum, square) => sum + square, 0) / squares.length;
}

/**
 * How many held-out rows find a true improvement by `delta` with 80 %: (z.95 + z.8)²·q/δ² (statistics.md §36).
 *
 * @example rowsToFind(0.05, 0.34) // 841
 */
export function rowsToFind(delta: number, discordance: number): number {
  const z = normalQuantile(1 - ACCEPTANCE_ALPHA) + normalQuantile(POWER);
  return Math.max(LEAST_HOLDOUT, Math.ceil((z * z * Math.max(discordance, delta)) / (delta * delta)));
}

/**
 * How likely so many held-out rows find a true improvement by `delta`: the reverse of `rowsToFind`, from 0 to 1.
 *
 * @example chanceToFind(0.05, { rows: 841, discordance: 0.34 }) // 0.800
 */
export function chanceToFind(
  delta: number,
  { rows, discordance }: { readonly rows: number; readonly discordance: number },
): number {
  if (rows < LEAST_HOLDOUT) return 0;
  const shift = delta * Math.sqrt(rows / Math.max(discordance, delta));
  return normalTail(normalQuantile(1 - ACCEPTANCE_ALPHA) - shift);
}

function passes(pValue: number | null): boolean {
  return pValue !== null && pValue <= ACCEPTANCE_ALPHA;
}

function oneSided(p: number | null, delta: number | null): number | null {
  if (p === null || delta === null) return null;
  return delta > 0 ? p / 2 : 1;
}

/** With every missing score where it speaks against the candidate. */
function hardestP(rows: readonly HeldOutScores[], seed: number): number | null {
  const completed = rows.map(({ id, best, baseline }) => ({ id, best: best ?? 0, baseline: baseline ?? 1 }));
  const { p, delta } = compared(completed, seed);
  return oneSided(p, delta);
}

function isUnscored({ best, baseline }: HeldOutScores): boolean {
  return best === null || baseline === null;
}

function compared(rows: readonly HeldOutScores[], seed: number) {
  const sorted = rows.toSorted((a, b) => byCodeUnit(a.id, b.id));
  const ids = sorted.map(({ id }) => id);
  const runs = RUNS.map((runId) => {
    const scores = Float64Array.from(sorted, (row) => row[runId] ?? NaN);
    return { runId, ids, metrics: new Map([[METRIC, scores]]) };
  });
  const ranges = new Map([[METRIC, [0, 1] as const]]);
  const [pair] = compareRuns({ runs, metrics: [METRIC], ranges, seed }).pairs;
  if (pair === undefined) throw new Error('two runs make a pair');
  return pair;
}
