import { statSync } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';
import type { SearchProgress } from '../../../domain/sample-query.ts';
import { indexFaultOf } from '../index-database.ts';
import type { SampleSearch, SearchedRun } from './sample-search.ts';
import { searchExpression } from './search-expression.ts';
import { firstTextOf, identityOf, IDENTIFIED_RUNS, openTextReader, type TextProgress } from './text-database.ts';

/** Searches the index of texts. What it does not have yet, or not any more, is not found: see `progress`. */
export class TextSearch implements SampleSearch {
  readonly #path: string;
  #open: { readonly database: DatabaseSync; readonly inode: bigint } | undefined;

  constructor(path: string) {
    this.#path = path;
  }

  progress(searched: SearchedRun): SearchProgress {
    const indexed = this.#read((database) => indexedOf(database, searched)) ?? 0;
    return { indexed: Math.min(indexed, searched.size), of: searched.size };
  }

  all(searched: SearchedRun, q: string): Iterable<number> {
    return this.next(searched, q, { after: -1, limit: -1 });
  }

  next(searched: SearchedRun, q: string, { after, limit }: { readonly after: number; readonly limit: number }): number[] {
    const expression = searchExpression(q);
    return this.#read((database) => foundIn(database, searched, { expression, after, limit })) ?? [];
  }

  close(): void {
    this.#open?.database.close();
    this.#open = undefined;
  }

  /** `undefined` where there is no index of texts, or none that is of use: it is being made. */
  #read<Result>(work: (database: DatabaseSync) => Result): Result | undefined {
    try {
      const database = this.#opened();
      return database && work(database);
    } catch (error) {
      const fault = indexFaultOf(error);
      if (fault !== 'damaged' && fault !== 'unwritable') throw error;
      this.close();
      return undefined;
    }
  }

  #opened(): DatabaseSync | undefined {
    const inode = statSync(this.#path, { bigint: true, throwIfNoEntry: false })?.ino;
    if (this.#open !== undefined && this.#open.inode === inode) return this.#open.database;
    this.close();
    const database = inode === undefined ? undefined : openTextReader(this.#path);
    if (database !== undefined && inode !== undefined) this.#open = { database, inode };
    return database;
  }
}

function indexedOf(texts: DatabaseSync, { database, run: { runNo } }: SearchedRun): number {
  const progress = texts.prepare('SELECT * FROM progress WHERE run_no = ?').get(runNo) as TextProgress | undefined;
  const found = database.first(IDENTIFIED_RUNS.where('r.run_no', '=', runNo));
  return progress !== undefined && found !== undefined && progress.identity === identityOf(found) ? progress.done : 0;
}

function foundIn(
  texts: DatabaseSync,
  searched: SearchedRun,
  { expression, after, limit }: { readonly expression: string; readonly after: number; readonly limit: number },
): number[] {
  const end = Math.min(indexedOf(texts, searched), searched.size);
  const first = firstTextOf(searched.run.runNo);
  const statement = texts.prepare(
    `SELECT rowid - ? FROM texts WHERE texts MATCH ? AND rowid > ? AND rowid < ? ORDER BY rowid LIMIT ?`,
  );
  statement.setReturnArrays(true);
  const rows = statement.all(first, expression, first + BigInt(after), first + BigInt(end), limit);
  return (rows as unknown as [number][]).map(([pos]) => pos);
}
