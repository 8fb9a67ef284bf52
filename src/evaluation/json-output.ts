import { JsonNumber } from './json-number.ts';
import type { JsonValue } from './json.ts';

/** Deeper data may be circular and is copied the careful way. */
const PLAIN_DEPTH = 64;

/** Says that a value is not plain data. */
const NOT_PLAIN = Symbol('not plain');

/** A value that JSON can't hold. The message names the place in it: `output.a is circular`. */
export class NotJsonError extends Error {
  override readonly name = 'NotJsonError';
}

/**
 * A deep copy as JSON has it, as `JSON.stringify` would write it: `toJSON` is honoured, members that are undefined are left out. Throws a
 * `NotJsonError` for what JSON can't hold or would change without a word: NaN, a bigint, a function, a Map, a Date, a circle. `name` is how
 * its message calls the value.
 */
export function jsonCopy(value: unknown, name: string): JsonValue {
  const plain = plainCopy(value, 0);
  return plain === NOT_PLAIN ? new CarefulCopy().of(value, name, '') : plain;
}

function plainCopy(value: unknown, depth: number): JsonValue | typeof NOT_PLAIN {
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return Number.isFinite(value) ? value : NOT_PLAIN;
  if (typeof value === 'boolean' || value === null) return value;
  return typeof value === 'object' && depth < PLAIN_DEPTH ? plainContainer(value, depth + 1) : NOT_PLAIN;
}

function plainContainer(value: object, depth: number): JsonValue | typeof NOT_PLAIN {
  try {
    const prototype: unknown = Object.getPrototypeOf(value);
    if (prototype === Array.prototype) return plainArray(value as readonly unknown[], depth);
    return prototype === Object.prototype || prototype === null ? plainObject(value, depth) : NOT_PLAIN;
  } catch {
    return NOT_PLAIN;
  }
}

function plainArray(items: readonly unknown[], depth: number): JsonValue | typeof NOT_PLAIN {
  if ('toJSON' in items) return NOT_PLAIN;
  const copy: JsonValue[] = [];
  for (const item of items) {
    const json = plainCopy(item, depth);
    if (json === NOT_PLAIN) return NOT_PLAIN;
    copy.push(json);
  }
  return copy;
}

function plainObject(object: object, depth: number): JsonValue | typeof NOT_PLAIN {
  if ('toJSON' in object) return NOT_PLAIN;
  const copy: Record<string, JsonValue> = {};
  for (const [key, member] of Object.entries(object)) {
    const json = plainCopy(member, depth);
    if (json === NOT_PLAIN || key === '__proto__') return NOT_PLAIN;
    copy[key] = json;
  }
  return copy;
}

const MAX_DEPTH = 1000;

/** What an object is called that JSON has no form for, by what `Object.prototype.toString` says of it. */
const PLAIN_TAGS: readonly string[] = ['Object', 'Array', 'Number', 'String', 'Boolean'];

/** The careful way of `jsonCopy`: takes any value and says where in it something is that JSON can't hold. */
class CarefulCopy {
  readonly #ancestors = new Set<object>();

  /** `key` is the last name of the path, as `toJSON` gets it. */
  of(value: unknown, path: string, key: string): JsonValue {
    switch (typeof value) {
      case 'string':
      case 'boolean':
        return value;
      case 'number':
        return Number.isFinite(value) ? value : refuse(path, `is ${value}`);
      case 'undefined':
        return null;
      case 'bigint':
        return refuse(path, 'is a BigInt');
      case 'symbol':
        return refuse(path, 'is a symbol');
      case 'function':
        return refuse(path, 'is a function');
      case 'object':
        return value === null ? null : this.#object(value, path, key);
    }
  }

  #object(value: object, path: string, key: string): JsonValue {
    if (value instanceof JsonNumber) return value;
    if (this.#ancestors.has(value)) return refuse(path, 'is circular');
    if (this.#ancestors.size >= MAX_DEPTH) return refuse(cut(path), `is nested more than ${MAX_DEPTH} levels deep`);
    this.#ancestors.add(value);
    const json = this.#replaced(value, path, key);
    this.#ancestors.delete(value);
    return json;
  }

  #replaced(value: object, path: string, key: string): JsonValue {
    const kind = kindOf(value, path);
    if (kind === 'Date') return refuse(path, 'is a Date');
    const toJSON = read(value, 'toJSON', path);
    if (typeof toJSON !== 'function') return this.#members(value, kind, path);
    const json = attempt(path, (): unknown => Reflect.apply(toJSON, value, [key]));
    if (typeof json !== 'object' || json === null) return this.of(json, path, key);
    // As in JSON.stringify, the `toJSON` of what `toJSON` gave is not asked; it may well be the object itself.
    if (json !== value && this.#ancestors.has(json)) return refuse(path, 'is circular');
    return this.#members(json, kindOf(json, path), path);
  }

  #members(value: object, kind: string, path: string): JsonValue {
    if (Array.isArray(value)) return Array.from(value, (item, index) => this.of(item, `${path}[${index}]`, String(index)));
    if (!PLAIN_TAGS.includes(kind)) return refuse(path, `is ${article(kind)} ${kind}`);
    if (value instanceof Number || value instanceof String || value instanceof Boolean)
      return this.of(value.valueOf(), path, '');
    const entries = attempt(path, () => Object.keys(value)).map((key) => {
      const place = memberPath(path, key);
      return [key, read(value, key, place), place] as const;
    });
    const defined = entries.filter(([, member]) => member !== undefined);
    // Own properties whatever the key: assigning to `__proto__` would not make one.
    return Object.fromEntries(defined.map(([key, member, place]) => [key, this.of(member, place, key)]));
  }
}

/** What an object is: `Object`, `Array`, or what it calls itself. */
function kindOf(value: object, path: string): string {
  return attempt(path, () => Object.prototype.toString.call(value).slice('[object '.length, -1));
}

function read(object: object, key: string, path: string): unknown {
  return attempt(path, () => (object as Readonly<Record<string, unknown>>)[key]);
}

/** What a program's own code, such as a getter, gives. */
function attempt<Result>(path: string, work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    throw new NotJsonError(`${path} can't be read: ${textOf(error)}`);
  }
}

function textOf(error: unknown): string {
  try {
    return String(error);
  } catch {
    return 'what it throws can not be read either';
  }
}

function memberPath(path: string, key: string): string {
  return /^[\p{L}_$][\p{L}\p{N}_$]*$/u.test(key) ? `${path}.${key}` : `${path}[${JSON.stringify(key)}]`;
}

function cut(path: string): string {
  return path.length > 100 ? `${path.slice(0, 100)}…` : path;
}

function article(noun: string): string {
  return /^[AEIO]/i.test(noun) ? 'an' : 'a';
}

function refuse(path: string, what: string): never {
  throw new NotJsonError(`${path} ${what}, which JSON can't hold`);
}
