import type { FileRow } from './file-row.ts';
import { DataImportError } from './import-fault.ts';
import { rowsAnswer } from './rows-page.ts';
import { RowError } from './rows/row-fault.ts';
import { textLines, type TextLine } from './text-lines.ts';

const MAX_DOCUMENT_CHARACTERS = 400_000_000;

const KNOWN_STARTS: readonly (readonly [RegExp, string])[] = [
  [/^PAR1/, 'it is a Parquet file inside of a gzip file: unpack it first'],
  [/^PK/, 'it is a ZIP archive: unpack it first'],
  [/^version https:\/\/git-lfs\./, 'it is a pointer of Git LFS, not the data: download the file itself'],
  [/^</, 'it is a web page, not the data: take the link that downloads the file'],
];

/** What a row can't have in it: there, quotes stand behind a backslash. */
const ANSWER_SIGN = /"row_idx"\s*:/;

/** The rows of JSON lines, of a JSON array, or of what the datasets server answers. Throws an `DataImportError`. */
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

/** Whether a line begins a document and is none by itself. */
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
  const rows = rowsOf(parsed(parts.join('\n'), (cause) => new DataImportError(`it is no JSON (${cause})`)));
  if (rows === undefined) throw new DataImportError('it is a JSON object, and no list of rows');
  for (const [at, row] of rows.entries()) yield { place: `row ${at + 1}`, value: () => row };
}

/** A line is a row, or a whole answer of the server. */
function* lineRows({ number, text }: TextLine): Generator<FileRow> {
  const place = `line ${number}`;
  const rows = ANSWER_SIGN.test(text)
    ? rowsOf(parsed(text, (cause) => new DataImportError(`${place} is no JSON (${cause})`)))
    : undefined;
  if (rows === undefined) yield { place, value: () => parsed(text, (cause) => new RowError(`it is no JSON (${cause})`)) };
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
