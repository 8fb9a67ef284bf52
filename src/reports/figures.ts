const DIGITS = new Intl.NumberFormat('en-US', { maximumSignificantDigits: 4, useGrouping: false });
const NONE = '–';
const NOT_KNOWN = 'n/a';

/** Any number with four digits; `n/a` where it is undefined. */
export function numberText(value: number | null): string {
  if (value === null) return NOT_KNOWN;
  const size = Math.abs(value);
  const text = size !== 0 && (size < 1e-4 || size >= 1e7) ? value.toExponential(2) : DIGITS.format(value);
  return text.replace(/^-/, '−');
}

/** The same with its sign, plus included. */
export function signedText(value: number | null): string {
  return value !== null && value > 0 ? `+${numberText(value)}` : numberText(value);
}

/** `0.1 to 0.2`; `n/a` where there is none. */
export function intervalText(interval: readonly [number, number] | null): string {
  return interval === null ? NOT_KNOWN : `${numberText(interval[0])} to ${numberText(interval[1])}`;
}

/** A level such as 0.95 as `95 %`. */
export function percentText(share: number): string {
  return `${DIGITS.format(100 * share)} %`;
}

/** `p = 0.017`; at the floor of random draws, what is known: `p < 0.0001`. */
export function pText(p: number | null, resamples: number | null = null): string {
  if (p === null) return 'no p-value';
  if (resamples !== null && Math.abs(p * (resamples + 1) - 1) < 1e-9) return `p < ${numberText(1 / (resamples + 1))}`;
  return p < 1e-9 ? 'p < 1e-9' : `p = ${numberText(p)}`;
}

/** The same for a column named p: `0.017`, `< 0.0001`, and `n/a` where there is none. */
export function pFigure(p: number | null, resamples: number | null): string {
  return p === null ? NOT_KNOWN : pText(p, resamples).replace(/^p (= )?/, '');
}

/** A normalized score with three decimals; `–` where it is undefined, as in all figures of a job. */
export function scoreFigure(score: number | null): string {
  return score === null ? NONE : score.toFixed(3);
}

/** A difference of normalized scores, with its sign. */
export function differenceFigure(difference: number | null): string {
  if (difference === null) return NONE;
  const size = Math.abs(difference).toFixed(3);
  return Number(size) === 0 ? `±${size}` : `${difference < 0 ? '−' : '+'}${size}`;
}

/** `0.245 to 1.355`, of normalized scores. */
export function rangeFigure(interval: readonly [number, number] | null): string {
  return interval === null ? NONE : interval.map((bound) => bound.toFixed(3).replace('-', '−')).join(' to ');
}

/** A whole number with separators: `12,345`. */
export function countFigure(count: number): string {
  return count.toLocaleString('en');
}

/** A part of a whole, also in per cent: `2 of 10 (20.0 %)`. */
export function shareFigure(part: number, whole: number): string {
  const share = whole === 0 ? '' : ` (${rateFigure(part / whole)})`;
  return `${countFigure(part)} of ${countFigure(whole)}${share}`;
}

/** A share in per cent, with one decimal. */
export function rateFigure(share: number | null): string {
  return share === null ? NONE : `${(100 * share).toFixed(1)} %`;
}

/** `$1.25`, and with two digits that count below a cent: `$0.0042`. `–` where it is not known. */
export function dollarFigure(dollars: number | null): string {
  if (dollars === null) return NONE;
  if (dollars === 0 || dollars >= 0.01) return `$${dollars.toFixed(2)}`;
  return `$${dollars.toLocaleString('en', { maximumSignificantDigits: 2, maximumFractionDigits: 20 })}`;
}

/** Seconds as a person says them: `0.4 ms`, `12 ms`, `0.4 s`, `12 s`, `3 min 20 s`, `2 h 5 min`. */
export function durationFigure(seconds: number): string {
  if (seconds > 0 && seconds < 0.1) return `${Number((seconds * 1_000).toPrecision(2))} ms`;
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  const rounded = Math.round(seconds);
  if (rounded < 60) return `${rounded} s`;
  if (rounded < 3_600) return withRest(Math.floor(rounded / 60), 'min', rounded % 60, 's');
  const minutes = Math.round(rounded / 60);
  return withRest(Math.floor(minutes / 60), 'h', minutes % 60, 'min');
}

function withRest(count: number, unit: string, rest: number, restUnit: string): string {
  return rest === 0 ? `${count} ${unit}` : `${count} ${unit} ${rest} ${restUnit}`;
}
