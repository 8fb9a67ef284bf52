import { parseJson } from './canonical-json.ts';
import type { DatasetRow, Example } from './example.ts';
import { JsonNumber } from './json-number.ts';
import type { JsonObject, JsonValue } from './json.ts';
import { exampleIdentity } from './trial-id.ts';

/** A dataset that can't be used; the message names file and line and says what to do. */
export class DatasetError extends Error {
  override readonly name = 'DatasetError';
}

type Row = Pick<Example, 'inputs' | 'id' | 'tags' | 'cluster'> & { readonly reference?: JsonValue };

/** The keys of a row. */
export const ROW_KEYS = ['inputs', 'reference', 'id', 'tags', 'cluster'] as const;

const SHAPE = '{"inputs": {…}, "reference": …}';

/**
 * Reads the lines of one dataset, in order. Each is a JSON object with `inputs` (an object) and optionally `reference`, in
 * all or in none; all have the same input keys. Each may have `id` (a text), `tags` (a list of texts) and `cluster` (a text).
 */
export class DatasetParser {
  readonly #file: string;
  readonly #noun: 'line' | 'row';
  #rows = 0;
  #hasReference = false;
  /** Sorted. */
  #inputKeys: readonly string[] = [];
  #firstLine = 0;

  /** `file` is how messages name the dataset, `noun` what they count in it. */
  constructor(file: string, noun: 'line' | 'row' = 'line') {
    this.#file = file;
    this.#noun = noun;
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
    const { inputs, reference = null, ...labels } = row;
    const example = { inputs, reference, ...labels };
    return { row: place, example, identity: this.#identity(example, lineNumber) };
  }

  /** Call it after the last line. Throws a `DatasetError` when there was no row. */
  end(): void {
    if (this.#rows === 0) throw new DatasetError(`${this.#file} has no rows; write one JSON object a line: ${SHAPE}`);
  }

  #json(text: string, lineNumber: number): unknown {
    try {
      return parseJson(text);
    } catch (error) {
      const cause = error instanceof Error ? error.message : String(error);
      if (tooDeep(cause) !== undefined) throw this.#fault(lineNumber, tooDeep(cause) ?? '');
      throw this.#fault(lineNumber, `this is not JSON (${cause}); each line must be one JSON object: ${SHAPE}`);
    }
  }

  #checkedRow(row: unknown, lineNumber: number): Row {
    if (!isObject(row)) throw this.#fault(lineNumber, `this is ${kindOf(row)}; each line must be one JSON object: ${SHAPE}`);
    const unknown = Object.keys(row).filter((key) => !(ROW_KEYS as readonly string[]).includes(key));
    if (unknown.length > 0) {
      throw this.#fault(
        lineNumber,
        `unknown ${listed('key', unknown)}; only "inputs", "reference", "id", "tags" and "cluster" are allowed, put the rest into "inputs"`,
      );
    }
    const { inputs, reference } = row;
    if (inputs === undefined) throw this.#fault(lineNumber, `"inputs" is missing; each line must look like ${SHAPE}`);
    if (!isObject(inputs)) throw this.#fault(lineNumber, `"inputs" is ${kindOf(inputs)}; it must be an object`);
    return { inputs, ...(reference === undefined ? {} : { reference }), ...this.#labels(row, lineNumber) };
  }

  /** What tells the example's place among others; `null` is as good as nothing. */
  #labels({ id, tags, cluster }: JsonObject, lineNumber: number): Pick<Row, 'id' | 'tags' | 'cluster'> {
    return {
      ...(isAbsent(id) ? {} : { id: this.#text('id', id, lineNumber) }),
      ...(isAbsent(tags) ? {} : { tags: this.#tags(tags, lineNumber) }),
      ...(isAbsent(cluster) ? {} : { cluster: this.#text('cluster', cluster, lineNumber) }),
    };
  }

  #text(key: string, value: JsonValue, lineNumber: number): string {
    if (typeof value === 'string' && value !== '') return value;
    throw this.#fault(lineNumber, `"${key}" is ${value === '' ? 'empty' : kindOf(value)}; it must be a text`);
  }

  #tags(value: JsonValue, lineNumber: number): readonly string[] {
    const isList = Array.isArray(value) && value.every((tag) => typeof tag === 'string' && tag !== '');
    if (isList) return value as readonly string[];
    throw this.#fault(lineNumber, `"tags" is ${JSON.stringify(value).slice(0, 60)}; it must be a list of texts`);
  }

  #checkSameKeys(row: Row, lineNumber: number): void {
    const hasReference = 'reference' in row;
    const inputKeys = Object.keys(row.inputs).sort();
    if (this.#rows === 0) {
      this.#hasReference = hasReference;
      this.#inputKeys = inputKeys;
      this.#firstLine = lineNumber;
    } else if (hasReference !== this.#hasReference) {
      const difference = hasReference ? `"reference" is given here but not` : `"reference" is missing here but given`;
      throw this.#fault(lineNumber, `${difference} in ${this.#noun} ${this.#firstLine}; give it in every row or in none`);
    } else if (!isSameList(inputKeys, this.#inputKeys)) {
      const difference = keyDifference(this.#inputKeys, Object.keys(row.inputs));
      throw this.#fault(
        lineNumber,
        `"inputs" ${difference} compared with ${this.#noun} ${this.#firstLine}; every row needs the same input keys`,
      );
    }
  }

  #identity({ inputs, reference }: Example, lineNumber: number): string {
    try {
      return exampleIdentity(inputs, reference);
    } catch (error) {
      const cause = error instanceof Error ? error.message : String(error);
      throw this.#fault(lineNumber, tooDeep(cause) ?? `${cause}; write it as a text`);
    }
  }

  #fault(lineNumber: number, message: string): DatasetError {
    return new DatasetError(`${this.#file}, ${this.#noun} ${lineNumber}: ${message}`);
  }
}

/** Finds ids that come twice in a dataset. */
export class UniqueIds {
  readonly #file: string;
  readonly #noun: 'line' | 'row';
  readonly #lines = new Map<string, number>();

  constructor(file: string, noun: 'line' | 'row' = 'line') {
    this.#file = file;
    this.#noun = noun;
  }

  /** Throws a `DatasetError` that names both rows. */
  add({ example: { id } }: DatasetRow, lineNumber: number): void {
    if (id === undefined) return;
    const first = this.#lines.get(id);
    if (first === undefined) {
      this.#lines.set(id, lineNumber);
      return;
    }
    const shown = JSON.stringify(id.length > 60 ? `${id.slice(0, 60)}…` : id);
    throw new DatasetError(
      `${this.#file}, ${this.#noun} ${lineNumber}: the id ${shown} is that of ${this.#noun} ${first} already; every row needs its own`,
    );
  }
}

/** What to say of a row over which recursion overflowed the stack. */
function tooDeep(cause: string): string | undefined {
  return /call stack/.test(cause) ? 'the row is nested too deeply; flatten it' : undefined;
}

function isAbsent(value: JsonValue | undefined): value is null | undefined {
  return value === undefined || value === null;
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof JsonNumber);
}

function isSameList(left: readonly string[], right: readonly string[]): boolean {
  return left.length === right.length && left.every((key, at) => key === right[at]);
}

function kindOf(value: unknown): string {
  if (value === null) return 'null';
  if (value instanceof JsonNumber) return 'a number';
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
