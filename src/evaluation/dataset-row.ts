import { mayLoseNumbers, parseExactly } from './canonical-json.ts';
import type { DatasetRow } from './example.ts';
import type { JsonObject, JsonValue } from './json.ts';
import { exampleIdentity } from './trial-id.ts';

/** A dataset that can't be used; the message names file and line and says what to do. */
export class DatasetError extends Error {
  override readonly name = 'DatasetError';
}

interface Row {
  readonly inputs: JsonObject;
  readonly reference?: JsonValue;
}

const SHAPE = '{"inputs": {…}, "reference": …}';

/**
 * Reads the lines of one dataset, in order. Each is a JSON object with `inputs` (an object) and optionally `reference`; all
 * have the same keys and the same input keys.
 */
export class DatasetParser {
  readonly #file: string;
  #rows = 0;
  /** Sorted. */
  #keys: readonly string[] = [];
  #inputKeys: readonly string[] = [];
  #firstLine = 0;

  /** `file` is how messages name the dataset. */
  constructor(file: string) {
    this.#file = file;
  }

  /** How many rows have been read. */
  get rowCount(): number {
    return this.#rows;
  }

  /** The row of a line, `null` for a blank one. Lines count from 1. Throws a `DatasetError`. */
  parse(line: string, lineNumber: number): DatasetRow | null {
    const text = lineNumber === 1 && line.startsWith('\ufeff') ? line.slice(1) : line;
    if (text.trim() === '') return null;
    const row = this.#checkedRow(this.#json(text, lineNumber), lineNumber);
    this.#checkSameKeys(row, lineNumber);
    const place = this.#rows;
    this.#rows += 1;
    const { inputs, reference = null } = row;
    return { row: place, example: { inputs, reference }, identity: this.#identity(text, row, lineNumber) };
  }

  /** Call it after the last line. Throws a `DatasetError` when there was no row. */
  end(): void {
    if (this.#rows === 0) throw new DatasetError(`${this.#file} has no rows; write one JSON object a line: ${SHAPE}`);
  }

  #json(text: string, lineNumber: number): unknown {
    try {
      return JSON.parse(text);
    } catch (error) {
      const cause = error instanceof Error ? error.message : String(error);
      throw this.#fault(lineNumber, `this is not JSON (${cause}); each line must be one JSON object: ${SHAPE}`);
    }
  }

  #checkedRow(row: unknown, lineNumber: number): Row {
    if (!isObject(row)) throw this.#fault(lineNumber, `this is ${kindOf(row)}; each line must be one JSON object: ${SHAPE}`);
    const unknown = Object.keys(row).filter((key) => key !== 'inputs' && key !== 'reference');
    if (unknown.length > 0) {
      throw this.#fault(
        lineNumber,
        `unknown ${listed('key', unknown)}; only "inputs" and "reference" are allowed, put the rest into "inputs"`,
      );
    }
    const { inputs, reference } = row;
    if (inputs === undefined) throw this.#fault(lineNumber, `"inputs" is missing; each line must look like ${SHAPE}`);
    if (!isObject(inputs)) throw this.#fault(lineNumber, `"inputs" is ${kindOf(inputs)}; it must be an object`);
    return reference === undefined ? { inputs } : { inputs, reference };
  }

  #checkSameKeys(row: Row, lineNumber: number): void {
    const keys = Object.keys(row).sort();
    const inputKeys = Object.keys(row.inputs).sort();
    if (this.#rows === 0) {
      this.#keys = keys;
      this.#inputKeys = inputKeys;
      this.#firstLine = lineNumber;
    } else if (!isSameList(keys, this.#keys)) {
      const difference = 'reference' in row ? `"reference" is given here but not` : `"reference" is missing here but given`;
      throw this.#fault(lineNumber, `${difference} in line ${this.#firstLine}; give it in every row or in none`);
    } else if (!isSameList(inputKeys, this.#inputKeys)) {
      const difference = keyDifference(this.#inputKeys, Object.keys(row.inputs));
      throw this.#fault(
        lineNumber,
        `"inputs" ${difference} compared with line ${this.#firstLine}; every row needs the same input keys`,
      );
    }
  }

  #identity(text: string, row: Row, lineNumber: number): string {
    try {
      const exact = mayLoseNumbers(text) ? (parseExactly(text) as Row) : row;
      return exampleIdentity(exact.inputs, exact.reference ?? null);
    } catch (error) {
      const cause = error instanceof Error ? error.message : String(error);
      const isTooDeep = /call stack/.test(cause);
      throw this.#fault(lineNumber, isTooDeep ? 'the row is nested too deeply; flatten it' : `${cause}; write it as a text`);
    }
  }

  #fault(lineNumber: number, message: string): DatasetError {
    return new DatasetError(`${this.#file}, line ${lineNumber}: ${message}`);
  }
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isSameList(left: readonly string[], right: readonly string[]): boolean {
  return left.length === right.length && left.every((key, at) => key === right[at]);
}

function kindOf(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'an array' : `a ${typeof value}`;
}

function listed(noun: string, names: readonly string[]): string {
  return `${noun}${names.length > 1 ? 's' : ''} ${names.map((name) => JSON.stringify(name)).join(', ')}`;
}

function keyDifference(expected: readonly string[], actual: readonly string[]): string {
  const missing = expected.filter((key) => !actual.includes(key));
  const added = actual.filter((key) => !expected.includes(key));
  return [
    ...(missing.length > 0 ? [`lacks the ${listed('key', missing)}`] : []),
    ...(added.length > 0 ? [`has the additional ${listed('key', added)}`] : []),
  ].join(' and ');
}
