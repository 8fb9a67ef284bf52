import type { HumanLabel } from './label-store.ts';
import type { Run } from './run.ts';

/** What rates the samples of a run: a metric by the mean of its looks, one or each of its looks, or people. */
export type Rating =
  | { readonly by: 'metric'; readonly metric: string }
  | { readonly by: 'look'; readonly metric: string; readonly look: number }
  | { readonly by: 'looks'; readonly metric: string }
  | { readonly by: 'people'; readonly labels: readonly HumanLabel[] };

/** Ratings of the samples of a run, repeats of an example apart. */
export interface RunRatings {
  readonly run: Run;
  readonly columns: RatingColumns;
}

export interface RatingColumns {
  /** Samples. */
  readonly size: number;
  /** Their ids, ascending by code unit; an id that comes again is another sample. See `textList`. */
  readonly ids: Uint8Array;
  /** The same for the same ids. */
  readonly digest: string;
  /** The number of each sample's row in its dataset; `null` where there is none. */
  readonly datasetRows: Int32Array | null;
  /** For each rating that was asked for one column, or of all looks one for each, with NaN where a sample has none. */
  readonly ratings: readonly (readonly Float64Array[])[];
}
