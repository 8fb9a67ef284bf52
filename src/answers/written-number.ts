import { matchAt } from './match-at.ts';
import { decimal, type ExactNumber, negative, quotient, ratio, sum } from './exact-number.ts';

const LATEX_FRACTION =
  /\\[dtc]?frac\s{0,3}(?:\{\s?(-?)\s?([\d., ]{1,80}?)\s?\}|(\d))\s{0,3}(?:\{\s?([\d., ]{1,80}?)\s?\}|(\d))/y;
const BAR = /\s?\/\s?(?=[\d.])/y;
const MIXED_GAP = /(?: |-|\s?(?:and|&) )?/y;
const SIMPLE_FRACTION = /(\d{1,12})\s?\/\s?(\d{1,12})(?![\d/.]*\d)/y;
const VULGAR: Readonly<Record<string, readonly [bigint, bigint]>> = {
  '½': [1n, 2n],
  '⅓': [1n, 3n],
  '⅔': [2n, 3n],
  '¼': [1n, 4n],
  '¾': [3n, 4n],
  '⅕': [1n, 5n],
  '⅖': [2n, 5n],
  '⅗': [3n, 5n],
  '⅘': [4n, 5n],
  '⅙': [1n, 6n],
  '⅚': [5n, 6n],
  '⅛': [1n, 8n],
  '⅜': [3n, 8n],
  '⅝': [5n, 8n],
  '⅞': [7n, 8n],
};

