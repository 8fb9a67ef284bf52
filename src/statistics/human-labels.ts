/** Values that a metric or people may use to be called categories. */
export const MOST_CATEGORIES = 20;

/** People's labels of some samples of a run, beside what its metrics say of the same samples. */
export interface HumanLabels {
  /** For each label, where its sample is in the columns of the run; several labels may be of repeats of one sample. */
  readonly places: Int32Array;
  readonly values: Float64Array;
  readonly scores: ReadonlyMap<string, LabelledScores>;
}

/** What a metric says of the labelled samples. */
export interface LabelledScores {
  /** For each label the score of that very repeat; NaN where it has none. */
  readonly values: Float64Array;
  /** Whether the metric gives all samples of the run one of a few values. */
  readonly isCategorical: boolean;
}

/** Whether no more values are among these than may be called categories; NaN is none. */
export function hasFewValues(values: Float64Array): boolean {
  const seen = new Set<number>();
  for (const value of values) if (!Number.isNaN(value) && seen.add(value).size > MOST_CATEGORIES) return false;
  return true;
}
