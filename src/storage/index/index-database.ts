import { DatabaseSync, type SQLInputValue, type SQLOutputValue, type StatementSync } from 'node:sqlite';
import type { Compilable } from 'kysely';
import { LRUCache } from 'lru-cache';
import { makePrivateFile } from '../../files/private-mode.ts';
import { INDEX_TABLES, INDEX_VERSION } from './index-schema.ts';

/** Prepared statements that are kept, at most. */
const MAX_STATEMENTS = 200;

/** How long a writer waits for another one, unless it says otherwise. Transactions are kept short, so that this is seldom needed. */
const BUSY_MS = 250;

/** How long to wait for other processes that open it at the same time, or make its tables. */
const OPEN_BUSY_MS = 5_000;

const CACHE_KIB = 16 * 1024;
/** A reader goes once through what it reads: the system's own cache has the rest. */
const READER_CACHE_KIB = 4 * 1024;

/** `SQLITE_BUSY` and `SQLITE_LOCKED`, primary codes of SQLite's results. */
const BUSY_CODES: readonly number[] = [5, 6];
/** `SQLITE_CORRUPT` and `SQLITE_NOTADB`. */
const DAMAGED_CODES: readonly number[] = [11, 26];
/** `SQLITE_READONLY`, `SQLITE_IOERR`, `SQLITE_FULL` and `SQLITE_CANTOPEN`. */
const UNWRITABLE_CODES: readonly number[] = [8, 10, 13, 14];

/** What went wrong with an index. */
export type IndexFault = 'busy' | 'damaged' | 'unwritable';

export interface OpenOptions {
  readonly isReadOnly?: boolean;
  /** How long a writer waits for another one, in this thread. */
  readonly busyMs?: number;
}

/** One connection to an index. All calls are synchronous; keep writes short, since writers wait for each other. */
export class IndexDatabase {
  readonly path: string;
  readonly #database: DatabaseSync;
  readonly #statements = new LRUCache<string, StatementSync>({ max: MAX_STATEMENTS });
  #isInTransaction = false;

  /** Opens an index, and makes its tables where there are none. Throws where it is of another version: see `versionOf`. */
  constructor(path: string, { isReadOnly = false, busyMs = BUSY_MS }: OpenOptions = {}) {
    this.path = path;
    if (!isReadOnly && path !== ':memory:') makePrivateFile(path);
    this.#database = new DatabaseSync(path, { readOnly: isReadOnly, timeout: OPEN_BUSY_MS });
    try {
      this.#prepare(isReadOnly);
      this.#database.exec(`PRAGMA busy_timeout = ${busyMs}`);
    } catch (error) {
      this.#database.close();
      throw error;
    }
  }

  /** The rows of a query. */
  all<Row>(query: Compilable<Row>): Row[] {
    const { statement, parameters } = this.#compiled(query);
    return statement.all(...parameters) as Row[];
  }

  /** The first row; `undefined` where there is none. */
  first<Row>(query: Compilable<Row>): Row | undefined {
    const { statement, parameters } = this.#compiled(query);
    return statement.get(...parameters) as Row | undefined;
  }

  /** The rows, one after another. The query can't be run again until the last was taken or the iterator returned. */
  *each<Row>(query: Compilable<Row>): Generator<Row> {
    const { sql, parameters } = query.compile();
    yield* this.#database.prepare(sql).iterate(...(parameters as SQLInputValue[])) as Iterable<Row>;
  }

  /** Runs a query that changes rows. Returns how many it changed, and the number of the last one that it added. */
  run(query: Compilable): { readonly changes: number; readonly lastRowNo: number } {
    const { statement, parameters } = this.#compiled(query);
    const { changes, lastInsertRowid } = statement.run(...parameters);
    return { changes: Number(changes), lastRowNo: Number(lastInsertRowid) };
  }

  /** A statement that is run many times with other values, as plain SQL with `?`: nothing is as fast. */
  statement(sql: string): StatementSync {
    let statement = this.#statements.get(sql);
    if (statement === undefined) {
      statement = this.#database.prepare(sql);
      this.#statements.set(sql, statement);
    }
    return statement;
  }

  /** The rows of plain SQL as arrays of values, which is the fastest way to read many. */
  *values(sql: string, ...parameters: readonly SQLInputValue[]): Generator<readonly SQLOutputValue[]> {
    const statement = this.#database.prepare(sql);
    statement.setReturnArrays(true);
    yield* statement.iterate(...parameters) as unknown as Iterable<readonly SQLOutputValue[]>;
  }

  exec(sql: string): void {
    this.#database.exec(sql);
  }

  /** All of some work, or nothing. One within another is part of it. */
  transaction<Result>(work: () => Result): Result {
    if (this.#isInTransaction) return work();
    this.#database.exec('BEGIN IMMEDIATE');
    this.#isInTransaction = true;
    try {
      const result = work();
      this.#database.exec('COMMIT');
      return result;
    } catch (error) {
      if (this.#database.isTransaction) this.#database.exec('ROLLBACK');
      throw error;
    } finally {
      this.#isInTransaction = false;
    }
  }

  close(): void {
    this.#statements.clear();
    if (this.#database.isOpen) this.#database.close();
  }

  /** What can be made again at any time need not survive the loss of power: nothing waits for the disk. */
  #prepare(isReadOnly: boolean): void {
    const cacheKib = isReadOnly ? READER_CACHE_KIB : CACHE_KIB;
    this.#database.exec(`PRAGMA cache_size = -${cacheKib}; PRAGMA mmap_size = 0; PRAGMA temp_store = FILE;`);
    if (isReadOnly) return;
    this.#database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF; PRAGMA journal_size_limit = 67108864;');
    this.transaction(() => {
      const version = versionOf(this.#database);
      if (version === 0) this.#database.exec(INDEX_TABLES);
      else if (version !== INDEX_VERSION) throw new OtherVersionError(version);
    });
  }

  #compiled(query: Compilable): { readonly statement: StatementSync; readonly parameters: SQLInputValue[] } {
    const { sql, parameters } = query.compile();
    return { statement: this.statement(sql), parameters: parameters as SQLInputValue[] };
  }
}

/** The index is of another version of Assay. */
export class OtherVersionError extends Error {
  override readonly name = 'OtherVersionError';
  readonly isNewer: boolean;

  constructor(version: number) {
    super(`the index is of version ${version}, and this is for version ${INDEX_VERSION}`);
    this.isNewer = version > INDEX_VERSION;
  }
}

/** What an error of a database means; `undefined` for an error that is not one. */
export function indexFaultOf(error: unknown): IndexFault | undefined {
  const code = resultCodeOf(error);
  if (code === undefined) return undefined;
  if (BUSY_CODES.includes(code)) return 'busy';
  if (DAMAGED_CODES.includes(code)) return 'damaged';
  return UNWRITABLE_CODES.includes(code) ? 'unwritable' : undefined;
}

/** The primary result code of SQLite that an error of a database carries. */
export function resultCodeOf(error: unknown): number | undefined {
  const isCoded = typeof error === 'object' && error !== null && 'errcode' in error && typeof error.errcode === 'number';
  return isCoded ? (error as { readonly errcode: number }).errcode & 0xff : undefined;
}

function versionOf(database: DatabaseSync): number {
  return (database.prepare('PRAGMA user_version').get() as { user_version: number }).user_version;
}
