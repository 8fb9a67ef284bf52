import { hash } from 'node:crypto';
import { accessSync, constants, existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { PRIVATE_FOLDER } from '../../files/private-mode.ts';
import { IndexDatabase, indexFaultOf, OtherVersionError, resultCodeOf } from './index-database.ts';

const NAME = 'index.sqlite';

/** The main thread has other things to do than to wait: what was not taken is written again a little later. */
export const MAIN_BUSY_MS = 10;

/** Linux keeps its files in memory. */
const MEMORY_FOLDER = '/dev/shm';

/** `SQLITE_IOERR` and `SQLITE_CANTOPEN`. */
const IO_ERROR = 10;
const CANT_OPEN = 14;

/** Of SQLite's own, beside a database. */
const COMPANIONS = ['', '-wal', '-shm', '-journal'];

/** An index that is open for writing, and where it is. */
export interface OpenIndex {
  readonly database: IndexDatabase;
  /** The index of texts, beside it. */
  readonly textPath: string;
  /** Whether it goes with this process: the storage folder has none that can be used. */
  readonly isTemporary: boolean;
}

/**
 * Opens the index of a storage folder, or makes it. One that is damaged or older is made anew; where the folder can't be written, or
 * its index is of a newer version, a temporary one takes its place. `onNotice` is told in a sentence.
 */
export function openIndex(storageDir: string, onNotice: (message: string) => void): OpenIndex {
  const path = join(storageDir, NAME);
  try {
    mkdirSync(storageDir, { recursive: true, mode: PRIVATE_FOLDER });
    return opened(path, false);
  } catch (error) {
    const isOurs = error instanceof OtherVersionError ? !error.isNewer : isUnreadable(error);
    return (
      (isOurs ? remade(path, error, onNotice) : undefined) ??
      temporaryIndex(`${path} can't be used (${messageOf(error)})`, onNotice)
    );
  }
}

/** Opens an index again whose file is gone or another one. Makes its folder, but none above it; where it can't, a temporary one takes its place. */
export function reopenedIndex({ database: { path }, isTemporary }: OpenIndex, onNotice: (message: string) => void): OpenIndex {
  try {
    if (!existsSync(dirname(path))) mkdirSync(dirname(path), { mode: PRIVATE_FOLDER });
    return opened(path, isTemporary);
  } catch (error) {
    return temporaryIndex(`${path} can't be used (${messageOf(error)})`, onNotice);
  }
}

/** An index that goes with this process: in memory where the system has such a folder. */
export function temporaryIndex(reason: string, onNotice: (message: string) => void): OpenIndex {
  const folder = mkdtempSync(join(isWritable(MEMORY_FOLDER) ? MEMORY_FOLDER : tmpdir(), 'assay-index-'));
  onNotice(`${reason}: a temporary index in ${folder} takes its place, and is made anew at each start`);
  return opened(join(folder, NAME), true);
}

/** Closes an index and, if it is a temporary one, removes it. */
export function closeIndex({ database, isTemporary }: OpenIndex): void {
  database.close();
  if (isTemporary) rmSync(join(database.path, '..'), { recursive: true, force: true });
}

/** Removes the files of an index, so that it is made anew. Whoever still has it open goes on with what is no longer there. */
export function removeIndex(path: string): void {
  for (const companion of COMPANIONS)
    for (const file of [path, textPathOf(path)]) rmSync(`${file}${companion}`, { force: true });
}

/** What tells the jobs of one projects root from those of another in one index. */
export function scopeOf(projectsRoot: string): string {
  return hash('sha256', projectsRoot).slice(0, 16);
}

/** Where the index of texts is. */
export function textPathOf(path: string): string {
  return `${path}.text`;
}

/** Opens an index for the main thread: it must not be held up, and what could not be written is tried again. */
export function opened(path: string, isTemporary: boolean): OpenIndex {
  return { database: new IndexDatabase(path, { busyMs: MAIN_BUSY_MS }), textPath: textPathOf(path), isTemporary };
}

/** `undefined` where the folder does not take it. Another process that makes it anew at the same time may be in the way, and done a moment later. */
function remade(path: string, error: unknown, onNotice: (message: string) => void): OpenIndex | undefined {
  const made = attempted(() => {
    removeIndex(path);
    return opened(path, false);
  });
  const index = made ?? attempted(() => opened(path, false));
  if (index !== undefined) onNotice(`${path} is made anew: ${messageOf(error)}`);
  return index;
}

function attempted(work: () => OpenIndex): OpenIndex | undefined {
  try {
    return work();
  } catch {
    return undefined;
  }
}

/** Damaged, or with companions that are: SQLite then fails in reading them. */
function isUnreadable(error: unknown): boolean {
  const code = resultCodeOf(error);
  return indexFaultOf(error) === 'damaged' || code === IO_ERROR || code === CANT_OPEN;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function isWritable(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}
