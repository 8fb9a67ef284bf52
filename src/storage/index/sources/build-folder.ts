import { databaseOfThread } from '../thread-database.ts';
import type { FolderOutcome, FolderTask } from './folder-task.ts';
import { runFolderTask } from './run-folder-task.ts';

/** A task for a thread, and the index that it is about. */
export interface ThreadFolderTask extends FolderTask {
  readonly indexPath: string;
}

/** Does a task in a thread, with the thread's own connection. */
export function buildFolder({ indexPath, ...task }: ThreadFolderTask): Promise<FolderOutcome> {
  return runFolderTask(databaseOfThread(indexPath), task);
}
