import { JsonNumber } from '../evaluation/json-number.ts';

/** A JSON object of which nothing is certain. */
export type Fields = Readonly<Record<string, unknown>>;

/** The fields of an object; none of anything else. */
export function fieldsOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : {};
}

/** The items of a list; none of anything else. */
export function itemsOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** A finite number; `undefined` for anything else. */
export function numberOf(given: unknown): number | undefined {
  const value: unknown = given instanceof JsonNumber ? given.valueOf() : given;
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}

/** A count of something; `undefined` for anything else. */
export function countOf(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : undefined;
}

/** Text as it is, nothing as an empty text, anything else as its JSON. */
export function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  return value === undefined || value === null ? '' : JSON.stringify(value);
}
