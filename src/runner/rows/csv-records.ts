import { type CsvError, type Parser, parse } from 'csv-parse';
import { DatasetError } from '../../evaluation/dataset-row.ts';
import { MAX_ROW_BYTES } from './dataset-reader.ts';

const NEWLINE = 10;

const BYTE_ORDER_MARK = Buffer.from('\ufeff');

const FAULTS: Readonly<Record<string, string>> = {
  CSV_QUOTE_NOT_CLOSED: 'a quote that begins in this row is not closed',
  INVALID_OPENING_QUOTE: 'there is a quote inside of a cell: put the whole cell into quotes and double the quotes in it',
  CSV_INVALID_CLOSING_QUOTE: 'there is text after the closing quote of a cell: double the quotes inside of a cell',
  CSV_MAX_RECORD_SIZE: 'the row is longer than 64 MB: is a quote not closed?',
};

/** A record of a CSV file. */
export interface CsvRecord {
  readonly cells: readonly string[];
  /** In bytes of the file, without the end; blank lines before it are counted to it. */
  readonly start: number;
  readonly end: number;
  /** The line on which it begins, from 1. */
  readonly line: number;
}

/** Records of a chunk, and what ended them if they are the last before a fault. */
export interface CsvBatch {
  readonly records: readonly CsvRecord[];
  readonly fault: DatasetError | null;
}

/** Cuts the bytes of a CSV file (UTF-8) into records, in memory that the longest one bounds. Blank lines are skipped. */
export class CsvRecords {
  readonly #name: string;
  readonly #parser: Parser;
  #found: { readonly cells: readonly string[]; readonly end: number; readonly blankLines: number }[] = [];
  /** Offsets of newlines; records have taken those before `#nextNewline`. */
  #newlines: number[] = [];
  #nextNewline = 0;
  #offset = 0;
  /** How many bytes the parser has not been given: those of a byte-order mark. */
  #skipped = 0;
  #recordStart = 0;
  #line = 1;
  #blankLines = 0;

  /** `name` is the file's name in messages. */
  constructor(name: string) {
    this.#name = name;
    this.#parser = parse({
      record_delimiter: ['\r\n', '\n'],
      relax_column_count: true,
      skip_empty_lines: true,
      max_record_size: MAX_ROW_BYTES,
      on_record: (cells: string[], { bytes, empty_lines: blankLines }) => {
        this.#found.push({ cells, end: bytes, blankLines });
        return null;
      },
    });
    // Each call is told its own error.
    this.#parser.on('error', () => undefined);
  }

  push(chunk: Uint8Array): Promise<CsvBatch> {
    let bytes = asBuffer(chunk);
    this.#newlines.splice(0, this.#nextNewline);
    this.#nextNewline = 0;
    for (let at = bytes.indexOf(NEWLINE); at !== -1; at = bytes.indexOf(NEWLINE, at + 1))
      this.#newlines.push(this.#offset + at);
    if (this.#offset === 0 && bytes.subarray(0, 3).equals(BYTE_ORDER_MARK)) {
      bytes = bytes.subarray(3);
      this.#skipped = 3;
    }
    this.#offset += chunk.length;
    return this.#after((done) => this.#parser.write(bytes, done));
  }

  /** Call it after the last chunk. */
  end(): Promise<CsvBatch> {
    return this.#after((done) => {
      this.#parser.once('error', done);
      this.#parser.once('end', done);
      this.#parser.end();
      this.#parser.resume();
    });
  }

  async #after(act: (done: (error?: Error | null) => void) => void): Promise<CsvBatch> {
    const error = await new Promise<Error | null>((resolve) => act((failure) => resolve(failure ?? null)));
    const records = this.#found
      .splice(0)
      .map(({ cells, end, blankLines }) => this.#record(cells, end + this.#skipped, blankLines));
    return { records, fault: error === null ? null : this.#fault(error as CsvError) };
  }

  #record(cells: readonly string[], end: number, blankLines: number): CsvRecord {
    const record = { cells, start: this.#recordStart, end, line: this.#line + blankLines - this.#blankLines };
    const before = this.#nextNewline;
    while ((this.#newlines[this.#nextNewline] ?? end) < end) this.#nextNewline += 1;
    this.#line += this.#nextNewline - before;
    this.#blankLines = blankLines;
    this.#recordStart = end;
    return record;
  }

  #fault({ code, message }: CsvError): DatasetError {
    const line = this.#line + this.#parser.info.empty_lines - this.#blankLines;
    return new DatasetError(`${this.#name}, line ${line}: ${FAULTS[code] ?? message}`);
  }
}

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
