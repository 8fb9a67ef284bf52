import { codePointLength, codePointSlice } from '../values/code-points.ts';
import { countOf, floatOf, limited, numberOf, toFloat, truncated } from '../values/numbers.ts';
import { typeFault, valueFault } from '../values/python-error.ts';
import { escapeOf, reprOf, textOf } from '../values/python-text.ts';
import { Dict, Markup, Tuple, typeName, Undefined, type Value } from '../values/value.ts';
import { spend, spendText } from '../work-limit.ts';
import { floatDigits, integerDigits } from './number-format.ts';

interface Conversion {
  readonly flags: string;
  readonly width: number;
  readonly precision: number | undefined;
  readonly type: string;
}

/** How a value becomes text: `%s` of markup escapes what it takes in. */
export type TextOf = (value: Value) => string;

const CONVERSION = /%(?:\(([^()]*(?:\([^()]*\)[^()]*)*)\))?([-+ #0]*)(\*|\d+)?(?:\.(\*|\d*))?[hlL]?(.)?/gsu;

/** Python's `format % values`: a tuple gives one value each, a dict those that `%(name)s` asks for. Throws as Python does. */
export function percentFormatted(format: string, values: Value, stringOf: TextOf = textOf): string {
  if (values instanceof Undefined) return values.refuse();
  const source = new ValueSource(values);
  const text = format.replace(CONVERSION, (written: string, ...groups: readonly (string | undefined)[]) => {
    spend(1);
    const [key, flags = '', width, precision, type] = groups;
    if (type === '%') return '%';
    if (type === undefined) throw valueFault('incomplete format');
    const mapped = key === undefined ? undefined : source.named(key);
    const conversion = conversionOf(flags, width, precision, type, source);
    if (!/^[diouxXeEfFgGcrsa]$/.test(type)) throw valueFault(`unsupported format character '${type}' in ${written}`);
    return converted(mapped ?? source.next(), conversion, stringOf);
  });
  source.end();
  spendText(text.length);
  return text;
}

/** The values behind the `%`, handed out in order or by name. */
class ValueSource {
  readonly #values: Value;
  readonly #items: readonly Value[];
  #position = 0;
  #isNamed = false;

  constructor(values: Value) {
    this.#values = values;
    this.#items = values instanceof Tuple ? values.items : [values];
  }

  next(): Value {
    const item = this.#items[this.#position];
    if (item === undefined) throw typeFault('not enough arguments for format string');
    this.#position += 1;
    return item;
  }

  named(key: string): Value {
    if (!(this.#values instanceof Dict)) throw typeFault('format requires a mapping');
    this.#isNamed = true;
    const value = this.#values.get(key);
    if (value === undefined) throw typeFault(`the format asks for ${reprOf(key)}, which the mapping does not have`);
    return value;
  }

  end(): void {
    const isMapping = this.#values instanceof Dict || Array.isArray(this.#values);
    if (!this.#isNamed && !isMapping && this.#position < this.#items.length)
      throw typeFault('not all arguments converted during string formatting');
  }
}

function conversionOf(
  flags: string,
  width: string | undefined,
  precision: string | undefined,
  type: string,
  source: ValueSource,
): Conversion {
  const measured = width === '*' ? countOf(source.next(), '*') : Number(width ?? 0);
  const digits = precision === '*' ? countOf(source.next(), '*') : Number(precision ?? 0);
  return {
    flags: measured < 0 ? `${flags}-` : flags,
    width: Math.abs(measured),
    precision: precision === undefined ? undefined : Math.max(digits, 0),
    type,
  };
}

function converted(value: Value, conversion: Conversion, stringOf: TextOf): string {
  const { type } = conversion;
  if (value instanceof Undefined) return value.refuse();
  if (type === 's') return textConverted(stringOf(value), conversion);
  if (type === 'r') return textConverted(reprOf(value), conversion);
  if (type === 'a') return textConverted(asciiOf(value), conversion);
  if (type === 'c') return textConverted(characterOf(value), { ...conversion, precision: undefined });
  return /^[diouxX]$/.test(type) ? integerConverted(value, conversion) : floatConverted(value, conversion);
}

/** `ascii()`: `repr` with escapes for all that is not ASCII. */
export function asciiOf(value: Value): string {
  return reprOf(value).replace(/[^\0-\x7f]/gu, escapeOf);
}

function textConverted(text: string, { precision, flags, width }: Conversion): string {
  const cut = precision === undefined ? text : codePointSlice(text, 0, precision);
  return aligned('', cut, flags.replaceAll('0', ''), width);
}

function characterOf(value: Value): string {
  if (typeof value === 'bigint' && value >= 0n && value <= 0x10ffffn) return String.fromCodePoint(Number(value));
  const text = textOf(value);
  if (typeof value === 'bigint' || codePointLength(text) !== 1) throw typeFault('%c requires int or char');
  return text;
}

function integerConverted(value: Value, { flags, width, precision, type }: Conversion): string {
  const number = numberOf(value);
  if (number === undefined || (typeof number === 'number' && /[oxX]/.test(type))) {
    throw typeFault(
      `%${type} format: ${/[oxX]/.test(type) ? 'an integer' : 'a real number'} is required, not ${typeName(value)}`,
    );
  }
  const integer = limited(typeof number === 'bigint' ? number : truncated(number));
  const { digits, prefix } = integerDigits(integer, type);
  spendText(precision ?? 0);
  const body = digits.padStart(precision ?? 0, '0');
  return aligned(signOf(integer < 0n, flags) + (flags.includes('#') ? prefix : ''), body, flags, width);
}

function floatConverted(value: Value, { flags, width, precision, type }: Conversion): string {
  const number = numberOf(value);
  if (number === undefined) throw typeFault(`must be real number, not ${typeName(value)}`);
  const float = typeof number === 'bigint' ? floatOf(number) : toFloat(number);
  const digits = floatDigits(float, { type, precision: precision ?? 6, isAlternate: flags.includes('#') });
  return aligned(signOf(float < 0 || Object.is(float, -0), flags), digits, flags, width);
}

function signOf(isNegative: boolean, flags: string): string {
  if (isNegative) return '-';
  if (flags.includes('+')) return '+';
  return flags.includes(' ') ? ' ' : '';
}

function aligned(sign: string, body: string, flags: string, width: number): string {
  spendText(width);
  const missing = Math.max(0, width - codePointLength(sign + body));
  if (flags.includes('-')) return sign + body + ' '.repeat(missing);
  return flags.includes('0') ? sign + '0'.repeat(missing) + body : ' '.repeat(missing) + sign + body;
}

/** `markup % values`, which escapes what it takes in. */
export function markupFormatted(format: Markup, values: Value, escapedText: TextOf): Markup {
  return new Markup(percentFormatted(format.text, values, escapedText));
}
