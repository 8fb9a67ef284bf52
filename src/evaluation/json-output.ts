import type { JsonValue } from './json.ts';
import { markedJson } from './marked-json.ts';

/** Deeper data may be a cycle, and goes the careful way. */
const PLAIN_DEPTH = 64;

/** Says that a value is not plain data. */
const NOT_PLAIN = Symbol('not plain');

/**
 * A deep copy that JSON can hold, whatever a program returned. `toJSON` is honoured, and what JSON has no word for is text
 * with a mark: `[NaN]`, `[BigInt 123]`, `[Circular]`. It never throws.
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
