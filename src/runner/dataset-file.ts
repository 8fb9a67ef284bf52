import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { DatasetParser } from '../evaluation/dataset-row.ts';
import type { DatasetRow } from '../evaluation/example.ts';

const NEWLINE = 0x0a;

/** A longer line is a fault of the file, and would be held in memory whole. */
const MAX_LINE_BYTES = 64 * 1024 * 1024;

interface Line {
  readonly text: string;
  /** Of its first byte in the file. */
  readonly offset: number;
  readonly number: number;
}

/** What a dataset holds; 16 bytes a row stay in memory, not the rows. */
export interface DatasetIndex {
  readonly path: string;
  /** Hex, of the whole file. */
  readonly sha256: string;
  readonly rowCount: number;
  readonly offsets: Float64Array;
  readonly lineNumbers: Float64Array;
}

/**
 * Reads and checks every row, in constant memory but for the index. `name` is what messages call the file.
 * Throws a `DatasetError` that names the line.
 */
export async function indexDataset(path: string, name: string): Promise<DatasetIndex> {
  const hash = createHash('sha256');
  const parser = new DatasetParser(name);
  const offsets: number[] = [];
  const lineNumbers: number[] = [];
  for await (const line of linesOf(path, (chunk) => hash.update(chunk))) {
    if (parser.parse(line.text, line.number) === null) continue;
    offsets.push(line.offset);
    lineNumbers.push(line.number);
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

async function* linesOf(path: string, onChunk: (chunk: Buffer) => void): AsyncGenerator<Line> {
  let rest: Buffer[] = [];
  let restLength = 0;
  let offset = 0;
  let number = 1;
  for await (const chunk of createReadStream(path, { highWaterMark: 256 * 1024 }) as AsyncIterable<Buffer>) {
    onChunk(chunk);
    let start = 0;
    for (let end = chunk.indexOf(NEWLINE); end !== -1; end = chunk.indexOf(NEWLINE, start)) {
      const tail = chunk.subarray(start, end);
      const bytes = restLength === 0 ? tail : Buffer.concat([...rest, tail]);
      yield { text: bytes.toString('utf8'), offset, number };
      offset += bytes.length + 1;
      number += 1;
      start = end + 1;
      rest = [];
      restLength = 0;
    }
    if (start < chunk.length) {
      rest.push(chunk.subarray(start));
      restLength += chunk.length - start;
      if (restLength > MAX_LINE_BYTES)
        throw new Error(`${path}, line ${number} is longer than 64 MB: is this a file of JSON lines?`);
    }
  }
  if (restLength > 0) yield { text: Buffer.concat(rest).toString('utf8'), offset, number };
}

/** The first `limit` rows in the file's order, read as they are asked for. */
export async function* readRows(index: DatasetIndex, name: string, limit: number): AsyncGenerator<DatasetRow> {
  const parser = new DatasetParser(name);
  let taken = 0;
  if (limit === 0) return;
  for await (const line of linesOf(index.path, () => undefined)) {
    const row = parser.parse(line.text, line.number);
    if (row === null) continue;
    yield row;
    taken += 1;
    if (taken >= limit) return;
  }
}

/** The rows of these positions (0 is the file's first row), in the order given, each read when it is asked for. */
export async function* readRowsAt(index: DatasetIndex, name: string, positions: Iterable<number>): AsyncGenerator<DatasetRow> {
  const parser = new DatasetParser(name);
  const file = await open(index.path);
  try {
    for (const position of positions) {
      const text = await readLine(file, index.offsets[position] ?? 0);
      const row = parser.parse(text, index.lineNumbers[position] ?? 0);
      if (row !== null) yield { ...row, row: position };
    }
  } finally {
    await file.close();
  }
}

async function readLine(file: FileHandle, offset: number): Promise<string> {
  let size = 16 * 1024;
  for (;;) {
    const buffer = Buffer.allocUnsafe(size);
    const { bytesRead } = await file.read(buffer, 0, size, offset);
    const end = buffer.subarray(0, bytesRead).indexOf(NEWLINE);
    if (end !== -1) return buffer.toString('utf8', 0, end);
    if (bytesRead < size) return buffer.toString('utf8', 0, bytesRead);
    size *= 4;
  }
}
