import { bradleyTerry } from './bradley-terry.ts';
import type { Interval } from './interval.ts';
import { orderStatistic } from './order-statistic.ts';
import { randomStream } from './random.ts';

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
