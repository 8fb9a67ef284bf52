import type { JsonValue } from './json.ts';

/** Deeper data may be cyclic and is copied the careful way. */
const PLAIN_DEPTH = 64;

/** Says that a value is not plain data. */
const NOT_PLAIN = Symbol('not plain');

/**
 * A deep copy that JSON can hold, whatever a program returned. `toJSON` is honoured, and a value that JSON can't express becomes
 * marked text: `[NaN]`, `[BigInt 123]`, `[Circular]`. It never throws.
 */
export function toJsonValue(value: unknown): JsonValue {
  const plain = plainCopy(value, 0);
  return plain === NOT_PLAIN ? markedJson(value) : plain;
}

function plainCopy(value: unknown, depth: number): JsonValue | typeof NOT_PLAIN {
  if (typeof value === 'string') return value.isWellFormed() ? value : NOT_PLAIN;
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
    if (json === NOT_PLAIN || key === '__proto__' || !key.isWellFormed()) return NOT_PLAIN;
    copy[key] = json;
  }
  return copy;
}

const MAX_DEPTH = 1000;

/**
 * The careful way of `toJsonValue`: takes any value and marks what JSON can't express. Members that are undefined are left
 * out, lone surrogates become U+FFFD, a Map with text keys becomes an object and any other Map or Set a list.
 */
function markedJson(value: unknown): JsonValue {
  return marked(value, '', new Set());
}

function marked(value: unknown, key: string, ancestors: Set<object>): JsonValue {
  switch (typeof value) {
    case 'string':
      return value.toWellFormed();
    case 'number':
      return Number.isFinite(value) ? value : `[${value}]`;
    case 'boolean':
      return value;
    case 'undefined':
      return null;
    case 'bigint':
      return `[BigInt ${value}]`;
    case 'symbol':
      return `[${String(value).toWellFormed()}]`;
    case 'function':
      return functionMark(value);
    case 'object':
      return value === null ? null : markedObject(value, key, ancestors);
  }
}

function markedObject(value: object, key: string, ancestors: Set<object>): JsonValue {
  if (ancestors.has(value)) return '[Circular]';
  if (ancestors.size >= MAX_DEPTH) return '[Nested too deeply]';
  ancestors.add(value);
  try {
    return replaced(value, key, ancestors);
  } catch (error) {
    return thrownMark(error);
  } finally {
    ancestors.delete(value);
  }
}

function replaced(value: object, key: string, ancestors: Set<object>): JsonValue {
  const { toJSON } = value as { readonly toJSON?: unknown };
  if (typeof toJSON !== 'function') return members(value, ancestors);
  const json: unknown = Reflect.apply(toJSON, value, [key]);
  if (typeof json !== 'object' || json === null) return marked(json, key, ancestors);
  // As in JSON.stringify, the `toJSON` of what `toJSON` gave is not asked; it may well be the object itself.
  return json !== value && ancestors.has(json) ? '[Circular]' : members(json, ancestors);
}

function members(value: object, ancestors: Set<object>): JsonValue {
  if (Array.isArray(value)) return Array.from(value, (item, index) => marked(item, String(index), ancestors));
  if (value instanceof Set || isTypedArray(value)) return members([...value], ancestors);
  if (value instanceof Map) return mapMembers(value, ancestors);
  if (value instanceof Error) return `[${value.name}: ${value.message}]`.toWellFormed();
  if (value instanceof RegExp) return `[RegExp ${value}]`.toWellFormed();
  if (value instanceof Promise) return '[Promise]';
  if (value instanceof Number || value instanceof String || value instanceof Boolean)
    return marked(value.valueOf(), '', ancestors);
  const keys = Object.keys(value);
  return objectOf(
    keys.map((key) => [key, read(value, key)]),
    ancestors,
  );
}

function mapMembers(map: ReadonlyMap<unknown, unknown>, ancestors: Set<object>): JsonValue {
  const entries = [...map];
  return entries.every((entry): entry is [string, unknown] => typeof entry[0] === 'string')
    ? objectOf(entries, ancestors)
    : members(entries, ancestors);
}

function objectOf(entries: readonly (readonly [string, unknown])[], ancestors: Set<object>): JsonValue {
  const defined = entries.filter(([, member]) => member !== undefined);
  // Own properties whatever the key: assigning to `__proto__` would not make one.
  return Object.fromEntries(defined.map(([key, member]) => [key.toWellFormed(), marked(member, key, ancestors)]));
}

function read(object: object, key: string): unknown {
  try {
    return (object as Readonly<Record<string, unknown>>)[key];
  } catch (error) {
    return thrownMark(error);
  }
}

function isTypedArray(value: object): value is Iterable<unknown> & object {
  return ArrayBuffer.isView(value) && Symbol.iterator in value;
}

function functionMark(value: unknown): string {
  try {
    const name = (value as { readonly name?: unknown }).name;
    return typeof name === 'string' && name !== '' ? `[Function ${name.toWellFormed()}]` : '[Function]';
  } catch {
    return '[Function]';
  }
}

function thrownMark(error: unknown): string {
  try {
    return `[Thrown ${String(error).toWellFormed()}]`;
  } catch {
    return '[Thrown]';
  }
}
