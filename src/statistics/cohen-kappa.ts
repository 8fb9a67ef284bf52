import { normalQuantile } from './distributions/normal.ts';
import type { Interval } from './interval.ts';

/** How much a disagreement counts: fully, by the distance of the categories, or by its square. */
export const KAPPA_WEIGHTS = ['unweighted', 'linear', 'quadratic'] as const;
export type KappaWeights = (typeof KAPPA_WEIGHTS)[number];

/** Agreement of two raters beyond chance. */
export interface Kappa {
  /** From −1 to 1; null where chance alone agrees on everything, because both use one category. */
  readonly kappa: number | null;
  readonly standardError: number | null;
  /** Null below 50 rated items, where the normal approximation covers too little. */
  readonly interval: Interval | null;
  readonly observedAgreement: number;
  readonly chanceAgreement: number;
}

const FEWEST_FOR_INTERVAL = 50;

/**
 * Cohen's κ of a square table of counts, rows by the one rater and columns by the other, with ordered categories for the weighted forms
 * (Cohen 1960, 1968; statistics.md §34). The standard error is the non-null one of Fleiss, Cohen and Everitt 1969. Null for an empty
 * table.
 *
 * @example cohenKappa([[20, 5], [10, 15]], 'unweighted', 0.05)?.kappa // 0.4
 */
export function cohenKappa(table: readonly (readonly number[])[], weights: KappaWeights, alpha: number): Kappa | null {
  const n = table.flat().reduce((sum, count) => sum + count, 0);
  if (n === 0) return null;
  const share = table.map((row) => row.map((count) => count / n));
  const rows = share.map((row) => row.reduce((sum, p) => sum + p, 0));
  const columns = share.map((_, j) => share.reduce((sum, row) => sum + row[j]!, 0));
  const weight = weightOf(weights, table.length);
  const sumOver = (term: (i: number, j: number) => number): number =>
    share.reduce((sum, row, i) => row.reduce((part, _, j) => part + term(i, j), sum), 0);
  const observedAgreement = sumOver((i, j) => share[i]![j]! * weight(i, j));
  const chanceAgreement = sumOver((i, j) => rows[i]! * columns[j]! * weight(i, j));
  const room = 1 - chanceAgreement;
  if (!(room > 1e-12)) return { kappa: null, standardError: null, interval: null, observedAgreement, chanceAgreement };
  const kappa = (observedAgreement - chanceAgreement) / room;
  const rowWeights = rows.map((_, i) => columns.reduce((sum, p, j) => sum + p * weight(i, j), 0));
  const columnWeights = columns.map((_, j) => rows.reduce((sum, p, i) => sum + p * weight(i, j), 0));
  const squares = sumOver((i, j) => share[i]![j]! * (weight(i, j) - (rowWeights[i]! + columnWeights[j]!) * (1 - kappa)) ** 2);
  const variance = (squares - (kappa - chanceAgreement * (1 - kappa)) ** 2) / (n * room * room);
  const standardError = Math.sqrt(Math.max(0, variance));
  const half = normalQuantile(1 - alpha / 2) * standardError;
  const interval: Interval | null = n < FEWEST_FOR_INTERVAL ? null : [Math.max(-1, kappa - half), Math.min(1, kappa + half)];
  return { kappa, standardError, interval, observedAgreement, chanceAgreement };
}

function weightOf(weights: KappaWeights, categories: number): (i: number, j: number) => number {
  const farthest = Math.max(1, categories - 1);
  switch (weights) {
    case 'unweighted':
      return (i, j) => (i === j ? 1 : 0);
    case 'linear':
      return (i, j) => 1 - Math.abs(i - j) / farthest;
    case 'quadratic':
      return (i, j) => 1 - (Math.abs(i - j) / farthest) ** 2;
  }
}

/**
 * The table of two raters' values over the same items, with the distinct values in ascending order as its categories.
 *
 * @example ratingTable([1, 0], [1, 1]).table // [[0, 1], [0, 1]]
 */
export function ratingTable(
  one: ArrayLike<number>,
  other: ArrayLike<number>,
): { readonly categories: readonly number[]; readonly table: readonly (readonly number[])[] } {
  const pairs = Array.from(one, (value, i) => [value, other[i]!] as const);
  const categories = [...new Set(pairs.flat())].sort((a, b) => a - b);
  const numbers = new Map(categories.map((value, i) => [value, i]));
  const table = categories.map(() => new Array<number>(categories.length).fill(0));
  for (const [a, b] of pairs) table[numbers.get(a)!]![numbers.get(b)!]! += 1;
  return { categories, table };
}
