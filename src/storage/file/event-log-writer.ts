import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import type { EventBatch } from '../../domain/event-batch.ts';
import type { Position } from './position.ts';

const NEWLINE = 10;

/** Appends batches to one `events.jsonl`. There is one writer a log. */
export class EventLogWriter {
  readonly #handle: FileHandle;
  #end: Position;
  #isWriting = false;
  #isTorn = false;

  /** Begins behind the last whole line, which the caller has found, and cuts off what a crash left behind it. */
  static async open(path: string, end: Position): Promise<EventLogWriter> {
    const handle = await open(path, constants.O_RDWR | constants.O_CREAT);
    try {
      await handle.truncate(end.offset);
      return new EventLogWriter(handle, end);
    } catch (error) {
      await handle.close();
      throw error;
    }
  }

  private constructor(handle: FileHandle, end: Position) {
    this.#handle = handle;
    this.#end = end;
  }

  /** Behind the last event that is durable. */
  get end(): Position {
    return this.#end;
  }

  /** Writes a batch, durably. When that fails, the log ends where it did before, and the batch may be tried again. */
  async append(batch: EventBatch): Promise<void> {
    this.#check(batch);
    const { seq, offset, line } = this.#end;
    this.#isWriting = true;
    try {
      await this.#cutTorn();
      await this.#write(batch.bytes, offset);
      await this.#handle.datasync();
      this.#end = { seq: seq + batch.count, offset: offset + batch.bytes.length, line: line + batch.count };
    } catch (error) {
      this.#isTorn = true;
      await this.#cutTorn().catch(() => undefined);
      throw error;
    } finally {
      this.#isWriting = false;
    }
  }

  async close(): Promise<void> {
    await this.#handle.close();
  }

  #check(batch: EventBatch): void {
    if (this.#isWriting) throw new Error('the batch before this one is still being written');

    if (batch.firstSeq !== this.#end.seq) throw new Error(`the next event is ${this.#end.seq}, not ${batch.firstSeq}`);

    if (batch.bytes.at(-1) !== NEWLINE) throw new Error('a batch ends with a newline');
  }

  /** Cuts off what a failed write left; when that fails too, the next write tries again first. */
  async #cutTorn(): Promise<void> {
    if (this.#isTorn) {
      await this.#handle.truncate(this.#end.offset);
      this.#isTorn = false;
    }
  }

  async #write(bytes: Uint8Array, offset: number): Promise<void> {
    for (let written = 0; written < bytes.length;) {
      const { bytesWritten } = await this.#handle.write(bytes, written, bytes.length - written, offset + written);
      written += bytesWritten;
    }
  }
}
