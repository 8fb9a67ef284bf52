import { join } from 'node:path';
import { Spool } from './spool.ts';

/** Where the samples of a run are: JSON lines, and the offset of each line as a 64-bit number. */
export interface SampleFiles {
  readonly lines: string;
  readonly index: string;
}

export const OFFSET_BYTES = 8;

export function sampleFiles(folder: string): SampleFiles {
  return { lines: join(folder, 'samples.jsonl'), index: join(folder, 'samples.index') };
}

/** Writes samples one after another, in memory that does not grow with them. */
export class SampleWriter {
  readonly #lines: Spool;
  readonly #index: Spool;

  constructor(files: SampleFiles) {
    this.#lines = new Spool(files.lines);
    this.#index = new Spool(files.index);
  }

  /** Takes the samples' JSON texts. */
  async write(lines: readonly string[]): Promise<void> {
    const offsets = new Float64Array(lines.length);
    let offset = this.#lines.length;
    for (const [at, line] of lines.entries()) {
      offsets[at] = offset;
      offset += Buffer.byteLength(line) + 1;
    }
    if (lines.length > 0) this.#lines.push(Buffer.from(`${lines.join('\n')}\n`));
    this.#index.push(new Uint8Array(offsets.buffer));
    if (this.#lines.isFull) await this.#lines.flush();
    if (this.#index.isFull) await this.#index.flush();
  }

  /** Ends both files, durably. */
  async finish(): Promise<void> {
    this.#index.push(new Uint8Array(Float64Array.of(this.#lines.length).buffer));
    await this.#lines.finish();
    await this.#index.finish();
  }

  async discard(): Promise<void> {
    await Promise.all([this.#lines.discard(), this.#index.discard()]);
  }
}
