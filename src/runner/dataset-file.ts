import { createHash } from 'node:crypto';
import { extname } from 'node:path';
import { DatasetParser, UniqueIds } from '../evaluation/dataset-row.ts';
import type { DatasetRow } from '../evaluation/example.ts';
import type { DatasetReader, RowRange } from './rows/dataset-reader.ts';
import { JsonlReader } from './rows/jsonl-reader.ts';

/** Where the rows of a dataset are. Takes 24 bytes of memory per row; the rows themselves are not kept. */
export interface DatasetIndex {
  readonly path: string;
  /** Hex, of the whole file. */
  readonly sha256: string;
  readonly rowCount: number;
  readonly starts: Float64Array;
  readonly ends: Float64Array;
  readonly lines: Float64Array;
  readonly reader: DatasetReader;
}

/** Each is read by a module of its own, which is loaded only for files of the kind. */
const READERS: Readonly<Record<string, (path: string, name: string) => Promise<DatasetReader>>> = {
  '.csv': async (path, name) => new (await import('./rows/csv-reader.ts')).CsvReader(path, name),
  '.json': async (path, name) => new (await import('./rows/json-reader.ts')).JsonReader(path, name),
  '.parquet': async (path, name) => new (await import('./rows/parquet-reader.ts')).ParquetReader(path, name),
};

/** The reader of a dataset's format, which its file's ending names. */
export async function openDataset(path: string, name: string): Promise<DatasetReader> {
  return (await READERS[extname(path)]?.(path, name)) ?? new JsonlReader(path, name);
}

/** Reads and checks every row. `name` is the file's name in messages. Throws a `DatasetError` that names the line. */
export async function indexDataset(path: string, name: string): Promise<DatasetIndex> {
  const reader = await openDataset(path, name);
  const hash = createHash('sha256');
  const parser = new DatasetParser(name);
  const ids = new UniqueIds(name);
  const starts: number[] = [];
  const ends: number[] = [];
  const lines: number[] = [];
  for await (const rows of reader.rows((chunk) => hash.update(chunk))) {
    for (const { start, end, line, text } of rows) {
      const place = reader.place(line, starts.length);
      const row = parser.parse(text, place);
      if (row === null) continue;
      ids.add(row, place);
      starts.push(start);
      ends.push(end);
      lines.push(line);
    }
  }
  parser.end(reader.advice);
  return {
    path,
    sha256: hash.digest('hex'),
    rowCount: starts.length,
    starts: Float64Array.from(starts),
    ends: Float64Array.from(ends),
    lines: Float64Array.from(lines),
    reader,
  };
}

/** The first `limit` rows in the file's order, read on demand. */
export async function* readRows({ reader }: DatasetIndex, name: string, limit: number): AsyncGenerator<DatasetRow> {
  const parser = new DatasetParser(name);
  if (limit === 0) return;
  for await (const rows of reader.rows()) {
    for (const { line, text } of rows) {
      const row = parser.parse(text, reader.place(line, parser.rowCount));
      if (row === null) continue;
      yield row;
      if (parser.rowCount >= limit) return;
    }
  }
}

/** The rows at these positions (0 is the file's first row), in the given order, each read on demand. */
export async function* readRowsAt(
  index: DatasetIndex,
  name: string,
  positions: ArrayLike<number> & Iterable<number>,
): AsyncGenerator<DatasetRow> {
  const parser = new DatasetParser(name);
  const { reader, lines } = index;
  let at = 0;
  for await (const text of reader.textsOf(rangesOf(index, positions))) {
    const position = positions[at] ?? 0;
    at += 1;
    const row = parser.parse(text, reader.place(lines[position] ?? 0, position));
    if (row !== null) yield { ...row, row: position };
  }
}

function* rangesOf({ starts, ends }: DatasetIndex, positions: Iterable<number>): Generator<RowRange> {
  for (const position of positions) yield { start: starts[position] ?? 0, end: ends[position] ?? 0 };
}
