/** The scores of one sample, on their way into columns. */
export interface ScoreRow {
  readonly id: string;
  /** Tells samples of one id apart that are no repeats of each other: rows that are equal. */
  readonly row: number;
  /** Where the sample stands in its run, from 0. */
  readonly index: number;
  readonly cluster: string | null;
  /** By the position of the metric; `null`, or nothing, where there is no valid score. */
  readonly scores: readonly (number | null | undefined)[];
}

/** By id, in the order of code units, then by row; repeats in the order of the run. */
export function byIdThenIndex(a: ScoreRow, b: ScoreRow): number {
  return a.id < b.id ? -1 : a.id > b.id ? 1 : a.row - b.row || a.index - b.index;
}
