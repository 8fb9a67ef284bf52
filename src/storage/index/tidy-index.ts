import { sweepDrafts } from './sources/run-draft.ts';
import { databaseOfThread } from './thread-database.ts';

export interface TidyIndex {
  readonly indexPath: string;
  readonly textPath: string;
  /** About how long it may take. */
  readonly budgetMs: number;
}

/** Removes what is left of runs that are gone. Returns whether nothing is left to do. */
export function tidyIndex({ indexPath }: TidyIndex): boolean {
  sweepDrafts(databaseOfThread(indexPath));
  return true;
}
