import { isUtf8 } from 'node:buffer';
import type { FileHandle } from 'node:fs/promises';
import { LRUCache } from 'lru-cache';
import type { EventBatch } from '../../domain/event-batch.ts';
import { MAX_EVENT_BYTES } from '../../evaluation/event.ts';
import { openRegularFile } from '../../files/regular-file.ts';

const NEWLINE = 10;

/** Bytes that are read at once. */
export const PAGE_BYTES = 64 * 1024;

/** What a page costs in memory in addition to its bytes. */
const OVERHEAD_BYTES = 512;

/** A place between two lines of an event log. */
export interface Position {
  /** The lowest number that the next event can have. */
  readonly seq: number;
  /** Bytes before it. */
  readonly offset: number;
  /** Lines before it. */
  readonly line: number;
}

export const LOG_START: Position = { seq: 0, offset: 0, line: 0 };

/** A batch, and where it begins in the log. */
export interface PlacedBatch extends EventBatch {
  readonly offset: number;
}

/** A few whole lines of an event log, checked: the good ones as batches over one piece of memory. */
export interface EventPage {
  readonly batches: readonly PlacedBatch[];
  readonly next: Position;
  /** Lines that were left out, counted from 1. */
  readonly damagedLines: readonly number[];
  /** The offset below which it was read. */
  readonly bound: number;
  /** Whether it ends before the bound because it is full; then it stays the same however the log grows. */
  readonly isFull: boolean;
  /** Bytes of memory that it holds. */
  readonly memory: number;
}

/**
 * Reads the whole lines from `start` on: about `PAGE_BYTES`, more only for one longer line, and nothing from the offset
 * `bound` on. A file that is missing holds nothing.
 */
export async function readPage(path: string, start: Position, bound: number): Promise<EventPage> {
  const handle = await openRegularFile(path).catch(() => undefined);
  if (handle === undefined) return { batches: [], next: start, damagedLines: [], bound, isFull: false, memory: 0 };
  try {
    return await readLines(handle, start, bound);
  } finally {
    await handle.close();
  }
}

async function readLines(handle: FileHandle, start: Position, bound: number): Promise<EventPage> {
  for (let size = PAGE_BYTES; ; size *= 2) {
    const wanted = Math.min(size, bound - start.offset);
    const bytes = await readBytes(handle, start.offset, wanted);
    const end = bytes.lastIndexOf(NEWLINE) + 1;
    const isLast = bytes.length < size;
    if (end > 0 || isLast) {
      const lines = checkLines(bytes.subarray(0, end), start);
      return { ...lines, bound, isFull: start.offset + end < bound && !isLast, memory: bytes.buffer.byteLength };
    }
    if (size >= MAX_EVENT_BYTES)
      return { batches: [], next: start, damagedLines: [start.line + 1], bound, isFull: false, memory: 0 };
  }
}

async function readBytes(handle: FileHandle, offset: number, length: number): Promise<Buffer> {
  const bytes = Buffer.allocUnsafeSlow(length);
  let filled = 0;
  while (filled < length) {
    const { bytesRead } = await handle.read(bytes, filled, length - filled, offset + filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return bytes.subarray(0, filled);
}

/** Checks lines that begin at `start`: each must be a JSON object, its `seq` the next one or, after damage, a later one. */
function checkLines(lines: Buffer, start: Position): Pick<EventPage, 'batches' | 'next' | 'damagedLines'> {
  const batches: PlacedBatch[] = [];
  const damagedLines: number[] = [];
  let { seq, line } = start;
  let run = { firstSeq: seq, from: 0 };
  const endRun = (to: number): void => {
    const { firstSeq, from } = run;
    if (seq > firstSeq)
      batches.push({ firstSeq, count: seq - firstSeq, bytes: lines.subarray(from, to), offset: start.offset + from });
  };
  const wholeIsUtf8 = isUtf8(lines);
  for (let from = 0, to: number; from < lines.length; from = to) {
    to = lines.indexOf(NEWLINE, from) + 1;
    line++;
    const found = wholeIsUtf8 || isUtf8(lines.subarray(from, to)) ? seqOf(lines.toString('latin1', from, to)) : undefined;
    if (found === undefined || found < seq) {
      damagedLines.push(line);
      endRun(from);
      run = { firstSeq: seq, from: to };
    } else {
      if (found > seq) {
        endRun(from);
        run = { firstSeq: found, from };
      }
      seq = found + 1;
    }
  }
  endRun(lines.length);
  return { batches, next: { seq, offset: start.offset + lines.length, line }, damagedLines };
}

/** Latin-1 is enough, and faster: only ASCII characters decide whether a text is JSON. */
function seqOf(latin1: string): number | undefined {
  try {
    const event: unknown = JSON.parse(latin1);
    const seq = typeof event === 'object' && event !== null && 'seq' in event ? event.seq : undefined;
    return typeof seq === 'number' && Number.isSafeInteger(seq) ? seq : undefined;
  } catch {
    return undefined;
  }
}

/** Pages of all logs that were read lately, up to a number of bytes. Callers that ask for the same page share one read. */
export class PageCache {
  readonly #pages: LRUCache<string, EventPage>;
  readonly #loading = new Map<string, Promise<EventPage>>();

  constructor(maxBytes: number) {
    this.#pages = new LRUCache({ maxSize: maxBytes, sizeCalculation: (page) => page.memory + OVERHEAD_BYTES });
  }

  /** The page, unless the log has grown since. One with a torn line at its end is never kept: that line may be cut off. */
  get(key: string, bound: number): EventPage | undefined {
    const page = this.#pages.get(key);
    return page && (page.isFull || page.bound === bound) ? page : undefined;
  }

  async load(key: string, bound: number, read: () => Promise<EventPage>): Promise<EventPage> {
    const loadingKey = `${key}:${bound}`;
    const loading = this.#loading.get(loadingKey);
    if (loading) return loading;
    const reading = read();
    this.#loading.set(loadingKey, reading);
    try {
      const page = await reading;
      if (page.isFull || page.next.offset === page.bound) this.#pages.set(key, page);

      return page;
    } finally {
      this.#loading.delete(loadingKey);
    }
  }

  clear(): void {
    this.#pages.clear();
  }
}
