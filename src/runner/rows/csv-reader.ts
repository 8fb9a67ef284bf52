import { parse } from 'csv-parse/sync';
import { DatasetError } from '../../evaluation/dataset-row.ts';
import { utf8ByteChunks } from '../../files/utf8-text.ts';
import { rowOfColumns } from './column-row.ts';
import { type CsvBatch, type CsvRecord, CsvRecords } from './csv-records.ts';
import { bytesOf, chunksOf, type DatasetReader, type RowRange, type SourceRow } from './dataset-reader.ts';

/**
 * Reads CSV: commas, quotes as in RFC 4180, a header of column names, every cell a text. Memory is bounded by the longest row.
 * `name` is the file's name in messages.
 */
export class CsvReader implements DatasetReader {
  readonly advice = 'write a header with the names of the inputs, and below it one row a line';
  readonly #path: string;
  readonly #name: string;
  #header: readonly string[] | null = null;

  constructor(path: string, name: string) {
    this.#path = path;
    this.#name = name;
  }

  async *rows(onChunk?: (chunk: Buffer) => void): AsyncGenerator<readonly SourceRow[]> {
    let header: readonly string[] | null = null;
    for await (const { records, fault } of this.#batches(onChunk)) {
      const [first] = header === null ? records : [];
      if (first !== undefined) this.#header = header = this.#checkedHeader(first);
      yield records.filter((record) => record !== first).map((record) => this.#row(record, header ?? []));
      if (fault !== null) throw fault;
    }
  }

  async *#batches(onChunk?: (chunk: Buffer) => void): AsyncGenerator<CsvBatch> {
    const records = new CsvRecords(this.#name);
    for await (const chunk of utf8ByteChunks(chunksOf(this.#path, onChunk), this.#name)) yield await records.push(chunk);
    yield await records.end();
  }

  async *textsOf(ranges: Iterable<RowRange>): AsyncGenerator<string> {
    for await (const bytes of bytesOf(this.#path, ranges)) {
      const [cells] = parse(bytes, { record_delimiter: ['\r\n', '\n'], skip_empty_lines: true, relax_column_count: true });
      yield rowOfCells(this.#header ?? [], cells ?? []);
    }
  }

  place(line: number): number {
    return line;
  }

  #row({ cells, start, end, line }: CsvRecord, header: readonly string[]): SourceRow {
    if (cells.length === header.length) return { start, end, line, text: rowOfCells(header, cells) };
    const found = cells.length === 1 ? 'is 1 cell' : `are ${cells.length} cells`;
    throw this.#fault(line, `there ${found}, and the header has ${header.length}: is a comma or a quote missing?`);
  }

  #checkedHeader({ cells: names, line }: CsvRecord): readonly string[] {
    if (names.some((name) => name.includes('\r')))
      throw this.#fault(line, 'its lines end with a carriage return alone; save it with other line ends');
    const unnamed = names.indexOf('');
    if (unnamed !== -1) throw this.#fault(line, `column ${unnamed + 1} has no name`);
    const double = names.find((name, at) => names.indexOf(name) !== at);
    if (double !== undefined) throw this.#fault(line, `two columns have the name ${JSON.stringify(double)}`);
    if (!names.includes('inputs')) return names;
    const cause = '"inputs" would be an object, and a cell is a text';
    throw this.#fault(line, `${cause}: make a column for each input, or write JSON lines`);
  }

  #fault(line: number, message: string): DatasetError {
    return new DatasetError(`${this.#name}, line ${line}: ${message}`);
  }
}

function rowOfCells(header: readonly string[], cells: readonly string[]): string {
  return rowOfColumns(header.map((name, at) => [name, jsonOfCell(name, cells[at] ?? '')]));
}

/** A text, but for tags, which commas or semicolons separate; empty cells are no id, tags or cluster. */
function jsonOfCell(name: string, cell: string): string {
  if (cell === '' && (name === 'id' || name === 'tags' || name === 'cluster')) return 'null';
  return JSON.stringify(name === 'tags' ? tagsOf(cell) : cell);
}

function tagsOf(cell: string): string[] {
  const tags = cell.split(/[,;]/).map((tag) => tag.trim());
  return tags.filter((tag) => tag !== '');
}
