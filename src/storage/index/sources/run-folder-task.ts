import type { IndexDatabase } from '../index-database.ts';
import type { FolderOutcome, FolderTask } from './folder-task.ts';
import { indexImportFolder } from './index-import-folder.ts';
import { indexThemisFolder } from './index-themis-folder.ts';
import { inTurn, sweepDrafts, unlist } from './run-draft.ts';
import { nameThemisRuns } from './themis-names.ts';

/** Does a task. Throws what the database throws; what is wrong with a folder is part of the outcome. */
export async function runFolderTask(database: IndexDatabase, task: FolderTask): Promise<FolderOutcome> {
  const outcome = task.kind === 'forget' ? forget(database, task) : await index(database, task);
  if (outcome.state !== 'listed') sweepDrafts(database);
  return outcome;
}

function index(database: IndexDatabase, task: FolderTask): Promise<FolderOutcome> {
  return task.source === 'import' ? indexImportFolder(database, task) : indexThemisFolder(database, task);
}

function forget(database: IndexDatabase, task: FolderTask): FolderOutcome {
  inTurn(database, () => {
    const listed = unlist(database, task);
    if (listed !== undefined && task.source === 'themis') nameThemisRuns(database, [listed.name]);
  });
  return { stamp: '', state: 'gone', faults: [], isInProgress: false };
}
