/** People's labels of some samples of a run, beside what its metrics say of the same samples. */
export interface HumanLabels {
  /** For each label, where its sample is in the columns of the run; several labels may be of repeats of one sample. */
  readonly places: Int32Array;
  readonly values: Float64Array;
  /** By metric, the score of that very repeat; NaN where it has none. */
  readonly scores: ReadonlyMap<string, Float64Array>;
}
