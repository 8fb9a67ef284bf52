import { rmSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import type { InferResult } from 'kysely';
import { makePrivateFile } from '../../../files/private-mode.ts';
import { query } from '../index-schema.ts';

/** Raised when its tables, or what they hold, change: an older one is made anew. */
const TEXT_VERSION = 2;

const BUSY_MS = 250;
const COMPANIONS = ['', '-wal', '-shm', '-journal'];

/** Of an id, what its run is told by. */
const LONGEST_ID = 100;

/** Each run has so many numbers for its samples. */
const RUN_SPAN = 2n ** 32n;

// The texts themselves are in the files of the runs. `failed` has the failed trials whose texts are in the index, each with the
// number of its event: only they may come once more.
const TABLES = `
CREATE VIRTUAL TABLE texts USING fts5(
  inputs, reference, output, error,
  content = '', contentless_delete = 1, tokenize = 'unicode61 remove_diacritics 2', prefix = '1 2'
);
CREATE TABLE progress (run_no INTEGER PRIMARY KEY, identity TEXT NOT NULL, done INTEGER NOT NULL, settled INTEGER NOT NULL);
CREATE TABLE failed (run_no INTEGER NOT NULL, pos INTEGER NOT NULL, seq INTEGER NOT NULL, PRIMARY KEY (run_no, pos)) WITHOUT ROWID;
PRAGMA user_version = ${TEXT_VERSION};
`;

/** How far the texts of a run are in the index: its first `done` samples. */
export interface TextProgress {
  readonly run_no: number;
  readonly identity: string;
  readonly done: number;
  /** How many events the job had when its failed trials were last compared with `failed`; -1 before. */
  readonly settled: number;
}

/** Runs, each with what its identity is made of. */
export const IDENTIFIED_RUNS = query
  .selectFrom('runs as r')
  .leftJoin('samples as s', (join) => join.onRef('s.run_no', '=', 'r.run_no').on('s.pos', '=', 0))
  .select([
    'r.run_no',
    'r.run_id',
    'r.scope',
    'r.source',
    'r.origin',
    'r.step_index',
    'r.stamp',
    'r.digest',
    's.id as first_id',
  ]);

type IdentifiedRun = InferResult<typeof IDENTIFIED_RUNS>[number];

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
  makePrivateFile(path);
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

/** What tells a run from another that had its number in an earlier index. */
export function identityOf(run: IdentifiedRun): string {
  const { run_id: runId, scope, source, origin, step_index: stepIndex, stamp, digest, first_id: firstId } = run;
  return [runId, scope, source, origin, stepIndex, stamp, digest, firstId?.slice(0, LONGEST_ID)].join(' ');
}

function versionOf(database: DatabaseSync): number {
  return (database.prepare('PRAGMA user_version').get() as { user_version: number }).user_version;
}
