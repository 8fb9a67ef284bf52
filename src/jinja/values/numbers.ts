import { grouped, MAX_DIGITS, TemplateLimitError } from '../work-limit.ts';
import { PythonError, typeFault, valueFault } from './python-error.ts';
import { reprOf } from './python-text.ts';
import { stripped } from './white-space.ts';
import { Markup, typeName, Undefined, type Value } from './value.ts';

export type PythonNumber = bigint | number;

const LARGEST = 10n ** BigInt(MAX_DIGITS);

/** The number that a value is, booleans included; `undefined` for what is none. */
export function numberOf(value: Value): PythonNumber | undefined {
  if (typeof value === 'boolean') return value ? 1n : 0n;
  return typeof value === 'bigint' || typeof value === 'number' ? value : undefined;
}

/** The value as an integer where Python takes nothing else. `what` is what it is for. */
export function integerOf(value: Value, what: string): bigint {
  if (value instanceof Undefined) return value.refuse();
  const number = numberOf(value);
  if (typeof number !== 'bigint') throw typeFault(`${what} must be an integer, not ${typeName(value)}`);
  return number;
}

/** The same as a JavaScript number, for counts, widths and positions; what is beyond any text or list ends at ±2^53. */
export function countOf(value: Value, what: string): number {
  const integer = integerOf(value, what);
  return Math.max(Math.min(Number(integer), Number.MAX_SAFE_INTEGER), Number.MIN_SAFE_INTEGER);
}

/** A whole number as it was calculated. Throws a `TemplateLimitError` beyond `MAX_DIGITS` digits. */
export function limited(value: bigint): bigint {
  if (value < LARGEST && value > -LARGEST) return value;
  throw new TemplateLimitError(`whole numbers are limited to ${grouped(MAX_DIGITS)} digits`);
}

/** A number as a float. Throws an OverflowError beyond the largest one. */
export function floatOf(value: PythonNumber): number {
  const float = Number(value);
  if (typeof value === 'bigint' && !Number.isFinite(float))
    throw new PythonError('OverflowError', 'int too large to convert to float');
  return float;
}

/** A float without its fraction. Throws for infinity and NaN, as Python's `int()`. */
export function truncated(value: number): bigint {
  if (Number.isNaN(value)) throw valueFault('cannot convert float NaN to integer');
  if (!Number.isFinite(value)) throw new PythonError('OverflowError', 'cannot convert float infinity to integer');
  return BigInt(Math.trunc(value));
}

/** Python's `float()`. Throws a TypeError or ValueError. */
export function toFloat(value: Value): number {
  if (value instanceof Undefined) return value.refuse();
  const number = numberOf(value);
  if (number !== undefined) return floatOf(number);
  if (typeof value !== 'string' && !(value instanceof Markup))
    throw typeFault(`float() argument must be a string or a real number, not '${typeName(value)}'`);
  return parseFloatText(typeof value === 'string' ? value : value.text);
}

/** Python's `int()` of one argument. Throws a TypeError, ValueError or OverflowError. */
export function toInteger(value: Value): bigint {
  if (value instanceof Undefined) return value.refuse();
  if (typeof value === 'string') return parseInteger(value, 10);
  if (value instanceof Markup) return parseInteger(value.text, 10);
  const number = numberOf(value);
  if (number === undefined)
    throw typeFault(`int() argument must be a string, a bytes-like object or a real number, not '${typeName(value)}'`);

  return typeof number === 'bigint' ? number : truncated(number);
}

const PREFIXES: Readonly<Record<number, string>> = { 2: '0b', 8: '0o', 16: '0x' };

/** Python's `int(text, base)`: underscores between digits, a sign, a prefix of the base. Throws a ValueError. */
export function parseInteger(text: string, base: number): bigint {
  const fault = (): PythonError => valueFault(`invalid literal for int() with base ${base}: ${reprOf(text)}`);
  if (base !== 0 && (base < 2 || base > 36)) throw valueFault('int() base must be >= 2 and <= 36, or 0');
  const [, sign = '', body = ''] = /^([+-]?)(.*)$/s.exec(stripped(text).toLowerCase()) ?? [];
  const named = Object.entries(PREFIXES).find(([, prefix]) => body.startsWith(prefix));
  const usesPrefix = named !== undefined && (base === 0 || Number(named[0]) === base);
  const radix = base === 0 ? Number(named?.[0] ?? 10) : base;
  const digits = usesPrefix ? body.slice(2).replace(/^_/, '') : body;
  if (!/^[0-9a-z]+(_[0-9a-z]+)*$/.test(digits)) throw fault();
  if (base === 0 && !usesPrefix && /^0+_?[1-9]/.test(digits)) throw fault();
  const value = parseDigits(digits.replaceAll('_', ''), radix);
  if (value === undefined) throw fault();
  return sign === '-' ? -value : value;
}

function parseDigits(digits: string, radix: number): bigint | undefined {
  if (digits.length > MAX_DIGITS) throw new TemplateLimitError(`whole numbers are limited to ${grouped(MAX_DIGITS)} digits`);
  if (radix === 10) return /^\d+$/.test(digits) ? BigInt(digits) : undefined;
  let value = 0n;
  for (const digit of digits) {
    const number = parseInt(digit, 36);
    if (number >= radix) return undefined;
    value = value * BigInt(radix) + BigInt(number);
  }
  return value;
}

function parseFloatText(text: string): number {
  const body = stripped(text).toLowerCase();
  const special = /^([+-]?)(inf|infinity|nan)$/.exec(body);
  if (special !== null) return (special[1] === '-' ? -1 : 1) * (special[2] === 'nan' ? NaN : Infinity);
  if (!/^[+-]?(\d+(_\d+)*\.?(\d+(_\d+)*)?|\.\d+(_\d+)*)(e[+-]?\d+(_\d+)*)?$/.test(body))
    throw valueFault(`could not convert string to float: ${reprOf(text)}`);
  return Number(body.replaceAll('_', ''));
}
