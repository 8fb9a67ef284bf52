import { statSync } from 'node:fs';
import { IndexDatabase, indexFaultOf } from './index-database.ts';

/** How long a thread waits for other writers, in all. */
const PATIENCE_MS = 30_000;
const PAUSE_MS = 20;

let open: { readonly database: IndexDatabase; readonly inode: bigint } | undefined;

/** The connection of this thread to the index at a path; a new one where the file is another one now. */
export function databaseOfThread(path: string): IndexDatabase {
  const inode = statSync(path, { bigint: true, throwIfNoEntry: false })?.ino ?? 0n;
  if (open?.database.path === path && open.inode === inode) return open.database;
  open?.database.close();
  open = undefined;
  const database = new IndexDatabase(path);
  open = { database, inode: statSync(path, { bigint: true }).ino };
  return database;
}

/** Writes, and waits for other writers as long as it has to: only for threads that nobody talks to. */
export function patiently<Result>(work: () => Result): Result {
  for (let waited = 0; ; waited += PAUSE_MS) {
    try {
      return work();
    } catch (error) {
      if (indexFaultOf(error) !== 'busy' || waited >= PATIENCE_MS) throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, PAUSE_MS);
    }
  }
}
