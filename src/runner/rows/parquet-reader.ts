import { DatasetError } from '../../evaluation/dataset-row.ts';
import { ParquetError, type ParquetRow, parquetRows } from '../../files/parquet-rows.ts';
import { rowOfColumns } from './column-row.ts';
import { chunksOf, type DatasetReader, type RowRange, type SourceRow } from './dataset-reader.ts';

/** Reads Parquet, one group of rows in memory at a time; rows in another order are held until it is their turn. `name` is the file's name in messages. */
export class ParquetReader implements DatasetReader {
  readonly advice = 'give it a row for each example';
  readonly #path: string;
  readonly #name: string;

  constructor(path: string, name: string) {
    this.#path = path;
    this.#name = name;
  }

  async *rows(onChunk?: (chunk: Buffer) => void): AsyncGenerator<readonly SourceRow[]> {
    if (onChunk !== undefined) for await (const chunk of chunksOf(this.#path)) onChunk(chunk);
    let start = 0;
    for await (const row of this.#rows()) {
      yield [{ start, end: start + 1, line: 0, text: this.#text(row, start) }];
      start += 1;
    }
  }

  async *textsOf(ranges: Iterable<RowRange>): AsyncGenerator<string> {
    const order = [...ranges].map(({ start }) => start);
    const wanted = new Set(order);
    const held = new Map<number, string>();
    let position = 0;
    for await (const row of this.#rows()) {
      if (wanted.has(position)) held.set(position, this.#text(row, position));
      position += 1;
    }
    for (const start of order) yield held.get(start) ?? '';
  }

  place(_line: number, position: number): string {
    return `row ${position + 1}`;
  }

  async *#rows(): AsyncGenerator<ParquetRow> {
    try {
      yield* parquetRows(this.#path);
    } catch (error) {
      throw error instanceof ParquetError ? new DatasetError(`${this.#name}: ${error.message}`, { cause: error }) : error;
    }
  }

  #text(row: ParquetRow, position: number): string {
    const json = (column: string, value: unknown): string => {
      try {
        return jsonOf(value);
      } catch (error) {
        const cause = error instanceof TypeError ? error.message : String(error);
        throw new DatasetError(`${this.#name}, row ${position + 1}: ${JSON.stringify(column)} ${cause}`, { cause: error });
      }
    };
    return rowOfColumns(Object.entries(row).map(([name, value]) => [name, json(name, value)]));
  }
}

/** Throws a `TypeError` that says what JSON can't hold. */
function jsonOf(value: unknown): string {
  if (typeof value === 'bigint') return String(value);
  if (typeof value === 'number' && !Number.isFinite(value))
    throw new TypeError(`is ${value}, which JSON can't hold; leave the cell empty`);
  if (value === undefined) return 'null';
  if (typeof value !== 'object' || value === null || value instanceof Date) return JSON.stringify(value);
  if (ArrayBuffer.isView(value)) throw new TypeError('holds bytes, and JSON has none; store a text');
  if (Array.isArray(value)) return `[${value.map(jsonOf).join(',')}]`;
  return `{${Object.entries(value)
    .map(([key, held]) => `${JSON.stringify(key)}:${jsonOf(held)}`)
    .join(',')}}`;
}
