import { codePointLength, codePointSlice } from '../values/code-points.ts';
import { floatOf, numberOf } from '../values/numbers.ts';
import { typeFault, valueFault } from '../values/python-error.ts';
import { textOf } from '../values/python-text.ts';
import { Markup, typeName, Undefined, type Value } from '../values/value.ts';
import { spendText } from '../work-limit.ts';
import { floatDigits, integerDigits } from './number-format.ts';

/** Python's mini-language for one value: `[[fill]align][sign][#][0][width][,][.precision][type]`. */
interface FormatSpec {
  readonly fill: string;
  readonly align: string;
  readonly sign: string;
  readonly isAlternate: boolean;
  readonly width: number;
  readonly grouping: string;
  readonly precision: number | undefined;
  readonly type: string;
}

const SPEC = /^(?:(.)?([<>=^]))?([-+ ])?(#)?(0)?(\d+)?([,_])?(?:\.(\d+))?([bcdeEfFgGnosxX%])?$/su;

/** What Python's `format(value, spec)` gives. Throws a ValueError or TypeError. */
export function formatted(value: Value, source: string): string {
  if (value instanceof Undefined) return value.refuse();
  if (source === '') return textOf(value);
  if (typeof value === 'string' || value instanceof Markup) return textFormat(textOf(value), parseSpec(source, false));
  const number = numberOf(value);
  if (number === undefined) throw typeFault(`unsupported format string passed to ${typeName(value)}.__format__`);
  const spec = parseSpec(source, true);
  const isFloat = typeof number === 'number' || /^[eEfFgG%]$/.test(spec.type);
  return isFloat ? floatFormat(floatOf(number), spec) : integerFormat(number, spec);
}

function parseSpec(source: string, isNumber: boolean): FormatSpec {
  const match = SPEC.exec(source);
  if (match === null) throw valueFault(`Invalid format specifier '${source}'`);
  const [, fill, align, sign = '-', alternate, zero, width = '0', grouping = '', precision, type = ''] = match;
  return {
    fill: fill ?? (zero === undefined ? ' ' : '0'),
    align: align ?? (isNumber ? (zero === undefined ? '>' : '=') : '<'),
    sign,
    isAlternate: alternate !== undefined,
    width: Number(width),
    grouping,
    precision: precision === undefined ? undefined : Number(precision),
    type,
  };
}

function textFormat(text: string, spec: FormatSpec): string {
  if (spec.type !== '' && spec.type !== 's') throw unknownType(spec, 'str');
  if (spec.align === '=') throw valueFault("'=' alignment not allowed in string format specifier");
  const cut = spec.precision === undefined ? text : codePointSlice(text, 0, spec.precision);
  return padded('', '', cut, spec);
}

function integerFormat(value: bigint, spec: FormatSpec): string {
  const { type, precision, isAlternate } = spec;
  if (type === 's') throw unknownType(spec, 'int');
  if (precision !== undefined) throw valueFault('Precision not allowed in integer format specifier');
  if (type === 'c') return padded('', '', String.fromCodePoint(Number(value)), { ...spec, align: spec.align });
  const { digits, prefix } = integerDigits(value, type);
  return padded(signOf(value < 0n, spec), isAlternate ? prefix : '', digits, spec);
}

function floatFormat(value: number, spec: FormatSpec): string {
  const { type, precision, isAlternate } = spec;
  if (/^[bcdoxXs]$/.test(type)) throw unknownType(spec, 'float');
  const isNegative = value < 0 || Object.is(value, -0);
  const digits =
    type === '%'
      ? `${floatDigits(value * 100, { type: 'f', precision, isAlternate })}%`
      : floatDigits(value, { type, precision, isAlternate });
  return padded(signOf(isNegative, spec), '', digits, spec);
}

function signOf(isNegative: boolean, { sign }: FormatSpec): string {
  if (isNegative) return '-';
  return sign === '-' ? '' : sign;
}

function padded(sign: string, prefix: string, body: string, spec: FormatSpec): string {
  const { fill, align, width } = spec;
  spendText(width);
  const grouped = spec.grouping === '' ? body : groupedDigits(body, spec, width - sign.length - prefix.length);
  const missing = Math.max(0, width - codePointLength(sign + prefix + grouped));
  if (align === '=') return sign + prefix + fill.repeat(missing) + grouped;
  const before = align === '>' ? missing : align === '^' ? Math.floor(missing / 2) : 0;
  return fill.repeat(before) + sign + prefix + grouped + fill.repeat(missing - before);
}

/** Separators between groups of digits; zeros that fill the width are digits too. */
function groupedDigits(body: string, { grouping, type, fill, align }: FormatSpec, width: number): string {
  const [, whole = '', rest = ''] = /^([0-9a-fA-F]*)(.*)$/s.exec(body) ?? [];
  const size = /^[bocxX]$/.test(type) && grouping === '_' ? 4 : 3;
  let length = whole.length;
  if (fill === '0' && align === '=') while (length + Math.floor((length - 1) / size) + rest.length < width) length += 1;
  const digits = whole.padStart(length, '0');
  const groups: string[] = [];
  for (let end = digits.length; end > 0; end -= size) groups.push(digits.slice(Math.max(0, end - size), end));
  return groups.reverse().join(grouping) + rest;
}

function unknownType({ type }: FormatSpec, name: string): Error {
  return valueFault(`Unknown format code '${type}' for object of type '${name}'`);
}
