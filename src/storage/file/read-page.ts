import { open, type FileHandle } from 'node:fs/promises';
import { parseEventPage, type EventPage } from './event-page.ts';
import type { Position } from './position.ts';

const NEWLINE = 10;

/** Bytes that are read at once. */
export const PAGE_BYTES = 64 * 1024;

/** No event is longer; what follows such a line can't be served. */
const MAX_LINE_BYTES = 64 * 1024 * 1024;

export interface LoadedPage extends EventPage {
  /** The offset below which it was read. */
  readonly bound: number;
  /** Whether it ends before the bound because there was enough; then it stays as it is, however the log grows. */
  readonly isFull: boolean;
  /** Bytes of memory that it holds. */
  readonly memory: number;
}

/**
 * Reads the whole lines from `start` on: about `PAGE_BYTES`, more only for a line that is longer, nothing behind the
 * offset `bound`. A file that is gone holds nothing.
 */
export async function readPage(path: string, start: Position, bound: number): Promise<LoadedPage> {
  const handle = await open(path, 'r').catch(() => undefined);
  if (handle === undefined) return { batches: [], next: start, damagedLines: [], bound, isFull: false, memory: 0 };

  try {
    return await readLines(handle, start, bound);
  } finally {
    await handle.close();
  }
}

async function readLines(handle: FileHandle, start: Position, bound: number): Promise<LoadedPage> {
  for (let size = PAGE_BYTES; ; size *= 2) {
    const wanted = Math.min(size, bound - start.offset);
    const bytes = await readBytes(handle, start.offset, wanted);
    const end = bytes.lastIndexOf(NEWLINE) + 1;
    const isLast = bytes.length < size;
    if (end > 0 || isLast) {
      const page = parseEventPage(bytes.subarray(0, end), start);
      return { ...page, bound, isFull: start.offset + end < bound && !isLast, memory: bytes.buffer.byteLength };
    }
    if (size >= MAX_LINE_BYTES)
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
