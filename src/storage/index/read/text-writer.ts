import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { type IndexFault, indexFaultOf } from '../index-database.ts';
import type { SearchedText } from './searched-text.ts';
import { firstTextOf, openTextWriter, removeTexts, type TextProgress } from './text-database.ts';

/** The index of texts can't be written; that says nothing about the index itself. */
export class TextFaultError extends Error {
  override readonly name = 'TextFaultError';
  readonly fault: IndexFault;

  constructor(fault: IndexFault, cause: unknown) {
    super(`the index of texts is ${fault}`, { cause });
    this.fault = fault;
  }
}

/** Writes the index of texts, in one transaction each. All methods throw a `TextFaultError`. */
export class TextWriter {
  readonly #database: DatabaseSync;
  readonly #statements = new Map<string, StatementSync>();

  /** One that is damaged is removed first. */
  constructor(path: string) {
    this.#database = withFaults(() => {
      try {
        return openTextWriter(path);
      } catch (error) {
        if (indexFaultOf(error) !== 'damaged') throw error;
        removeTexts(path);
        return openTextWriter(path);
      }
    });
  }

  progress(): Map<number, TextProgress> {
    const all = withFaults(() => this.#database.prepare('SELECT * FROM progress').all());
    return new Map((all as unknown as TextProgress[]).map((row) => [row.run_no, row]));
  }

  /** The failed trials of a run that are there, by position: the numbers of their events. */
  failed(runNo: number): Map<number, number> {
    const all = withFaults(() => this.#database.prepare('SELECT pos, seq FROM failed WHERE run_no = ?').all(runNo));
    return new Map((all as unknown as { pos: number; seq: number }[]).map(({ pos, seq }) => [pos, seq]));
  }

  /** Puts texts in, in the place of those that were there, and says how far the run is now. Does nothing where it is no longer `from` there. */
  put(from: TextProgress | undefined, to: TextProgress, texts: readonly SearchedText[]): void {
    this.#transaction(() => {
      if (this.#done(to.run_no) !== from?.done) return;
      for (const text of texts) this.#put(to.run_no, text);
      this.#setProgress(to);
    });
  }

  /** Removes the last texts of a run, at most `count`. */
  remove({ run_no: runNo, done }: TextProgress, count: number): void {
    const left = Math.max(0, done - count);
    const first = firstTextOf(runNo);
    this.#transaction(() => {
      this.#database
        .prepare('DELETE FROM texts WHERE rowid >= ? AND rowid < ?')
        .run(first + BigInt(left), first + BigInt(done));
      this.#database.prepare('DELETE FROM failed WHERE run_no = ? AND pos >= ?').run(runNo, left);
      if (left > 0) this.#database.prepare(`UPDATE progress SET done = ?, identity = '' WHERE run_no = ?`).run(left, runNo);
      else this.#database.prepare('DELETE FROM progress WHERE run_no = ?').run(runNo);
    });
  }

  close(): void {
    this.#database.close();
  }

  #put(runNo: number, { row, inputs, reference, output, error }: SearchedText): void {
    this.#statement('INSERT OR REPLACE INTO texts (rowid, inputs, reference, output, error) VALUES (?, ?, ?, ?, ?)').run(
      firstTextOf(runNo) + BigInt(row.pos),
      inputs,
      reference,
      output,
      error,
    );
    if (row.is_failed === 1) this.#statement('INSERT OR REPLACE INTO failed VALUES (?, ?, ?)').run(runNo, row.pos, row.seq);
    else this.#statement('DELETE FROM failed WHERE run_no = ? AND pos = ?').run(runNo, row.pos);
  }

  /** Prepared once for all texts. */
  #statement(sql: string): StatementSync {
    let statement = this.#statements.get(sql);
    if (statement === undefined) {
      statement = this.#database.prepare(sql);
      this.#statements.set(sql, statement);
    }
    return statement;
  }

  #setProgress({ run_no: runNo, identity, done, settled }: TextProgress): void {
    this.#database.prepare('INSERT OR REPLACE INTO progress VALUES (?, ?, ?, ?)').run(runNo, identity, done, settled);
  }

  #done(runNo: number): number | undefined {
    const progress = this.#database.prepare('SELECT done FROM progress WHERE run_no = ?').get(runNo);
    return progress?.['done'] as number | undefined;
  }

  #transaction(work: () => void): void {
    withFaults(() => {
      this.#database.exec('BEGIN IMMEDIATE');
      try {
        work();
        this.#database.exec('COMMIT');
      } catch (error) {
        if (this.#database.isTransaction) this.#database.exec('ROLLBACK');
        throw error;
      }
    });
  }
}

function withFaults<Result>(work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    const fault = indexFaultOf(error);
    throw fault === undefined ? error : new TextFaultError(fault, error);
  }
}
