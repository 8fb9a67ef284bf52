import { z } from 'zod';
import type { JsonObject } from '../../evaluation/json.ts';
import { jsonText } from '../../evaluation/json-text.ts';

const MAX_SHOWN = 60;
const MAX_COLUMNS = 12;

/** How the rows of one benchmark are read. */
export interface RowForm {
  /** Takes a row of the source, or one that is in Assay's form already. Throws a `RowError`. */
  readonly read: (value: unknown) => BenchmarkRow;
}

/**
 * `source` is what a row of the source must have (further columns are left out), `toRow` makes Assay's form of it, and `row`
 * checks that, with its keys in the order in which they are written.
 */
export function rowForm<Source>(
  source: z.ZodType<Source>,
  toRow: (row: Source) => BenchmarkRow,
  row: z.ZodType<BenchmarkRow>,
): RowForm {
  return {
    read: (value) => checked(row, isOwnForm(value) ? value : toRow(checked(source, value))),
  };
}

function isOwnForm(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'inputs' in value;
}

function checked<T>(schema: z.ZodType<T>, value: unknown): T {
  const result = schema.safeParse(value, { reportInput: true });
  if (result.success) return result.data;
  throw new RowError(shapeFault(result.error, value));
}

/** A row in the form that projects read: what the program gets, and the right answer. */
export interface BenchmarkRow {
  readonly inputs: JsonObject;
  readonly reference: string;
}

/** A row's line in the file. Equal rows are equal lines, wherever they came from. */
export function rowLine(row: BenchmarkRow): string {
  return `${jsonText(row)}\n`;
}

/** What is wrong with one row. The caller adds which row it is. */
export class RowError extends Error {
  override readonly name = 'RowError';
}

/** A string that says something. */
export const text = z.string().refine((value) => value.trim() !== '', 'is empty');

/** The first fault of a value, in a few words: which field, and what is wrong with it. */
export function shapeFault(error: z.ZodError, value: unknown): string {
  const [issue] = error.issues;
  if (issue === undefined) return 'it has a wrong shape';
  const field = issue.path.map(String).join('.');
  const subject = field === '' ? 'it' : JSON.stringify(field);
  if (issue.code === 'unrecognized_keys')
    return `${subject} has the unknown ${issue.keys.map((key) => JSON.stringify(key)).join(', ')}`;
  if (issue.code === 'custom') return `${subject} ${issue.message}`;
  if (issue.input === undefined) return `${subject} is missing${columns(value, issue.path.length)}`;
  if (issue.code === 'invalid_type') return `${subject} must be ${issue.expected}, and is ${shown(issue.input)}`;
  return `${subject} is ${shown(issue.input)}: ${issue.message}`;
}

/** What there is instead of a missing column. */
function columns(value: unknown, depth: number): string {
  if (depth !== 1 || typeof value !== 'object' || value === null) return '';
  const names = Object.keys(value);
  const rest = names.length > MAX_COLUMNS ? ', …' : '';
  return names.length === 0 ? '' : `, it has ${names.slice(0, MAX_COLUMNS).join(', ')}${rest}`;
}

function shown(value: unknown): string {
  if (typeof value === 'bigint') return String(value);
  const text = JSON.stringify(value) as string | undefined;
  return text === undefined ? typeof value : text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)}…` : text;
}
