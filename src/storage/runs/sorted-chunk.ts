import { open, type FileHandle } from 'node:fs/promises';
import { Spool } from './spool.ts';
import type { ScoreRow } from './score-row.ts';

const BLOCK_BYTES = 16 * 1024;
const NEWLINE = 10;

type Line = readonly [id: string, row: number, index: number, cluster: string | null, ...scores: (number | null)[]];

/** Writes rows, which are sorted, to a file of JSON lines. */
export async function writeChunk(path: string, rows: readonly ScoreRow[]): Promise<void> {
  const spool = new Spool(path);
  for (let at = 0; at < rows.length; at += 1024) {
    const lines = rows
      .slice(at, at + 1024)
      .map((row) => `${JSON.stringify([row.id, row.row, row.index, row.cluster, ...row.scores])}\n`);
    spool.push(Buffer.from(lines.join('')));
    if (spool.isFull) await spool.flush();
  }
  await spool.flush();
  await spool.close();
}

/** Reads such a file again, a block at a time. */
export class SortedChunk {
  readonly #handle: FileHandle;
  #rest = Buffer.alloc(0);
  #rows: readonly ScoreRow[] = [];
  #at = 0;

  static async open(path: string): Promise<SortedChunk> {
    return new SortedChunk(await open(path, 'r'));
  }

  private constructor(handle: FileHandle) {
    this.#handle = handle;
  }

  /** The row that comes next; `undefined` where there is none in memory. */
  get first(): ScoreRow | undefined {
    return this.#rows[this.#at];
  }

  /** Goes on to the row after it; `false` where that one has to be loaded. */
  advance(): boolean {
    this.#at += 1;
    return this.#at < this.#rows.length;
  }

  /** Loads more rows; `false` at the end. */
  async load(): Promise<boolean> {
    for (;;) {
      const block = Buffer.allocUnsafe(BLOCK_BYTES);
      const { bytesRead } = await this.#handle.read(block, 0, BLOCK_BYTES, null);
      if (bytesRead === 0) return false;
      const bytes = Buffer.concat([this.#rest, block.subarray(0, bytesRead)]);
      const end = bytes.lastIndexOf(NEWLINE) + 1;
      this.#rest = bytes.subarray(end);
      if (end > 0) {
        this.#rows = bytes
          .toString('utf8', 0, end - 1)
          .split('\n')
          .map(rowOf);
        this.#at = 0;
        return true;
      }
    }
  }

  async close(): Promise<void> {
    await this.#handle.close();
  }
}

function rowOf(line: string): ScoreRow {
  const [id, row, index, cluster, ...scores] = JSON.parse(line) as Line;
  return { id, row, index, cluster, scores };
}
