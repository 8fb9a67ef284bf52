import { decimalNumber, fraction, powerOfTen, type WrittenNumber } from './decimal-number.ts';
import { type ExactNumber, negative, quotient, ratio, sum } from './exact-number.ts';

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

/**
 * The number that begins at `at`: `1,234.5`, `.5`, `2.5e3`, `2.5 × 10^3`, `3/4`, `1 1/2`, `½`, `\frac{3}{4}`. `null` where
 * none begins, or where what begins is none (a fraction over 0).
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

function matchAt(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(text);
}
