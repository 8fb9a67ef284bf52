import { pipeline, Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { byteLines } from '../files/byte-lines.ts';
import { errorCode } from '../files/error-code.ts';
import { regularFileChunks } from '../files/regular-file.ts';
import { utf8LineText } from '../files/utf8-text.ts';
import { DataImportError, type FileRow } from './file-row.ts';
import { rowsAnswer } from './rows-page.ts';
import { RowError } from './rows/row-form.ts';

const MAX_LINE_BYTES = 256 * 1024 * 1024;
const MAX_DOCUMENT_CHARACTERS = 400_000_000;

const KNOWN_STARTS: readonly (readonly [RegExp, string])[] = [
  [/^PAR1/, 'it is a Parquet file inside of a gzip file: unpack it first'],
  [/^PK/, 'it is a ZIP archive: unpack it first'],
  [/^version https:\/\/git-lfs\./, 'it is a pointer of Git LFS, not the data: download the file itself'],
  [/^</, 'it is a web page, not the data: take the link that downloads the file'],
];

/** Never matches inside a row's texts, where quotes are escaped. */
const ANSWER_SIGN = /"row_idx"\s*:/;

/** The rows of JSON lines, of a JSON array, or of what the datasets server answers. Throws a `DataImportError`. */
export async function* textRows(path: string, isPacked: boolean): AsyncGenerator<FileRow> {
  const lines = textLines(path, isPacked);
  const first = await lines.next();
  if (first.done === true) throw new DataImportError('it is empty');
  checkStart(first.value.text.trimStart());
  if (isOpening(first.value.text)) {
    yield* documentRows(first.value, lines);
  } else {
    yield* lineRows(first.value);
    for await (const line of lines) yield* lineRows(line);
  }
}

function checkStart(start: string): void {
  const known = KNOWN_STARTS.find(([pattern]) => pattern.test(start));
  if (known) throw new DataImportError(known[1]);
  if (!/^[[{]/.test(start)) throw new DataImportError('it is neither Parquet nor JSON lines nor JSON');
}

/** Whether a line begins a document that goes on in the next lines. */
function isOpening(text: string): boolean {
  return text.trimStart().startsWith('[') || /[[{,:]\s*$/.test(text);
}

async function* documentRows(first: TextLine, rest: AsyncIterable<TextLine>): AsyncGenerator<FileRow> {
  const parts = [first.text];
  let characters = first.text.length;
  for await (const { text } of rest) {
    parts.push(text);
    characters += text.length;
    if (characters > MAX_DOCUMENT_CHARACTERS)
      throw new DataImportError('it is too large for one JSON document: make it JSON lines');
  }
  const rows = rowsOf(parsed(parts.join('\n'), (cause) => new DataImportError(`it is not JSON (${cause})`)));
  if (rows === undefined) throw new DataImportError('it is a JSON object, and no list of rows');
  for (const [at, row] of rows.entries()) yield { place: `row ${at + 1}`, value: () => row };
}

/** A line is a row, or a whole answer of the server. */
function* lineRows({ number, text }: TextLine): Generator<FileRow> {
  const place = `line ${number}`;
  const rows = ANSWER_SIGN.test(text)
    ? rowsOf(parsed(text, (cause) => new DataImportError(`${place} is not JSON (${cause})`)))
    : undefined;
  if (rows === undefined) yield { place, value: () => parsed(text, (cause) => new RowError(`it is not JSON (${cause})`)) };
  else for (const [at, row] of rows.entries()) yield { place: `${place}, row ${at + 1}`, value: () => row };
}

/** The rows of a list, or of an answer of the datasets server; `undefined` where the value is something else. */
function rowsOf(value: unknown): readonly unknown[] | undefined {
  if (Array.isArray(value)) return value as readonly unknown[];
  const { success, data } = rowsAnswer.safeParse(value);
  if (!success) return undefined;
  const cut = data.rows.find(({ truncated_cells: cells }) => cells.length > 0);
  if (cut) throw new DataImportError(`row ${cut.row_idx} has cells that were cut short by the server`);
  return data.rows.map(({ row }) => row);
}

function parsed(text: string, fault: (cause: string) => Error): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw fault(error instanceof Error ? error.message : String(error));
  }
}

interface TextLine {
  /** From 1. */
  readonly number: number;
  readonly text: string;
}

/** The lines of a text file that are not blank. Throws a `DataImportError` if it is not text. */
async function* textLines(path: string, isPacked: boolean): AsyncGenerator<TextLine> {
  const tooLong = (number: number): DataImportError => new DataImportError(`line ${number} is longer than 256 MB`);
  for await (const lines of byteLines(chunksOf(path, isPacked), MAX_LINE_BYTES, tooLong)) {
    for (const { bytes, number } of lines) {
      const text = decoded(bytes, number);
      if (text.trim() !== '') yield { number, text };
    }
  }
}

function decoded(bytes: Buffer, number: number): string {
  if (bytes.includes(0)) throw new DataImportError('it is neither text nor a Parquet file');
  const text = utf8LineText({ bytes, number });
  if (text === undefined) throw new DataImportError(`line ${number} is not UTF-8`);
  return text;
}

async function* chunksOf(path: string, isPacked: boolean): AsyncGenerator<Buffer> {
  const file = Readable.from(regularFileChunks(path));
  const bytes = isPacked ? pipeline(file, createGunzip(), () => undefined) : file;
  try {
    for await (const chunk of bytes as AsyncIterable<Buffer>) yield chunk;
  } catch (error) {
    const code = errorCode(error);
    if (code === undefined) throw error;
    throw new DataImportError(code.startsWith('Z_') ? 'what is packed in it is damaged' : `it can't be read (${code})`);
  } finally {
    file.destroy();
  }
}
