import type { SearchProgress } from '../../../domain/sample-query.ts';
import type { IndexDatabase } from '../index-database.ts';
import type { ReadableRun } from './readable-run.ts';

/** A run whose samples are searched. */
export interface SearchedRun {
  readonly database: IndexDatabase;
  readonly run: ReadableRun;
  /** Its samples. */
  readonly size: number;
}

/** Finds samples of a run by their texts: those that have all words. Throws `unusable_request` where there is no word. */
export interface SampleSearch {
  /** How much can be found by now. */
  progress(searched: SearchedRun): SearchProgress;
  /** The positions of all samples that are found, ascending. */
  all(searched: SearchedRun, q: string): Iterable<number>;
  /** The first of them after a position, at most `limit`. */
  next(searched: SearchedRun, q: string, place: { readonly after: number; readonly limit: number }): number[];
}
