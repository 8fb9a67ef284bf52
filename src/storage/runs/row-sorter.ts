import { rm } from 'node:fs/promises';
import { mergedChunks } from './merged-chunks.ts';
import { byIdThenIndex, type ScoreRow } from './score-row.ts';
import { writeChunk } from './sorted-chunk.ts';

/** Few enough to be sorted between two messages of a stream. */
const CHUNK_ROWS = 16_384;

/** Brings any number of rows into the order of their ids, in memory that does not grow with them. */
export class RowSorter {
  readonly #path: string;
  readonly #chunkRows: number;
  readonly #chunks: string[] = [];
  #rows: ScoreRow[] = [];

  /** `path` is the beginning of the names of files that it may make. */
  constructor(path: string, chunkRows = CHUNK_ROWS) {
    this.#path = path;
    this.#chunkRows = chunkRows;
  }

  add(row: ScoreRow): void {
    this.#rows.push(row);
  }

  /** Whether it is time to `spill`. */
  get isFull(): boolean {
    return this.#rows.length >= this.#chunkRows;
  }

  /** Puts the rows in memory into a file. */
  async spill(): Promise<void> {
    const path = `${this.#path}.${this.#chunks.length}`;
    this.#chunks.push(path);
    await writeChunk(path, this.#rows.sort(byIdThenIndex));
    this.#rows = [];
  }

  /** All rows in order, batch by batch; to be read once. */
  async *sorted(): AsyncGenerator<readonly ScoreRow[]> {
    if (this.#chunks.length === 0) {
      yield this.#rows.sort(byIdThenIndex);
      return;
    }
    if (this.#rows.length > 0) await this.spill();
    yield* mergedChunks(this.#chunks);
  }

  /** Removes its files. */
  async discard(): Promise<void> {
    await Promise.all(this.#chunks.map((path) => rm(path, { force: true })));
  }
}
