import type { Dirent } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { fileState } from './file-state.ts';

/** A change this soon after the one that was seen may carry the same time of modification. */
const RACY_MS = 50;

const QUIET_MS = 3_000;

/** The names in a folder that others may change. It is read again only when it has changed: otherwise a look is one `stat`. */
export class PolledFolder {
  readonly #path: string;
  readonly #isWanted: (entry: Dirent) => boolean;
  #stamp = '';
  #names: readonly string[] = [];

  constructor(path: string, isWanted: (entry: Dirent) => boolean) {
    this.#path = path;
    this.#isWanted = isWanted;
  }

  /** Sorted; the same array unless the folder was read again. A folder that is missing or can't be read has no names. */
  async names(): Promise<readonly string[]> {
    const state = await fileState(this.#path);
    if (state !== undefined && state.stamp === this.#stamp) return this.#names;
    const entries = state === undefined ? [] : await readdir(this.#path, { withFileTypes: true }).catch(() => undefined);
    const mayChangeUnseen = state === undefined || entries === undefined || Date.now() - state.modifiedMs < RACY_MS;
    this.#stamp = mayChangeUnseen ? '' : state.stamp;
    this.#names = (entries ?? [])
      .filter((entry) => this.#isWanted(entry))
      .map(({ name }) => name)
      .sort();
    return this.#names;
  }

  /** Reads the folder again at the next look. */
  forget(): void {
    this.#stamp = '';
  }
}

/** A check of what seldom changes: it runs in the background, at most every few seconds, and only when it is asked for. */
export class QuietCheck {
  readonly #check: () => Promise<void>;
  readonly #periodMs: number;
  #running: Promise<void> | undefined;
  #checkedMs = performance.now();

  constructor(check: () => Promise<void>, periodMs = QUIET_MS) {
    this.#check = check;
    this.#periodMs = periodMs;
  }

  /** Starts the check if the last one is long enough ago. */
  startIfDue(): void {
    if (this.#running !== undefined || performance.now() - this.#checkedMs < this.#periodMs) return;
    this.#running = this.#check().finally(() => {
      this.#checkedMs = performance.now();
      this.#running = undefined;
    });
  }

  /** Waits for the check that is running, if any. */
  async close(): Promise<void> {
    await this.#running;
  }
}
