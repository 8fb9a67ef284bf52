/**
 * A number without rounding: a fraction of whole numbers or, with too many digits to calculate with, its significant digits
 * and power of ten as text. A huge number equals only one with the same digits and power.
 */
export type ExactNumber =
  { readonly kind: 'ratio'; readonly top: bigint; readonly bottom: bigint } | { readonly kind: 'huge'; readonly key: string };

/** Numbers with more digits than this, before or after the point, are compared as written. */
const MOST_DIGITS = 2000;

/** The fraction `top / bottom`; the bottom must not be 0. */
export function ratio(top: bigint, bottom = 1n): ExactNumber {
  return { kind: 'ratio', top: bottom < 0n ? -top : top, bottom: bottom < 0n ? -bottom : bottom };
}

/** The digits (0 to 9 only, without the point) times ten to the power of `power`. */
export function decimal(digits: string, power: number): ExactNumber {
  let first = 0;
  while (digits[first] === '0') first++;
  let end = digits.length;
  while (end > first && digits[end - 1] === '0') end--;
  if (end === first) return ratio(0n);
  const significant = digits.slice(first, end);
  const tens = power + digits.length - end;
  if (significant.length > MOST_DIGITS || Math.abs(tens) > MOST_DIGITS) return { kind: 'huge', key: `${significant}e${tens}` };
  return tens < 0 ? ratio(BigInt(significant), 10n ** BigInt(-tens)) : ratio(BigInt(significant) * 10n ** BigInt(tens));
}

export function negative(a: ExactNumber): ExactNumber {
  if (a.kind === 'ratio') return ratio(-a.top, a.bottom);
  return { kind: 'huge', key: a.key.startsWith('-') ? a.key.slice(1) : `-${a.key}` };
}

/** `null` if one of them is huge. */
export function product(a: ExactNumber, b: ExactNumber): ExactNumber | null {
  if (a.kind === 'huge' || b.kind === 'huge') return null;
  return ratio(a.top * b.top, a.bottom * b.bottom);
}

/** `null` if one of them is huge, or `b` is 0. */
export function quotient(a: ExactNumber, b: ExactNumber): ExactNumber | null {
  if (a.kind === 'huge' || b.kind === 'huge' || b.top === 0n) return null;
  return ratio(a.top * b.bottom, a.bottom * b.top);
}

/** `null` if one of them is huge. */
export function sum(a: ExactNumber, b: ExactNumber): ExactNumber | null {
  if (a.kind === 'huge' || b.kind === 'huge') return null;
  return ratio(a.top * b.bottom + b.top * a.bottom, a.bottom * b.bottom);
}

export function isEqual(a: ExactNumber, b: ExactNumber): boolean {
  if (a.kind === 'huge') return b.kind === 'huge' && a.key === b.key;
  if (b.kind === 'huge') return false;
  return a.top * b.bottom === b.top * a.bottom;
}