// The counts are bounded to keep reading linear.
const WHOLE =
  /\d{1,3}(?:(?:,\d{3}){1,30}|(?: \d{3}){1,30}|(?:['’]\d{3}){1,30}|(?:_\d{3}){1,30})(?![\d])|\d{1,2}(?:,\d{2}){1,12},\d{3}(?!\d)|\d+/y;
const POINT = /\.(\d+)/y;
const REPEATING = /\\overline\s?\{(\d{1,60})\}|\((\d{1,60})\)/y;
const CUT = /…|\.\.\.|\\l?dots/y;
const EXPONENT = /[eE]([+-]?\d{1,15})(?![\d.]*[\p{L}\d])/uy;
const TIMES_TEN =
  /\s?(?:[×x*·⋅]|\\times|\\cdot)\s?10\s?(?:\^|\*\*)\s?(?:\{\s?([+-]?\d{1,15})\s?\}|\(([+-]?\d{1,15})\)|([+-]?\d{1,15}))/y;
const TIMES_TEN_RAISED = /\s?(?:[×x*·⋅]|\\times|\\cdot)\s?10([⁺⁻]?[⁰¹²³⁴⁵⁶⁷⁸⁹]{1,15})/y;
const POWER_OF_TEN = /10\s?(?:\^|\*\*)\s?(?:\{\s?([+-]?\d{1,15})\s?\}|([+-]?\d{1,15}))/y;
const RAISED = '⁰¹²³⁴⁵⁶⁷⁸⁹';

/** A number without its sign, as written in a text. */
interface WrittenNumber {
  readonly value: ExactNumber;
  /** Where the text after it begins. */
  readonly end: number;
  readonly form: 'decimal' | 'fraction';
  /** Digits after the point. */
  readonly places: number;
  /** Digits from the first one that is not 0. */
  readonly significant: number;
  /** It goes on: `0.333…`. */
  readonly isCut: boolean;
}

/**
 * The number that begins at `at`: `1,234.5`, `.5`, `2.5e3`, `2.5 × 10^3`, `3/4`, `1 1/2`, `½`, `\frac{3}{4}`. `null` if none
 * begins there, or it has no value (a fraction over 0).
 */
export function writtenNumber(text: string, at: number): WrittenNumber | null {
  return latexFraction(text, at) ?? vulgarFraction(text, at) ?? powerOfTen(text, at) ?? plainNumber(text, at);
}

function plainNumber(text: string, at: number): WrittenNumber | null {
  const first = decimalNumber(text, at);
  if (first === null) return null;
  const bar = matchAt(BAR, text, first.end);
  if (bar !== null) {
    const below = decimalNumber(text, first.end + bar[0].length);
    if (below !== null && !below.isCut && !first.isCut) return fraction(quotient(first.value, below.value), below.end);
  }
  return mixedNumber(text, first) ?? first;
}

/** `1 1/2`, `1½`, `1\frac{1}{2}`: a whole number and a proper fraction. */
function mixedNumber(text: string, whole: WrittenNumber): WrittenNumber | null {
  if (whole.form !== 'decimal' || whole.places > 0 || whole.isCut) return null;
  const gap = matchAt(MIXED_GAP, text, whole.end)?.[0] ?? '';
  const at = whole.end + gap.length;
  const part = latexFraction(text, at) ?? vulgarFraction(text, at) ?? (gap === '' ? null : simpleFraction(text, at));
  if (part === null || part.value.kind !== 'ratio' || part.value.top < 0n || part.value.top >= part.value.bottom) return null;
  return fraction(sum(whole.value, part.value), part.end);
}

function simpleFraction(text: string, at: number): WrittenNumber | null {
  const match = matchAt(SIMPLE_FRACTION, text, at);
  if (match === null) return null;
  const [whole, top = '', bottom = ''] = match;
  return fraction(quotient(ratio(BigInt(top)), ratio(BigInt(bottom))), at + whole.length);
}

function latexFraction(text: string, at: number): WrittenNumber | null {
  const match = matchAt(LATEX_FRACTION, text, at);
  if (match === null) return null;
  const [whole, sign, above, aboveDigit, below, belowDigit] = match;
  const top = wholeText(above ?? aboveDigit ?? '');
  const bottom = wholeText(below ?? belowDigit ?? '');
  if (top === null || bottom === null) return null;
  return fraction(quotient(sign === '-' ? negative(top) : top, bottom), at + whole.length);
}

function wholeText(text: string): ExactNumber | null {
  const number = decimalNumber(text, 0);
  return number !== null && number.end === text.length ? number.value : null;
}

function vulgarFraction(text: string, at: number): WrittenNumber | null {
  const parts = VULGAR[text[at] ?? ''];
  return parts === undefined ? null : fraction(ratio(parts[0], parts[1]), at + 1);
}

/** Digits with separators, point and power of ten. */
function decimalNumber(text: string, at: number): WrittenNumber | null {
  const whole = matchAt(WHOLE, text, at)?.[0] ?? '';
  const decimals = matchAt(POINT, text, at + whole.length)?.[1] ?? '';
  if (whole === '' && decimals === '') return null;
  let end = at + whole.length + (decimals === '' ? 0 : decimals.length + 1);
  const digits = whole.replace(/[^\d]/g, '');
  const repeating = decimals === '' && text[end] !== '.' ? null : repeatingDecimal(text, end, digits, decimals);
  if (repeating !== null) return repeating;
  const cut = decimals === '' ? null : matchAt(CUT, text, end);
  end += cut?.[0].length ?? 0;
  const [power, powerLength] = powerAt(text, end);
  return {
    value: decimal(digits + decimals, power - decimals.length),
    end: end + powerLength,
    form: 'decimal',
    places: Math.max(0, decimals.length - power),
    significant: significantDigits(digits + decimals),
    isCut: cut !== null,
  };
}

/** `0.1\overline{6}` and `0.1(6)`. */
function repeatingDecimal(text: string, at: number, whole: string, decimals: string): WrittenNumber | null {
  const start = decimals === '' ? at + 1 : at;
  const match = matchAt(REPEATING, text, start);
  const period = match?.[1] ?? match?.[2];
  if (match === null || period === undefined || (match[2] !== undefined && decimals === '' && whole === '')) return null;
  const head = decimal(whole + decimals, -decimals.length);
  const tail = quotient(
    ratio(BigInt(period)),
    ratio((10n ** BigInt(period.length) - 1n) * 10n ** BigInt(Math.min(decimals.length, 4000))),
  );
  return tail === null ? null : fraction(sum(head, tail), start + match[0].length);
}

function powerAt(text: string, at: number): readonly [power: number, length: number] {
  const written = matchAt(EXPONENT, text, at) ?? matchAt(TIMES_TEN, text, at);
  if (written !== null) return [Number(written[1] ?? written[2] ?? written[3]), written[0].length];
  const raised = matchAt(TIMES_TEN_RAISED, text, at);
  if (raised === null) return [0, 0];
  const digits = [...(raised[1] ?? '')].map((sign) => RAISED.indexOf(sign)).filter((digit) => digit >= 0);
  return [Number(digits.join('')) * (raised[1]?.startsWith('⁻') === true ? -1 : 1), raised[0].length];
}

/** `10^3` on its own. */
function powerOfTen(text: string, at: number): WrittenNumber | null {
  const match = matchAt(POWER_OF_TEN, text, at);
  if (match === null) return null;
  const value = decimal('1', Number(match[1] ?? match[2]));
  return { value, end: at + match[0].length, form: 'decimal', places: 0, significant: 1, isCut: false };
}

/** A fraction as a written number; `null` without a value. */
function fraction(value: ExactNumber | null, end: number): WrittenNumber | null {
  return value === null ? null : { value, end, form: 'fraction', places: 0, significant: 0, isCut: false };
}

function significantDigits(digits: string): number {
  let first = 0;
  while (digits[first] === '0') first++;
  return digits.length - first;
}
