import { mkdir, open, rename, stat } from 'node:fs/promises';
import { PRIVATE_FOLDER } from './private-mode.ts';
import { dirname } from 'node:path';
import { errorCode, isMissing } from './error-code.ts';

export interface Rotation {
  /** At which size a file is put aside. */
  readonly maxBytes: number;
  /** How many that were put aside are kept, as `<path>.1` (the newest) and so on. */
  readonly kept: number;
}

/** A file that lines are appended to, durably and in their order, of bounded size: once it is large, it is put aside, and the oldest goes. */
export class RotatedFile {
  readonly #path: string;
  readonly #rotation: Rotation;
  #waiting: string[] = [];
  #writing: Promise<void> | undefined;

  /** The file is made by the first line, for its owner alone; so is its folder where it is missing. */
  constructor(path: string, rotation: Rotation) {
    this.#path = path;
    this.#rotation = rotation;
  }

  /** Appends whole lines. Resolves once they are on disk; throws the system's error, and then they may be lost. */
  append(lines: string): Promise<void> {
    this.#waiting.push(lines);
    // Lines that come while others are written go to the disk together.
    this.#writing ??= Promise.resolve().then(() => this.#write());
    return this.#writing;
  }

  async #write(): Promise<void> {
    try {
      while (this.#waiting.length > 0) {
        const text = this.#waiting.splice(0).join('');
        await this.#rotate();
        await this.#append(text);
      }
    } finally {
      this.#writing = undefined;
    }
  }

  async #append(text: string): Promise<void> {
    await this.#makeFolder();
    const handle = await open(this.#path, 'a', 0o600);
    try {
      await handle.writeFile(text);
      await handle.datasync();
    } finally {
      await handle.close();
    }
  }

  /** None above it: a folder that someone took away is not made again under another. */
  async #makeFolder(): Promise<void> {
    await mkdir(dirname(this.#path), { mode: PRIVATE_FOLDER }).catch((error: unknown) => {
      if (errorCode(error) !== 'EEXIST') throw error;
    });
  }

  /** Another process may do the same at the same time: what is gone then has been moved by it. */
  async #rotate(): Promise<void> {
    const { maxBytes, kept } = this.#rotation;
    const size = await stat(this.#path).then(
      ({ size: bytes }) => bytes,
      () => 0,
    );
    if (size < maxBytes) return;
    for (let number = kept - 1; number >= 1; number -= 1) await moved(this.#aside(number), this.#aside(number + 1));
    await moved(this.#path, this.#aside(1));
  }

  #aside(number: number): string {
    return `${this.#path}.${number}`;
  }
}

async function moved(from: string, to: string): Promise<void> {
  try {
    await rename(from, to);
  } catch (error) {
    if (!isMissing(error)) throw error;
  }
}
