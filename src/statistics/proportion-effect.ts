import type { McNemar } from './mcnemar.ts';

/** What two runs with right-or-wrong scores differ by. */
export interface ProportionEffect {
  /** Cohen's h = 2 asin √p_A − 2 asin √p_B. */
  readonly cohensH: number;
  /** Matched odds ratio: samples that only A got right over those that only B did; null where either is 0. */
  readonly oddsRatio: number | null;
  /** By how many percent of B's errors A has fewer; null where B has none. */
  readonly errorReductionPercent: number | null;
}

/**
 * Effect sizes of binary scores (statistics.md §6; Cohen 1988, ch. 6).
 *
 * @example proportionEffect(0.7, 0.75, table).cohensH // -0.112
 */
export function proportionEffect(meanA: number, meanB: number, table: Pick<McNemar, 'onlyA' | 'onlyB'>): ProportionEffect {
  return {
    cohensH: 2 * Math.asin(Math.sqrt(meanA)) - 2 * Math.asin(Math.sqrt(meanB)),
    oddsRatio: table.onlyA > 0 && table.onlyB > 0 ? table.onlyA / table.onlyB : null,
    errorReductionPercent: meanB === 1 ? null : (100 * (meanA - meanB)) / (1 - meanB),
  };
}
