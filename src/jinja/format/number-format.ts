import { pythonFloat } from '../values/python-float.ts';
import { fixed, significant } from './decimal.ts';

/** How the size of a float is written: `type` is a letter of C's printf, `''` for Python's shortest form. */
export interface FloatFormat {
  readonly type: string;
  readonly precision: number | undefined;
  /** Keep the point and the zeros after it (`#`). */
  readonly isAlternate: boolean;
}

/** The size of a float, without its sign: `1.50`, `1.5e+00`, `inf`. */
export function floatDigits(value: number, format: FloatFormat): string {
  const type = format.type.toLowerCase();
  const size = Math.abs(value);
  const text = Number.isFinite(size) ? finiteDigits(size, type, format) : pythonFloat(size);
  return format.type !== type ? text.toUpperCase() : text;
}

const INTEGER_BASES: Readonly<Record<string, readonly [radix: number, prefix: string]>> = {
  b: [2, '0b'],
  o: [8, '0o'],
  x: [16, '0x'],
  X: [16, '0X'],
};

/** The size of an integer in the base that the letter names, and the prefix that `#` asks for. */
export function integerDigits(value: bigint, type: string): { readonly digits: string; readonly prefix: string } {
  const [radix, prefix] = INTEGER_BASES[type] ?? [10, ''];
  const digits = (value < 0n ? -value : value).toString(radix);
  return { digits: type === 'X' ? digits.toUpperCase() : digits, prefix };
}

function finiteDigits(size: number, type: string, { precision, isAlternate }: FloatFormat): string {
  switch (type) {
    case 'f':
      return fixed(size, precision ?? 6) + (isAlternate && precision === 0 ? '.' : '');
    case 'e':
      return exponential(size, precision ?? 6, isAlternate);
    case 'g':
    case 'n':
      return general(size, precision ?? 6, isAlternate, false);
    default:
      return precision === undefined ? pythonFloat(size) : general(size, precision, isAlternate, true);
  }
}

function exponential(size: number, precision: number, isAlternate: boolean): string {
  const { digits, exponent } = significant(size, precision + 1);
  const fraction = precision > 0 ? `.${digits.slice(1)}` : isAlternate ? '.' : '';
  return `${digits.charAt(0)}${fraction}${exponentPart(exponent)}`;
}

/** `isFloat`: Python's own form, which always shows that it is a float. */
function general(size: number, precision: number, isAlternate: boolean, isFloat: boolean): string {
  const count = Math.max(precision, 1);
  const { digits, exponent } = significant(size, count);
  const kept = isAlternate ? digits : digits.replace(/0+$/, '').padEnd(1, '0');
  if (exponent < -4 || exponent >= (isFloat ? count - 1 : count)) {
    const fraction = kept.length > 1 || isAlternate ? `.${kept.slice(1)}` : '';
    return `${kept.charAt(0)}${fraction}${exponentPart(exponent)}`;
  }
  return placed(kept, exponent, isAlternate, isFloat);
}

/** Digits with the point where the exponent says. */
function placed(digits: string, exponent: number, isAlternate: boolean, isFloat: boolean): string {
  if (exponent < 0) return `0.${'0'.repeat(-exponent - 1)}${digits}`;
  const whole = digits.slice(0, exponent + 1).padEnd(exponent + 1, '0');
  const fraction = digits.slice(exponent + 1);
  if (fraction !== '') return `${whole}.${fraction}`;
  if (isAlternate) return `${whole}.`;
  return isFloat ? `${whole}.0` : whole;
}

function exponentPart(exponent: number): string {
  return `e${exponent < 0 ? '-' : '+'}${String(Math.abs(exponent)).padStart(2, '0')}`;
}
