import { compensatedSum } from '../describe.ts';

/**
 * The next value as a bet sees it. If the true difference is Δ, its expectation is mean + slope · Δ, and a Δ is impossible for which that lies
 * outside of [lowest, highest]. The value itself lies in [floor, ceiling].
 */
export interface NextDraw {
  readonly value: number;
  readonly mean: number;
  readonly slope: number;
  readonly lowest: number;
  readonly highest: number;
  readonly floor: number;
  readonly ceiling: number;
}

/** The sums over the samples that have been taken: of the candidate, of the baseline, and of the control. */
export interface Taken {
  readonly count: number;
  readonly candidate: number;
  readonly baseline: number;
  readonly control: number;
}

/** A finished baseline: the sum of its scores over all rows, and what is taken off each score of the candidate. */
export interface Control {
  readonly baselineTotal: number;
  /** In the order of the samples. */
  readonly values: Float64Array;
  readonly mean: number;
  readonly lowest: number;
  readonly highest: number;
}

/** Σ weight · column, and the facts about it that the bets need; the columns are in the order of the samples, the baseline's among them. */
export function controlOf(baseline: Float64Array, columns: readonly Float64Array[], weights: readonly number[]): Control {
  const values = baseline.map((_, i) => columns.reduce((sum, column, k) => sum + weights[k]! * column[i]!, 0));
  return {
    baselineTotal: compensatedSum(baseline),
    values,
    mean: compensatedSum(values) / values.length,
    lowest: values.reduce((lowest, value) => Math.min(lowest, value), Infinity),
    highest: values.reduce((highest, value) => Math.max(highest, value), -Infinity),
  };
}

/**
 * The candidate's next score, less how easy the control says the row is, where the baseline is finished. The rows that are left must make up what the
 * candidate still lacks of the baseline's mean + Δ (statistics.md §14; Waudby-Smith and Ramdas 2020, without replacement).
 */
export function controlledDraw(score: number, taken: Taken, rows: number, control: Control): NextDraw {
  const left = rows - taken.count;
  const ease = (control.mean * rows - taken.control) / left;
  return {
    value: score - control.values[taken.count]! + ease,
    mean: (control.baselineTotal - taken.candidate) / left,
    slope: rows / left,
    lowest: 0,
    highest: 1,
    floor: ease - control.highest,
    ceiling: 1 + ease - control.lowest,
  };
}

/** The next difference of two runs over the same finite set of rows, while both are running. */
export function pairedDraw(difference: number, taken: Taken, rows: number): NextDraw {
  const left = rows - taken.count;
  const mean = (taken.baseline - taken.candidate) / left;
  return { value: difference, mean, slope: rows / left, lowest: -1, highest: 1, floor: -1, ceiling: 1 };
}

/** The next difference on a row that stands for all rows of its kind. */
export function newDraw(difference: number): NextDraw {
  return { value: difference, mean: 0, slope: 1, lowest: -1, highest: 1, floor: -1, ceiling: 1 };
}
