import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as delay } from 'node:timers/promises';
import { makePrivateFile, PRIVATE_FOLDER } from './private-mode.ts';

const FIRST_PAUSE_MS = 2;
const LONGEST_PAUSE_MS = 50;

/** A process that holds a lock for longer is suspended. */
const PATIENCE_MS = 10_000;

/** `SQLITE_BUSY` and `SQLITE_LOCKED`, primary codes of SQLite's results. */
const BUSY_CODES: readonly number[] = [5, 6];

interface Hold {
  readonly acquired: Promise<DatabaseSync | undefined>;
  users: number;
}

/**
 * Keeps other processes from doing the same work at the same time, by a lock of the operating system on an empty file. It is the
 * lock of an SQLite database, since Node has no other; the system frees it when its process dies. Calls of one lock share it.
 *
 * Where the file can't be locked (no such folder, a file system without locks), and when a suspended process holds the lock for ten
 * seconds, the work is done without it: whoever needs certainty needs another proof as well.
 */
export class FolderLock {
  readonly #path: string;
  readonly #patienceMs: number;
  #hold: Hold | undefined;

  constructor(path: string, patienceMs = PATIENCE_MS) {
    this.#path = path;
    this.#patienceMs = patienceMs;
  }

  /** Does the work under the lock. Rejects only if the work does. */
  async during<Result>(work: () => Promise<Result>): Promise<Result> {
    const hold = (this.#hold ??= { acquired: this.#acquire(), users: 0 });
    hold.users += 1;
    try {
      await hold.acquired;
      return await work();
    } finally {
      hold.users -= 1;
      if (hold.users === 0) await this.#release(hold);
    }
  }

  async #release(hold: Hold): Promise<void> {
    this.#hold = undefined;
    // Closing it rolls its transaction back, which has changed nothing.
    (await hold.acquired)?.close();
  }

  async #acquire(): Promise<DatabaseSync | undefined> {
    await mkdir(dirname(this.#path), { mode: PRIVATE_FOLDER }).catch(() => undefined);
    const startMs = performance.now();
    for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(2 * pauseMs, LONGEST_PAUSE_MS)) {
      const attempt = lockedDatabase(this.#path);
      if (attempt !== 'busy') return attempt;
      if (performance.now() - startMs > this.#patienceMs) return undefined;
      await delay(pauseMs * (0.5 + Math.random() / 2));
    }
  }
}

/** `undefined` where the file can't be locked at all. */
function lockedDatabase(path: string): DatabaseSync | 'busy' | undefined {
  let database: DatabaseSync | undefined;
  try {
    makePrivateFile(path);
    database = new DatabaseSync(path, { timeout: 0 });
    database.exec('BEGIN IMMEDIATE');
    return database;
  } catch (error) {
    database?.close();
    const code = typeof error === 'object' && error !== null && 'errcode' in error ? Number(error.errcode) : 0;
    return BUSY_CODES.includes(code & 0xff) ? 'busy' : undefined;
  }
}
