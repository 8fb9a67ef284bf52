import { statSync } from 'node:fs';
import { IndexDatabase, indexFaultOf } from './index-database.ts';
import { closeIndex, openIndex, type OpenIndex, removeIndex, reopenedIndex, temporaryIndex } from './index-file.ts';

/** How often a file is looked at that another process may have put in the place of ours. */
const LOOK_MS = 1_000;

/**
 * The index of one process, for its main thread: what is derived from the files of jobs and runs, so that lists, pages and comparisons
 * need not read them. Whatever becomes of it, nothing is lost: it is made anew from those files.
 */
export class AssayIndex {
  readonly #onNotice: (message: string) => void;
  readonly #listeners: (() => void)[] = [];
  #open: OpenIndex;
  #inode: bigint;
  #lookedMs = performance.now();
  #isStalled = false;
  #writes = 0;

  constructor(open: OpenIndex, onNotice: (message: string) => void = () => undefined) {
    this.#open = open;
    this.#onNotice = onNotice;
    this.#inode = inodeOf(open.database.path);
  }

  /** The index in a storage folder. `onNotice` is told in a sentence what is wrong with it. */
  static in(storageDir: string, onNotice: (message: string) => void): AssayIndex {
    return new AssayIndex(openIndex(storageDir, onNotice), onNotice);
  }

  /** An index of this process alone, which other threads can't open. */
  static inMemory(): AssayIndex {
    return new AssayIndex({ database: new IndexDatabase(':memory:'), textPath: ':memory:', isTemporary: false });
  }

  /** Where other threads find it. */
  get path(): string {
    return this.#open.database.path;
  }

  get textPath(): string {
    return this.#open.textPath;
  }

  get isTemporary(): boolean {
    return this.#open.isTemporary;
  }

  /** Whether it could not take what was written last. */
  get isStalled(): boolean {
    return this.#isStalled;
  }

  /** Differs from before when something was written, by whatever process. */
  get version(): string {
    const row = this.read((database) => database.statement('PRAGMA data_version').get());
    return `${this.#inode} ${this.#writes} ${String(row?.data_version)}`;
  }

  /** Calls `listener` whenever the index has been made anew: it is empty, or has what another process put in. */
  onRemade(listener: () => void): void {
    this.#listeners.push(listener);
  }

  /** Reads. A damaged index is made anew first, and then read. */
  read<Result>(work: (database: IndexDatabase) => Result): Result {
    try {
      return work(this.#open.database);
    } catch (error) {
      if (!this.repair(error)) throw error;
      return work(this.#open.database);
    }
  }

  /** Writes in one transaction. Returns whether it was taken: if not, try again later. Errors that are no fault of the index are thrown. */
  write(work: (database: IndexDatabase) => void): boolean {
    try {
      this.#open.database.transaction(() => work(this.#open.database));
      this.#isStalled = false;
      this.#writes += 1;
      return true;
    } catch (error) {
      if (indexFaultOf(error) === undefined) throw error;
      this.#isStalled = !this.repair(error) && indexFaultOf(error) !== 'busy';
      return false;
    }
  }

  /** Mends what an error says is wrong with the index, here or in another thread. Returns whether it was made anew. */
  repair(error: unknown): boolean {
    switch (indexFaultOf(error)) {
      case 'damaged':
        this.#remake(String(error));
        return true;
      case 'unwritable':
        return this.#replace(String(error));
      case 'busy':
      case undefined:
        return false;
    }
  }

  /** Looks whether another process has made the index anew; then this one goes on with that. */
  look(): void {
    if (this.path === ':memory:' || performance.now() - this.#lookedMs < LOOK_MS) return;
    this.#lookedMs = performance.now();
    if (inodeOf(this.path) !== this.#inode) this.#reopen();
  }

  close(): void {
    closeIndex(this.#open);
  }

  #remake(reason: string): void {
    const { path } = this;
    this.#onNotice(`the index ${path} is damaged and is made anew: ${reason}`);
    this.#open.database.close();
    removeIndex(path);
    this.#reopen();
  }

  /** A temporary index in the place of one that can't be written. Returns whether that is possible. */
  #replace(reason: string): boolean {
    if (this.isTemporary) return false;
    try {
      const replacement = temporaryIndex(`the index ${this.path} can't be written (${reason})`, this.#onNotice);
      this.#open.database.close();
      this.#adopt(replacement);
      return true;
    } catch {
      return false;
    }
  }

  #reopen(): void {
    const open = reopenedIndex(this.#open, this.#onNotice);
    this.#open.database.close();
    this.#adopt(open);
  }

  #adopt(open: OpenIndex): void {
    this.#open = open;
    this.#inode = inodeOf(open.database.path);
    for (const listener of this.#listeners) listener();
  }
}

function inodeOf(path: string): bigint {
  return statSync(path, { bigint: true, throwIfNoEntry: false })?.ino ?? 0n;
}
