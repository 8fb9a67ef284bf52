import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { DatasetParser, UniqueIds } from '../evaluation/dataset-row.ts';
import type { DatasetRow } from '../evaluation/example.ts';
import { byteLines, type ByteLine } from '../files/byte-lines.ts';
import { utf8Line } from '../files/utf8-text.ts';

const NEWLINE = 0x0a;

/** A longer line means that the file is faulty; it would be held in memory as a whole. */
const MAX_LINE_BYTES = 64 * 1024 * 1024;

/** Where the rows of a dataset are. Takes 16 bytes of memory per row; the rows themselves are not kept. */
export interface DatasetIndex {
  readonly path: string;
  /** Hex, of the whole file. */
  readonly sha256: string;
  readonly rowCount: number;
  readonly offsets: Float64Array;
  readonly lineNumbers: Float64Array;
}

/**
 * Reads and checks every row, in constant memory apart from the index. `name` is the file's name in messages.
 * Throws a `DatasetError` that names the line.
 */
export async function indexDataset(path: string, name: string): Promise<DatasetIndex> {
  const hash = createHash('sha256');
  const parser = new DatasetParser(name);
  const ids = new UniqueIds(name);
  const offsets: number[] = [];
  const lineNumbers: number[] = [];
  for await (const lines of linesOf(path, (chunk) => hash.update(chunk))) {
    for (const line of lines) {
      const row = parser.parse(utf8Line(line, name), line.number);
      if (row === null) continue;
      ids.add(row, line.number);
      offsets.push(line.offset);
      lineNumbers.push(line.number);
    }
  }
  parser.end();
  return {
    path,
    sha256: hash.digest('hex'),
    rowCount: offsets.length,
    offsets: Float64Array.from(offsets),
    lineNumbers: Float64Array.from(lineNumbers),
  };
}

async function* linesOf(path: string, onChunk: (chunk: Buffer) => void): AsyncGenerator<readonly ByteLine[]> {
  const tooLong = (number: number): Error =>
    new Error(`${path}, line ${number} is longer than 64 MB: is this a file of JSON lines?`);
  yield* byteLines(chunksOf(path, onChunk), MAX_LINE_BYTES, tooLong);
}

async function* chunksOf(path: string, onChunk: (chunk: Buffer) => void): AsyncGenerator<Buffer> {
  for await (const chunk of createReadStream(path, { highWaterMark: 256 * 1024 }) as AsyncIterable<Buffer>) {
    onChunk(chunk);
    yield chunk;
  }
}

/** The first `limit` rows in the file's order, read on demand. */
export async function* readRows(index: DatasetIndex, name: string, limit: number): AsyncGenerator<DatasetRow> {
  const parser = new DatasetParser(name);
  let taken = 0;
  if (limit === 0) return;
  for await (const lines of linesOf(index.path, () => undefined)) {
    for (const line of lines) {
      const row = parser.parse(utf8Line(line, name), line.number);
      if (row === null) continue;
      yield row;
      taken += 1;
      if (taken >= limit) return;
    }
  }
}

/** The rows at these positions (0 is the file's first row), in the given order, each read on demand. */
export async function* readRowsAt(index: DatasetIndex, name: string, positions: Iterable<number>): AsyncGenerator<DatasetRow> {
  const parser = new DatasetParser(name);
  const file = await open(index.path);
  try {
    for (const position of positions) {
      const number = index.lineNumbers[position] ?? 0;
      const bytes = await readLine(file, index.offsets[position] ?? 0);
      const row = parser.parse(utf8Line({ bytes, number }, name), number);
      if (row !== null) yield { ...row, row: position };
    }
  } finally {
    await file.close();
  }
}

async function readLine(file: FileHandle, offset: number): Promise<Buffer> {
  let size = 16 * 1024;
  for (;;) {
    const buffer = Buffer.allocUnsafe(size);
    const { bytesRead } = await file.read(buffer, 0, size, offset);
    const end = buffer.subarray(0, bytesRead).indexOf(NEWLINE);
    if (end !== -1) return buffer.subarray(0, end);
    if (bytesRead < size) return buffer.subarray(0, bytesRead);
    size *= 4;
  }
}
