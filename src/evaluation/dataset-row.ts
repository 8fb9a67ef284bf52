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

/** How messages name a row: a number is a line, from 1. */
export type RowPlace = number | string;

const SHAPE = '{"inputs": {…}, "reference": …}';

/**
 * Reads the rows of one dataset, in order. Each is the text of a JSON object with `inputs` (an object) and optionally `reference`, in
 * all or in none; all have the same input keys. Each may have `id` (a text), `tags` (a list of texts) and `cluster` (a text).
 */
export class DatasetParser {
  readonly #file: string;
  #rows = 0;
  #hasReference = false;
  /** Sorted. */
  #inputKeys: readonly string[] = [];
  #firstPlace: RowPlace = 0;

  /** `file` is how messages name the dataset. */
  constructor(file: string) {
    this.#file = file;
  }

  /** How many rows have been read. */
  get rowCount(): number {
    return this.#rows;
  }

  /** The row of a JSON text, `null` for a blank one. Throws a `DatasetError`. */
  parse(line: string, place: RowPlace): DatasetRow | null {
    const text = place === 1 && line.startsWith('\ufeff') ? line.slice(1) : line;
    if (text.trim() === '') return null;
    const row = this.#checkedRow(this.#json(text, place), place);
    this.#checkSameKeys(row, place);
    const position = this.#rows;
    this.#rows += 1;
    const { inputs, reference = null, ...labels } = row;
    const example = { inputs, reference, ...labels };
    return { row: position, example, identity: this.#identity(example, place) };
  }

  /** Call it after the last row. Throws a `DatasetError` when there was none; `advice` says what to write. */
  end(advice = `write one JSON object a line: ${SHAPE}`): void {
    if (this.#rows === 0) throw new DatasetError(`${this.#file} has no rows; ${advice}`);
  }

  #json(text: string, place: RowPlace): unknown {
    try {
      return parseJson(text);
    } catch (error) {
      const cause = error instanceof Error ? error.message : String(error);
      if (tooDeep(cause) !== undefined) throw this.#fault(place, tooDeep(cause) ?? '');
      throw this.#fault(place, `this is not JSON (${cause}); a row must be one JSON object: ${SHAPE}`);
    }
  }

  #checkedRow(row: unknown, place: RowPlace): Row {
    if (!isObject(row)) throw this.#fault(place, `this is ${kindOf(row)}; a row must be one JSON object: ${SHAPE}`);
    const unknown = Object.keys(row).filter((key) => !(ROW_KEYS as readonly string[]).includes(key));
    if (unknown.length > 0) {
      throw this.#fault(
        place,
        `unknown ${listed('key', unknown)}; only "inputs", "reference", "id", "tags" and "cluster" are allowed, put the rest into "inputs"`,
      );
    }
    const { inputs, reference } = row;
    if (inputs === undefined) throw this.#fault(place, `"inputs" is missing; a row must look like ${SHAPE}`);
    if (!isObject(inputs)) throw this.#fault(place, `"inputs" is ${kindOf(inputs)}; it must be an object`);
    return { inputs, ...(reference === undefined ? {} : { reference }), ...this.#labels(row, place) };
  }

  /** What tells the example's place among others; `null` is as good as nothing. */
  #labels({ id, tags, cluster }: JsonObject, place: RowPlace): Pick<Row, 'id' | 'tags' | 'cluster'> {
    return {
      ...(isAbsent(id) ? {} : { id: this.#text('id', id, place) }),
      ...(isAbsent(tags) ? {} : { tags: this.#tags(tags, place) }),
      ...(isAbsent(cluster) ? {} : { cluster: this.#text('cluster', cluster, place) }),
    };
  }

  #text(key: string, value: JsonValue, place: RowPlace): string {
    if (typeof value === 'string' && value !== '') return value;
    throw this.#fault(place, `"${key}" is ${value === '' ? 'empty' : kindOf(value)}; it must be a text`);
  }

  #tags(value: JsonValue, place: RowPlace): readonly string[] {
    const isList = Array.isArray(value) && value.every((tag) => typeof tag === 'string' && tag !== '');
    if (isList) return value as readonly string[];
    throw this.#fault(place, `"tags" is ${JSON.stringify(value).slice(0, 60)}; it must be a list of texts`);
  }

  #checkSameKeys(row: Row, place: RowPlace): void {
    const hasReference = 'reference' in row;
    const inputKeys = Object.keys(row.inputs).sort();
    if (this.#rows === 0) {
      this.#hasReference = hasReference;
      this.#inputKeys = inputKeys;
      this.#firstPlace = place;
    } else if (hasReference !== this.#hasReference) {
      const difference = hasReference ? `"reference" is given here but not` : `"reference" is missing here but given`;
      throw this.#fault(place, `${difference} in ${shown(this.#firstPlace)}; give it in every row or in none`);
    } else if (!isSameList(inputKeys, this.#inputKeys)) {
      const difference = keyDifference(this.#inputKeys, Object.keys(row.inputs));
      throw this.#fault(
        place,
        `"inputs" ${difference} compared with ${shown(this.#firstPlace)}; every row needs the same input keys`,
      );
    }
  }

  #identity({ inputs, reference }: Example, place: RowPlace): string {
    try {
      return exampleIdentity(inputs, reference);
    } catch (error) {
      const cause = error instanceof Error ? error.message : String(error);
      throw this.#fault(place, tooDeep(cause) ?? `${cause}; write it as a text`);
    }
  }

  #fault(place: RowPlace, message: string): DatasetError {
    return new DatasetError(`${this.#file}, ${shown(place)}: ${message}`);
  }
}

/** Finds ids that come twice in a dataset. */
export class UniqueIds {
  readonly #file: string;
  readonly #places = new Map<string, RowPlace>();

  constructor(file: string) {
    this.#file = file;
  }

  /** Throws a `DatasetError` that names both rows. */
  add({ example: { id } }: DatasetRow, place: RowPlace): void {
    if (id === undefined) return;
    const first = this.#places.get(id);
    if (first === undefined) {
      this.#places.set(id, place);
      return;
    }
    const shownId = JSON.stringify(id.length > 60 ? `${id.slice(0, 60)}…` : id);
    throw new DatasetError(
      `${this.#file}, ${shown(place)}: the id ${shownId} is that of ${shown(first)} already; every row needs its own`,
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

function shown(place: RowPlace): string {
  return typeof place === 'number' ? `line ${place}` : place;
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
