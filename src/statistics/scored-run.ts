import type { HumanLabels } from './human-labels.ts';

/** How many, and up to twenty of their ids. */
export interface IdTally {
  readonly count: number;
  readonly ids: readonly string[];
}

/** What a run is named by, and its scores by each metric. */
export interface MeasuredRun {
  readonly runId: string;
  readonly metrics: ReadonlyMap<string, Float64Array>;
}

/**
 * A run as columns. `ids` ascend by code unit; one that comes again is another sample, such as an equal row of the
 * dataset. Every metric has one value a sample, NaN where the sample has no valid
 * score: the columnar way to write "missing", which never leaves the statistics.
 */
export interface ScoredRun extends MeasuredRun {
  readonly ids: readonly string[];
  /** The number of each sample's row in the dataset that the runs have in common; left out where they have none. */
  readonly datasetRows?: Int32Array;
  /** The cluster of each sample; null where it has none. */
  readonly clusters?: readonly (string | null)[];
  /** In which levels of the field that slices its samples are. */
  readonly slices?: SampleLevels;
  /** By metric the samples of which no record has a valid score; counted from the NaNs where left out. */
  readonly invalid?: ReadonlyMap<string, IdTally>;
  /** Ids that came more than once and were averaged. */
  readonly duplicates?: IdTally;
  /** What was averaged, of the metrics by which some sample has more than one score. */
  readonly repeats?: ReadonlyMap<string, RepeatedScores>;
  /** What people say of some of the samples. */
  readonly humanLabels?: HumanLabels;
}

/**
 * How many scores each sample has, and the sum of their squared deviations from its mean. Where a sample has no score, 0 and 0.
 */
export interface RepeatedScores {
  readonly counts: Float64Array;
  readonly squares: Float64Array;
}

/** The levels of samples in a field, of which a sample may have several: sets of levels, and for each sample the number of its set; −1 where it has none. */
export interface SampleLevels {
  readonly sets: readonly (readonly string[])[];
  readonly ofSample: Int32Array;
}

/** Beyond this the square of a score may overflow. */
const LARGEST_SCORE = 1e150;

/** Whether a value counts as a score: a number that is finite and not absurdly large. */
export function isScore(value: unknown): value is number {
  return typeof value === 'number' && Math.abs(value) <= LARGEST_SCORE;
}

/** How many ids an IdTally names. */
export const NAMED_IDS = 20;

/** Counts the ids and names the first twenty. */
export function idTally(ids: readonly string[]): IdTally {
  return { count: ids.length, ids: ids.slice(0, NAMED_IDS) };
}

/** Ascending by UTF-16 code units: the same everywhere, unlike a locale's order. */
export function byCodeUnit(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
