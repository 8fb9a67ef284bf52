import { DatasetError } from '../../evaluation/dataset-row.ts';
import { byteLines, type ByteLine } from '../../files/byte-lines.ts';
import { utf8Line, utf8Text } from '../../files/utf8-text.ts';
import { bytesOf, chunksOf, type DatasetReader, MAX_ROW_BYTES, type RowRange, type SourceRow } from './dataset-reader.ts';

/** Reads JSON lines, in memory that the longest line bounds. `name` is the file's name in messages. */
export class JsonlReader implements DatasetReader {
  readonly advice = 'write one JSON object a line: {"inputs": {…}, "reference": …}';
  readonly #path: string;
  readonly #name: string;

  constructor(path: string, name: string) {
    this.#path = path;
    this.#name = name;
  }

  async *rows(onChunk?: (chunk: Buffer) => void): AsyncGenerator<readonly SourceRow[]> {
    const tooLong = (number: number): Error =>
      new DatasetError(`${this.#name}, line ${number} is longer than 64 MB: is this a file of JSON lines?`);
    for await (const lines of byteLines(chunksOf(this.#path, onChunk), MAX_ROW_BYTES, tooLong))
      yield lines.map((line) => this.#row(line));
  }

  #row(line: ByteLine): SourceRow {
    const { offset, bytes, number } = line;
    return { start: offset, end: offset + bytes.length, line: number, text: utf8Line(line, this.#name) };
  }

  async *textsOf(ranges: Iterable<RowRange>): AsyncGenerator<string> {
    for await (const bytes of bytesOf(this.#path, ranges)) yield utf8Text(bytes, this.#name);
  }

  place(line: number): number {
    return line;
  }
}
