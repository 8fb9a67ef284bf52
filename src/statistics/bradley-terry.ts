import type { Interval } from './interval.ts';
import { randomStream } from './random.ts';
import { orderStatistic } from './resampled-mean.ts';

/** Which of two items was preferred on one sample; items are numbered from 0. */
export interface Preference {
  readonly winner: number;
  readonly loser: number;
  /** Neither was preferred: half a win for each. */
  readonly tie?: boolean;
}

export interface PreferenceResampling {
  readonly alpha: number;
  readonly resamples: number;
  readonly seed: number;
}

/**
 * Percentile intervals of Bradley–Terry strengths, by a seeded bootstrap over samples (Efron and Tibshirani 1993; statistics.md
 * §12). `pseudoWins` counts the resamples that needed half a win each way to connect all items; where they are many, the intervals
 * say more about that than about the items.
 *
 * @example bradleyTerryIntervals([{ winner: 0, loser: 1 }], 2, { alpha: 0.05, resamples: 1_000, seed: 0 }).intervals // [[√3, √3], [1/√3, 1/√3]]
 */
export function bradleyTerryIntervals(
  preferences: readonly Preference[],
  items: number,
  { alpha, resamples, seed }: PreferenceResampling,
): { readonly intervals: readonly Interval[]; readonly pseudoWins: number } {
  const stream = randomStream(seed);
  const strengths = Array.from({ length: items }, () => new Float64Array(resamples));
  let pseudoWins = 0;
  for (let draw = 0; draw < resamples; draw += 1) {
    const drawn = preferences.map(() => preferences[Math.floor((stream.next() * preferences.length) / 2 ** 32)]!);
    const found = bradleyTerry(winMatrix(drawn, items));
    if (found.pseudoWins) pseudoWins += 1;
    found.strengths.forEach((strength, item) => (strengths[item]![draw] = strength));
  }
  const intervals = strengths.map((values): Interval => {
    values.sort();
    return [orderStatistic(values, alpha / 2), orderStatistic(values, 1 - alpha / 2)];
  });
  return { intervals, pseudoWins };
}

/** `wins[i][j]`: how often item i was preferred to item j, a tie ½ each. */
export function winMatrix(preferences: readonly Preference[], items: number): number[][] {
  const wins = Array.from({ length: items }, () => new Array<number>(items).fill(0));
  for (const { winner, loser, tie = false } of preferences) {
    wins[winner]![loser]! += tie ? 0.5 : 1;
    if (tie) wins[loser]![winner]! += 0.5;
  }
  return wins;
}

/** Strengths of items from who won against whom. */
export interface BradleyTerry {
  /** Geometric mean 1; twice the strength wins two times of three. */
  readonly strengths: readonly number[];
  /** Half a win each way was added to every pair, because the wins did not connect all items. */
  readonly pseudoWins: boolean;
}

/**
 * Bradley–Terry strengths by minorization–maximization (Hunter 2004; statistics.md §12), for preferences without scores.
 * `wins[i][j]` counts how often i was preferred to j, a tie ½ each.
 *
 * @example bradleyTerry([[0, 2], [1, 0]]).strengths // [√2, 1/√2]
 */
export function bradleyTerry(wins: readonly (readonly number[])[]): BradleyTerry {
  const pseudoWins = !isStronglyConnected(wins);
  const counted = wins.map((row, i) => row.map((count, j) => (i === j ? 0 : count + (pseudoWins ? 0.5 : 0))));
  let strengths = wins.map(() => 1);
  for (let round = 0; round < 100_000; round += 1) {
    const next = normalized(counted.map((row, i) => sum(row) / expected(counted, strengths, i)));
    const change = Math.max(0, ...next.map((value, i) => Math.abs(value / strengths[i]! - 1)));
    strengths = next;
    if (change < 1e-12) break;
  }
  return { strengths, pseudoWins };
}

function expected(wins: readonly (readonly number[])[], strengths: readonly number[], i: number): number {
  return sum(wins.map((row, j) => (i === j ? 0 : (wins[i]![j]! + row[i]!) / (strengths[i]! + strengths[j]!))));
}

function normalized(values: readonly number[]): number[] {
  const scale = Math.exp(sum(values.map(Math.log)) / values.length);
  return values.map((value) => value / scale);
}

function isStronglyConnected(wins: readonly (readonly number[])[]): boolean {
  const transposed = wins.map((_, i) => wins.map((row) => row[i]!));
  return reaches(wins) && reaches(transposed);
}

function reaches(wins: readonly (readonly number[])[]): boolean {
  const seen = new Set([0]);
  for (const i of seen) wins[i]?.forEach((count, j) => count > 0 && seen.add(j));
  return seen.size >= wins.length;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
