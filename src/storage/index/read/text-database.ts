import { rmSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { hash } from 'node:crypto';
import type { IndexDatabase } from '../index-database.ts';
import { query } from '../index-schema.ts';

/** Raised when its tables, or what they hold, change: an older one is made anew. */
const TEXT_VERSION = 1;

const BUSY_MS = 250;
const COMPANIONS = ['', '-wal', '-shm', '-journal'];

/** Each run has so many numbers for its samples. */
const RUN_SPAN = 2n ** 32n;

// The texts themselves are in the files of the runs.
const TABLES = `
CREATE VIRTUAL TABLE texts USING fts5(
  inputs, output, error, content = '', contentless_delete = 1, tokenize = 'unicode61 remove_diacritics 2'
);
CREATE TABLE progress (
  run_no INTEGER PRIMARY KEY, identity TEXT NOT NULL, done INTEGER NOT NULL, last_id TEXT NOT NULL, settled INTEGER NOT NULL
);
PRAGMA user_version = ${TEXT_VERSION};
`;

/** How far the texts of a run are in the index: its first `done` samples. */
export interface TextProgress {
  readonly run_no: number;
  readonly identity: string;
  readonly done: number;
  /** The id of the last of them. */
  readonly last_id: string;
  /** The number of the job's next event when it was last looked at for trials that came once more. */
  readonly settled: number;
}

/** Opens the index of texts for reading. Throws what SQLite throws; `undefined` where it is of another version. */
export function openTextReader(path: string): DatabaseSync | undefined {
  const database = new DatabaseSync(path, { readOnly: true, timeout: BUSY_MS });
  try {
    if (versionOf(database) === TEXT_VERSION) return database;
  } catch (error) {
    database.close();
    throw error;
  }
  database.close();
  return undefined;
}

/** Opens the index of texts for writing, and makes its tables where there are none, or those of another version. */
export function openTextWriter(path: string): DatabaseSync {
  const database = new DatabaseSync(path, { timeout: BUSY_MS });
  try {
    database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF; PRAGMA cache_size = -16384;');
    const version = versionOf(database);
    if (version === TEXT_VERSION) return database;
    if (version === 0) {
      database.exec(`BEGIN IMMEDIATE; ${TABLES} COMMIT;`);
      return database;
    }
  } catch (error) {
    database.close();
    throw error;
  }
  database.close();
  removeTexts(path);
  return openTextWriter(path);
}

/** Removes the index of texts; it is made anew. */
export function removeTexts(path: string): void {
  for (const companion of COMPANIONS) rmSync(`${path}${companion}`, { force: true });
}

/** The number of a run's first sample among all texts. */
export function firstTextOf(runNo: number): bigint {
  return BigInt(runNo) * RUN_SPAN;
}

/** What tells a run from another that had its number in an earlier index; `undefined` where it is gone. */
export function textIdentity(database: IndexDatabase, runNo: number): string | undefined {
  const run = database.first(
    query
      .selectFrom('runs')
      .select(['run_id', 'scope', 'source', 'origin', 'step_index', 'stamp', 'digest'])
      .where('run_no', '=', runNo),
  );
  const first = database.first(query.selectFrom('samples').select('id').where('run_no', '=', runNo).where('pos', '=', 0));
  return run && hash('sha1', JSON.stringify([Object.values(run), first?.id]));
}

function versionOf(database: DatabaseSync): number {
  return (database.prepare('PRAGMA user_version').get() as { user_version: number }).user_version;
}
