import { statSync } from 'node:fs';
import { IndexDatabase, indexFaultOf, OtherVersionError } from '../index-database.ts';
import { ColumnCache, keepColumns, type MadeColumn } from './column-cache.ts';
import { inSnapshot } from './snapshot.ts';
import { SampleReads } from './sample-reads.ts';
import { TextSearch } from './text-search.ts';

/** Where an index and its index of texts are. */
export interface IndexPlace {
  readonly indexPath: string;
  readonly textPath: string;
}

/** The indexes that one thread has open for reading: anew when another file has taken the place of one. */
export class ThreadReads {
  #open: OpenReads | undefined;

  /** Reads the index as it is at one moment; then keeps the columns that were made on the way. Throws what SQLite throws. */
  read<Result>(place: IndexPlace, work: (reads: SampleReads) => Result): Result {
    const { database, inode, reads, cache } = this.#opened(place);
    const result = inSnapshot(database, () => work(reads));
    const made = cache.takeMade();
    if (made.length > 0 && inodeOf(place.indexPath) === inode) keepMade(place.indexPath, made);
    return result;
  }

  close(): void {
    this.#open?.database.close();
    this.#open?.search.close();
    this.#open = undefined;
  }

  #opened(place: IndexPlace): OpenReads {
    const inode = inodeOf(place.indexPath);
    if (this.#open?.database.path === place.indexPath && this.#open.inode === inode) return this.#open;
    this.close();
    const database = new IndexDatabase(place.indexPath, { isReadOnly: true });
    const cache = new ColumnCache();
    const search = new TextSearch(place.textPath);
    this.#open = { database, inode, cache, search, reads: new SampleReads(database, search, cache) };
    return this.#open;
  }
}

interface OpenReads {
  readonly database: IndexDatabase;
  readonly inode: bigint;
  readonly cache: ColumnCache;
  readonly search: TextSearch;
  readonly reads: SampleReads;
}

/** Where they can't be written they are made anew another time. */
function keepMade(path: string, made: readonly MadeColumn[]): void {
  let writer: IndexDatabase | undefined;
  try {
    writer = new IndexDatabase(path);
    keepColumns(writer, made);
  } catch (error) {
    if (indexFaultOf(error) === undefined && !(error instanceof OtherVersionError)) throw error;
  } finally {
    writer?.close();
  }
}

function inodeOf(path: string): bigint {
  return statSync(path, { bigint: true, throwIfNoEntry: false })?.ino ?? 0n;
}
