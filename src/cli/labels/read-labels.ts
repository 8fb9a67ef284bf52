import { parse } from 'csv-parse/sync';
import { UnusableRequestError } from '../../domain/errors.ts';
import { fileFault } from '../../files/file-fault.ts';
import { readUtf8File } from '../../files/utf8-text.ts';
import type { NewLabelDto } from '../../runs/labels.dto.ts';

/** The labels of a file, and how many of its samples have none. */
export interface ReadLabels {
  readonly labels: readonly NewLabelDto[];
  readonly unlabelled: number;
}

type Fields = Readonly<Record<string, unknown>>;

interface FileRow {
  /** Such as `line 3`. */
  readonly place: string;
  readonly fields: Fields;
}

/**
 * Reads a file of labels: CSV with a header, JSON lines, or a JSON array, by what it begins with. Of each row `id` (or `sample_id`), `row`,
 * `replicate`, `value` and `note` are read and all else is passed over, so that a sheet of `assay labels sample` can be given back. Throws
 * `unusable_request` with the place of what is wrong.
 */
export async function readLabels(path: string): Promise<ReadLabels> {
  const rows = rowsOf(await fileText(path));
  const labels = rows.flatMap((row) => labelOf(row) ?? []);
  if (labels.length > 0) return { labels, unlabelled: rows.length - labels.length };
  throw new UnusableRequestError(`${path} has no label: write one into the column "value" of each row`);
}

async function fileText(path: string): Promise<string> {
  try {
    return await readUtf8File(path);
  } catch (error) {
    const fault = fileFault(error);
    throw fault === undefined ? error : new UnusableRequestError(`${path} can't be read: ${fault}`, { cause: error });
  }
}

function rowsOf(text: string): FileRow[] {
  const start = text.trimStart()[0];
  if (start === '[') return arrayRows(text);
  return start === '{' ? lineRows(text) : csvRows(text);
}

function arrayRows(text: string): FileRow[] {
  const items = parsed(text, 'the file') as readonly unknown[];
  return items.map((item, at) => ({ place: `item ${at + 1}`, fields: objectAt(item, `item ${at + 1}`) }));
}

function lineRows(text: string): FileRow[] {
  return text.split('\n').flatMap((line, at) => {
    const place = `line ${at + 1}`;
    return line.trim() === '' ? [] : [{ place, fields: objectAt(parsed(line, place), place) }];
  });
}

function parsed(text: string, place: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new UnusableRequestError(`${place} is not valid JSON: ${(error as Error).message}`);
  }
}

function objectAt(value: unknown, place: string): Fields {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Fields;
  throw new UnusableRequestError(`${place} must be a JSON object such as {"row": 3, "value": 1}`);
}

interface CsvRow {
  readonly record: Readonly<Record<string, string>>;
  readonly info: { readonly lines: number };
}

function csvRows(text: string): FileRow[] {
  try {
    const rows = parse(text, { columns: true, skip_empty_lines: true, info: true, bom: true }) as unknown as CsvRow[];
    return rows.map(({ record, info }) => ({ place: `line ${info.lines}`, fields: withoutBlanks(record) }));
  } catch (error) {
    throw new UnusableRequestError(`the file can't be read as CSV: ${(error as Error).message}`);
  }
}

function withoutBlanks(record: Readonly<Record<string, string>>): Fields {
  return Object.fromEntries(Object.entries(record).filter(([, cell]) => cell.trim() !== ''));
}

/** `null` for a sample that has no label. */
function labelOf({ place, fields }: FileRow): NewLabelDto | null {
  const { id = null, sample_id: sampleId = id, row = null, replicate = null, value = null, note = null } = fields;
  if (value === null) return null;
  if (sampleId === null && row === null)
    throw new UnusableRequestError(`${place} must say which sample it is of, in a column "id" or "row"`);
  return {
    ...(sampleId !== null && { sample_id: textOf(sampleId) }),
    ...(row !== null && { row: wholeNumber(row, 'row', place) }),
    ...(replicate !== null && { replicate: wholeNumber(replicate, 'replicate', place) }),
    value: labelValue(value, place),
    ...(note !== null && { note: textOf(note) }),
  };
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function wholeNumber(value: unknown, column: string, place: string): number {
  const number = typeof value === 'string' && /^\d{1,15}$/.test(value.trim()) ? Number(value) : value;
  if (Number.isSafeInteger(number) && (number as number) >= 0) return number as number;
  throw new UnusableRequestError(`${place}: ${column} must be a whole number from 0 on; it is ${JSON.stringify(value)}`);
}

const WORDS: Readonly<Record<string, number>> = { true: 1, false: 0, yes: 1, no: 0 };

function labelValue(value: unknown, place: string): number {
  const word = typeof value === 'string' ? value.trim().toLowerCase() : '';
  const number = typeof value === 'string' ? (WORDS[word] ?? Number(word)) : typeof value === 'boolean' ? Number(value) : value;
  if (typeof number === 'number' && Number.isFinite(number)) return number;
  throw new UnusableRequestError(`${place}: value must be a number, or true or false; it is ${JSON.stringify(value)}`);
}
