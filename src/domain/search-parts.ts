import { MOST_TRAINING_ROWS, type SearchAlgorithm } from '../evaluation/search-algorithm.ts';

/** How many rows of a search are for what. */
export interface SearchParts {
  readonly training: number;
  /** `null` where candidates are chosen by the training rows. */
  readonly selection: number | null;
  /** `null` where none are held out. */
  readonly holdout: number | null;
  /** Hex, of what the rows of each part hold. */
  readonly sha256: string;
  /** Hex, of the dataset that is held out, where it is another one; else `null`. */
  readonly holdoutDatasetSha256: string | null;
}

/** Rows that a step of the search runs, at most. */
export function searchedRows(
  { training, selection }: Pick<SearchParts, 'training' | 'selection'>,
  algorithm: string | undefined,
): number {
  const most = MOST_TRAINING_ROWS[(algorithm ?? 'opro') as SearchAlgorithm];
  return Math.min(training, most) + (selection ?? 0);
}
