import { utf8ByteChunks, utf8Text } from '../../files/utf8-text.ts';
import { rowOfObject } from './column-row.ts';
import { bytesOf, chunksOf, type DatasetReader, type RowRange, type SourceRow } from './dataset-reader.ts';
import { JsonArrayPieces } from './json-array-pieces.ts';

/** Reads a JSON array of rows, or of flat objects, in memory that the longest row bounds. `name` is the file's name in messages. */
export class JsonReader implements DatasetReader {
  readonly advice = 'write a list of rows: [{"inputs": {…}, "reference": …}, …], or of objects whose keys are the inputs';
  readonly #path: string;
  readonly #name: string;

  constructor(path: string, name: string) {
    this.#path = path;
    this.#name = name;
  }

  async *rows(onChunk?: (chunk: Buffer) => void): AsyncGenerator<readonly SourceRow[]> {
    const pieces = new JsonArrayPieces(this.#name);
    for await (const chunk of utf8ByteChunks(chunksOf(this.#path, onChunk), this.#name))
      yield pieces.push(chunk).map((piece) => ({ ...piece, text: rowOfObject(piece.text) }));

    pieces.end();
  }

  async *textsOf(ranges: Iterable<RowRange>): AsyncGenerator<string> {
    for await (const bytes of bytesOf(this.#path, ranges)) yield rowOfObject(utf8Text(bytes, this.#name));
  }

  place(line: number, position: number): string {
    return `line ${line}, row ${position + 1}`;
  }
}
