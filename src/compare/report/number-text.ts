const DIGITS = new Intl.NumberFormat('en-US', { maximumSignificantDigits: 4, useGrouping: false });

/** A number for people, with four digits; `n/a` where it is undefined. */
export function numberText(value: number | null): string {
  if (value === null) return 'n/a';
  const size = Math.abs(value);
  const text = size !== 0 && (size < 1e-4 || size >= 1e7) ? value.toExponential(2) : DIGITS.format(value);
  return text.replace(/^-/, '−');
}

/** The same with its sign, plus included. */
export function signedText(value: number | null): string {
  return value !== null && value > 0 ? `+${numberText(value)}` : numberText(value);
}

export function intervalText(interval: readonly [number, number] | null): string {
  return interval === null ? 'n/a' : `${numberText(interval[0])} to ${numberText(interval[1])}`;
}

/** A level such as 0.95 as `95 %`. */
export function percentText(share: number): string {
  return `${DIGITS.format(100 * share)} %`;
}

/** `p = 0.017`; at the floor of random draws, what is known: `p < 0.0001`. */
export function pText(p: number | null, resamples: number | null = null): string {
  if (p === null) return 'no p-value';
  if (resamples !== null && p * (resamples + 1) < 1.5) return `p < ${numberText(1 / (resamples + 1))}`;
  return p < 1e-9 ? 'p < 1e-9' : `p = ${numberText(p)}`;
}
