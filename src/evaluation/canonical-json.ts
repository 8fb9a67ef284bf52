import { pythonFloat } from '../jinja/values/python-float.ts';
import { isKeptByParsing, JsonNumber, numberOfText } from './json-number.ts';

/**
 * JSON as Python's `json.dumps(value, sort_keys=True)` writes it: keys sorted by code point at every depth, `", "` and
 * `": "` between, every character but printable ASCII escaped. A whole number is written as an integer, a `JsonNumber` as Python reads its text: `1.0` as a float.
 */
export function canonicalJson(value: unknown): string {
  if (typeof value === 'string') return quoted(value);
  if (typeof value === 'number') return numberText(value);
  if (typeof value === 'object') return value === null ? 'null' : containerText(value);
  if (typeof value === 'boolean') return String(value);
  throw new TypeError(`a ${typeof value} is no JSON value`);
}

/**
 * Parses JSON with its numbers as they are written: those that a JavaScript number would give back in another way (`1.0`, `1e3`, long ones)
 * are `JsonNumber`s. Throws a `SyntaxError`.
 */
export function parseJson(text: string): unknown {
  return mayLoseNumbers(text) ? withNumbers(text, numberOfText) : JSON.parse(text);
}

/** The same, slowly: it looks at every number. Throws a `RangeError` where a float is larger than any can be. */
export function parseExactly(text: string): unknown {
  return withNumbers(text, (source) => {
    const number = numberOfText(source);
    if (number instanceof JsonNumber) exactText(number);
    return number;
  });
}

function withNumbers(text: string, read: (source: string) => number | JsonNumber): unknown {
  return JSON.parse(text, (_key, value: unknown, context?: { readonly source?: string }) =>
    typeof value === 'number' && context?.source !== undefined ? read(context.source) : value,
  );
}

/** What may be a number that `JSON.parse` would not give back: `-0`, an exponent, a last digit 0 after the point, 16 digits. */
const SUSPECTS = /(?:^|[:,[\s])(-0(?![.\d])|-?\d+(?:\.\d*)?[eE][+-]?\d+|-?\d+\.\d*0(?!\d)|-?\d[\d.]{15,})/g;

/** Whether the text may hold a number that `JSON.parse` would not give back; what stands in a text counts too. */
export function mayLoseNumbers(text: string): boolean {
  for (const [, number = ''] of text.matchAll(SUSPECTS)) if (!isKeptByParsing(number)) return true;
  return false;
}

function containerText(value: object): string {
  if (value instanceof JsonNumber) return exactText(value);
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(', ')}]`;
  const object = value as Readonly<Record<string, unknown>>;
  const members = sortedKeys(object).map((key) => `${quoted(key)}: ${canonicalJson(object[key])}`);
  return `{${members.join(', ')}}`;
}

function sortedKeys(object: Readonly<Record<string, unknown>>): string[] {
  const keys = Object.keys(object);
  // UTF-16 order is code point order as long as there are no surrogates.
  return keys.some((key) => /[\ud800-\udfff]/.test(key)) ? keys.sort(byCodePoint) : keys.sort();
}

function byCodePoint(a: string, b: string): number {
  const left = Array.from(a, (character) => character.codePointAt(0) ?? 0);
  const right = Array.from(b, (character) => character.codePointAt(0) ?? 0);
  const at = left.findIndex((point, index) => point !== right[index]);
  return at < 0 ? left.length - right.length : (left[at] ?? 0) - (right[at] ?? -1);
}

function quoted(text: string): string {
  const json = JSON.stringify(text);
  if (!/[\u007f-\uffff]/.test(json)) return json;
  return json.replace(/[\u007f-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

function exactText(number: JsonNumber): string {
  if (number.isWhole) return integerText(number.text);
  if (Number.isFinite(number.valueOf())) return pythonFloat(number.valueOf());
  throw new RangeError(`${number.text.slice(0, 40)} is larger than any number can be`);
}

function integerText(source: string): string {
  return source === '-0' ? '0' : source;
}

function numberText(value: number): string {
  if (Number.isSafeInteger(value)) return String(value);
  if (!Number.isFinite(value)) throw new RangeError(`${value} is no JSON value`);
  return Number.isInteger(value) ? BigInt(value).toString() : pythonFloat(value);
}
