import { LRUCache } from 'lru-cache';
import type { IndexDatabase } from '../index-database.ts';
import { query } from '../index-schema.ts';
import { findRunState, type ReadableRun, type RunState } from './readable-run.ts';

const MAX_BYTES = 96 * 1024 * 1024;
const ENTRY_BYTES = 200;

/** Columns of runs with fewer samples are as quickly made from their rows. */
const KEPT_FROM = 5_000;

/** Bytes that wait to be kept, at most. */
const MAX_WAITING = 64 * 1024 * 1024;

interface CachedColumn {
  readonly state: string;
  readonly bytes: Uint8Array;
}

/** A column that was made and is worth keeping in the index. */
export interface MadeColumn extends CachedColumn {
  readonly run: ReadableRun;
  readonly name: string;
}

/** Columns of runs: of late from memory, else from the index, else made from rows. */
export class ColumnCache {
  readonly #columns = new LRUCache<string, CachedColumn>({
    maxSize: MAX_BYTES,
    sizeCalculation: ({ bytes }) => bytes.byteLength + ENTRY_BYTES,
  });
  #made: MadeColumn[] = [];
  #madeBytes = 0;

  /** `name` says how the bytes are read. `isKept`: whether they are worth keeping beyond this process. */
  get(
    database: IndexDatabase,
    run: ReadableRun,
    { state, hasEnded, size }: RunState,
    { name, isKept, make }: { readonly name: string; readonly isKept: boolean; readonly make: () => Uint8Array },
  ): Uint8Array {
    const key = `${run.runNo} ${name}`;
    const known = this.#columns.get(key);
    if (known?.state === state) return known.bytes;
    const isWorthKeeping = isKept && hasEnded && size >= KEPT_FROM;
    const stored = isWorthKeeping ? storedColumn(database, run, name, state) : undefined;
    const bytes = stored ?? make();
    this.#columns.set(key, { state, bytes });
    if (isWorthKeeping && stored === undefined) this.#keepLater({ run, name, state, bytes });
    return bytes;
  }

  /** What was made since the last call, to be kept. */
  takeMade(): readonly MadeColumn[] {
    const made = this.#made;
    this.#made = [];
    this.#madeBytes = 0;
    return made;
  }

  #keepLater(column: MadeColumn): void {
    if (this.#madeBytes + column.bytes.byteLength > MAX_WAITING) return;
    this.#made.push(column);
    this.#madeBytes += column.bytes.byteLength;
  }
}

/** Writes columns into the index, in one transaction: those whose rows are still what they were made from. */
export function keepColumns(database: IndexDatabase, made: readonly MadeColumn[]): void {
  const insert = 'INSERT OR REPLACE INTO columns (run_no, name, stamp, bytes) VALUES (?, ?, ?, ?)';
  database.transaction(() => {
    for (const { run, name, state, bytes } of made)
      if (findRunState(database, run)?.state === state) database.statement(insert).run(run.runNo, name, state, bytes);
  });
}

function storedColumn(database: IndexDatabase, { runNo }: ReadableRun, name: string, state: string): Uint8Array | undefined {
  const stored = query.selectFrom('columns').select('bytes');
  return database.first(stored.where('run_no', '=', runNo).where('name', '=', name).where('stamp', '=', state))?.bytes;
}
