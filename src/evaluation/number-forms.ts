import { types } from 'node:util';
import { JsonNumber } from './json-number.ts';
import type { JsonValue } from './json.ts';

/**
 * A deep copy of JSON for a project's code: every number that a JavaScript number can hold is one; only those with more digits
 * stay `JsonNumber`s.
 */
export function projectCopy(json: JsonValue): JsonValue {
  return withNumbers(json, (number) => (number.fitsNumber ? number.valueOf() : number));
}

/** A deep copy of JSON with JavaScript numbers alone, the nearest ones. */
export function nearestNumbers(json: JsonValue): JsonValue {
  return withNumbers(json, (number) => number.valueOf());
}

function withNumbers(json: JsonValue, form: (number: JsonNumber) => JsonValue): JsonValue {
  if (typeof json !== 'object' || json === null) return json;
  if (json instanceof JsonNumber) return form(json);
  if (Array.isArray(json)) return (json as readonly JsonValue[]).map((item) => withNumbers(item, form));
  const copy: Record<string, JsonValue> = {};
  for (const [key, member] of Object.entries(json)) put(copy, key, withNumbers(member, form));
  return copy;
}

/**
 * The value with its numbers as they are written in `written`, wherever both have the same number at the same place; what has changed
 * stays as it is. The value itself is not changed, and returned where there is nothing to do.
 */
export function asWritten(value: unknown, written: JsonValue): unknown {
  if (typeof value === 'number') return written instanceof JsonNumber && Object.is(written.valueOf(), value) ? written : value;
  if (typeof value !== 'object' || value === null || typeof written !== 'object' || written === null) return value;
  if (Array.isArray(value)) return Array.isArray(written) ? arrayAsWritten(value, written as readonly JsonValue[]) : value;
  return isPlain(value) && isPlain(written) ? objectAsWritten(value, written) : value;
}

function arrayAsWritten(items: readonly unknown[], written: readonly JsonValue[]): readonly unknown[] {
  const copy = items.map((item, at) => asWritten(item, written[at] ?? null));
  return copy.some((item, at) => item !== items[at]) ? copy : items;
}

function objectAsWritten(object: Fields, written: Fields): Fields {
  let copy: Record<string, unknown> | undefined;
  for (const [key, member] of Object.entries(object)) {
    const changed = Object.hasOwn(written, key) ? asWritten(member, written[key] as JsonValue) : member;
    if (changed === member) continue;
    copy ??= { ...object };
    put(copy, key, changed);
  }
  return copy ?? object;
}

type Fields = Readonly<Record<string, unknown>>;

function isPlain(value: object): value is Fields {
  const prototype: unknown = Object.getPrototypeOf(value);
  // What came from another thread may have the `Object` of another realm.
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

/** Assigning to `__proto__` would make no property. */
function put<Value>(object: Record<string, Value>, key: string, value: Value): void {
  if (key === '__proto__') Object.defineProperty(object, key, { value, enumerable: true, configurable: true, writable: true });
  else object[key] = value;
}

/** What is nested some 2,000 levels deep, another thread can't take: the message is lost, and nobody is told. */
const MAX_CLONED_DEPTH = 1_500;

/** Whether arrays and objects are nested more levels deep than `limit`. */
export function isNestedDeeper(value: unknown, limit: number): boolean {
  if (typeof value !== 'object' || value === null || value instanceof JsonNumber) return false;
  if (limit === 0) return true;
  const members: readonly unknown[] = Array.isArray(value) ? value : isPlain(value) ? Object.values(value) : [];
  return members.some((member) => isNestedDeeper(member, limit - 1));
}

/**
 * The value as `structuredClone` keeps it, for another thread: `JsonNumber`s become boxed texts, which JSON has none of. `clonedNumbers`
 * turns them back. What holds none is returned as it is. Throws a `RangeError` for a value that is nested too deeply.
 */
export function cloneableNumbers<Value>(value: Value): Value {
  if (isNestedDeeper(value, MAX_CLONED_DEPTH))
    throw new RangeError(`a value is nested more than ${MAX_CLONED_DEPTH} levels deep, and can't be given to another thread`);
  return replaced(value, (item) => (item instanceof JsonNumber ? (Object(item.text) as object) : item)) as Value;
}

export function clonedNumbers<Value>(value: Value): Value {
  return replaced(value, (item) => (types.isStringObject(item) ? JsonNumber.of(item.valueOf()) : item)) as Value;
}

function replaced(value: unknown, change: (item: object) => unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) {
    const copy: unknown[] = value.map((item: unknown) => replaced(item, change));
    return copy.some((item, at) => item !== value[at]) ? copy : value;
  }
  if (!isPlain(value)) return change(value);
  let copy: Record<string, unknown> | undefined;
  for (const [key, member] of Object.entries(value)) {
    const changed = replaced(member, change);
    if (changed === member) continue;
    copy ??= { ...value };
    put(copy, key, changed);
  }
  return copy ?? value;
}
