import { type FileHandle, open } from 'node:fs/promises';
import type { EventBatch } from '../../domain/event-batch.ts';

const NEWLINE = 0x0a;

/** The states of one comparison as lines of a file, which this process writes. It holds where each line begins, and no line. */
export class StateLog {
  readonly #path: string;
  /** Where the lines begin, and the next one will. */
  readonly #offsets: number[];

  private constructor(path: string, offsets: number[]) {
    this.#path = path;
    this.#offsets = offsets;
  }

  /** What a crash has left of a last line is none, and is written over. Throws the system's error where there is no such file. */
  static async open(path: string): Promise<StateLog> {
    const bytes = await inFile(path, 'r', (handle) => handle.readFile());
    const offsets = [0];
    for (let at = bytes.indexOf(NEWLINE); at !== -1; at = bytes.indexOf(NEWLINE, at + 1)) offsets.push(at + 1);
    return new StateLog(path, offsets);
  }

  /** Durable when it resolves. */
  async append({ firstSeq, bytes }: EventBatch): Promise<void> {
    const next = this.#offsets.length - 1;
    if (firstSeq !== next) throw new Error(`the next state is ${next}, not ${firstSeq}`);
    const end = this.#offsets[next] ?? 0;
    await inFile(this.#path, 'r+', async (handle) => {
      await handle.truncate(end);
      await handle.write(bytes, 0, bytes.length, end);
      await handle.datasync();
    });
    bytes.forEach((byte, at) => {
      if (byte === NEWLINE) this.#offsets.push(end + at + 1);
    });
  }

  /** All from a number on; `undefined` where there are none. */
  async read(fromSeq: number): Promise<EventBatch | undefined> {
    const count = this.#offsets.length - 1 - fromSeq;
    if (count <= 0) return undefined;
    const start = this.#offsets[fromSeq] ?? 0;
    const bytes = Buffer.alloc((this.#offsets.at(-1) ?? 0) - start);
    await inFile(this.#path, 'r', (handle) => handle.read(bytes, 0, bytes.length, start));
    return { firstSeq: fromSeq, count, bytes };
  }
}

async function inFile<Result>(path: string, flags: string, use: (handle: FileHandle) => Promise<Result>): Promise<Result> {
  const handle = await open(path, flags);
  try {
    return await use(handle);
  } finally {
    await handle.close();
  }
}
