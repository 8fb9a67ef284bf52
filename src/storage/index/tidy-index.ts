import { join } from 'node:path';
import { jobFolder } from '../file/job-folder.ts';
import { indexTexts, type TextRun } from './read/index-texts.ts';
import { makeColumns, runWithoutColumns } from './read/make-columns.ts';
import { samplesFile } from './sources/import-document.ts';
import { sweepDrafts } from './sources/run-draft.ts';
import { databaseOfThread } from './thread-database.ts';

/** Where the files are that rows of the index point into. */
export interface TextPlaces {
  /** Of the projects root: the jobs of another one are in files that this process does not know. */
  readonly scope: string;
  readonly jobsRoot: string;
  readonly importsRoot: string;
}

export interface TidyIndex {
  readonly indexPath: string;
  readonly textPath: string;
  readonly places: TextPlaces;
  /** About how long it may take. */
  readonly budgetMs: number;
}

/** Removes what is left of runs that are gone, makes the columns of large runs, and goes on with the index of texts. Returns whether nothing is left to do. */
export function tidyIndex({ indexPath, textPath, places, budgetMs }: TidyIndex): boolean {
  const database = databaseOfThread(indexPath);
  const endMs = performance.now() + budgetMs;
  const isTimeOver = (): boolean => performance.now() >= endMs;
  if (!sweepDrafts(database, isTimeOver)) return false;
  const large = runWithoutColumns(database);
  if (large !== undefined) {
    makeColumns(database, large);
    return false;
  }
  return indexTexts({
    database,
    textPath,
    fileOf: (run) => fileOf(run, places),
    isTimeOver,
  });
}

function fileOf({ source, scope, origin }: TextRun, places: TextPlaces): string | null | undefined {
  switch (source) {
    case 'job':
      return scope === places.scope ? jobFolder(places.jobsRoot, origin).events : undefined;
    case 'import':
      return samplesFile(join(places.importsRoot, origin));
    case 'themis':
      return null;
  }
}
