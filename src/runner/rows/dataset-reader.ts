import type { FileHandle } from 'node:fs/promises';
import type { RowPlace } from '../../evaluation/dataset-row.ts';
import { openRegularFile, regularFileChunks } from '../../files/regular-file.ts';

/** No row is longer: it would be held in memory as a whole. */
export const MAX_ROW_BYTES = 64 * 1024 * 1024;

/** Where a row stands in its file: bytes, or rows where the format has no bytes of a row; without its end. */
export interface RowRange {
  readonly start: number;
  readonly end: number;
}

/** A row as its file has it. */
export interface SourceRow extends RowRange {
  /** The line on which it begins, from 1; 0 where there are no lines. */
  readonly line: number;
  /** A JSON object with `inputs`, or blank for no row. */
  readonly text: string;
}

/** Reads the rows of one dataset in one format. Throws a `DatasetError` or `NotUtf8Error` that names file and line. */
export interface DatasetReader {
  /** What to write into a file that has no rows. */
  readonly advice: string;
  /** All rows in order, in batches. `onChunk` gets every byte of the file. */
  rows(onChunk?: (chunk: Buffer) => void): AsyncGenerator<readonly SourceRow[]>;
  /** The texts of these rows, in the given order. Call it after `rows` has come to its end. */
  textsOf(ranges: Iterable<RowRange>): AsyncGenerator<string>;
  /** How messages name a row by its line and its 0-based position. */
  place(line: number, position: number): RowPlace;
}

/** A file's bytes from the first to the last. */
export async function* chunksOf(path: string, onChunk?: (chunk: Buffer) => void): AsyncGenerator<Buffer> {
  for await (const chunk of regularFileChunks(path)) {
    onChunk?.(chunk);
    yield chunk;
  }
}

/** The bytes of these ranges, in the given order. */
export async function* bytesOf(path: string, ranges: Iterable<RowRange>): AsyncGenerator<Buffer> {
  const file = await openRegularFile(path);
  try {
    for (const range of ranges) yield await readRange(file, range);
  } finally {
    await file.close();
  }
}

async function readRange(file: FileHandle, { start, end }: RowRange): Promise<Buffer> {
  const buffer = Buffer.allocUnsafe(end - start);
  let filled = 0;
  while (filled < buffer.length) {
    const { bytesRead } = await file.read(buffer, filled, buffer.length - filled, start + filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return buffer.subarray(0, filled);
}
