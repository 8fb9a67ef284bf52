import { durationFigure } from '../../../src/reports/figures.ts';

const NONE = '–';

/** A score or a mean with three decimals, as the reports and the terminal show it; a dash for none. */
export function scoreText(value: number | null | undefined): string {
  return value === null || value === undefined ? NONE : value.toFixed(3).replace('-', '−');
}

/** A difference with its sign. */
export function signedText(value: number | null | undefined): string {
  if (value === null || value === undefined) return NONE;
  return value > 0 ? `+${scoreText(value)}` : scoreText(value);
}

/** An interval, such as `[0.412, 0.538]`; a dash for none. */
export function intervalText(interval: readonly number[] | null | undefined): string {
  const [low, high] = interval ?? [];
  return low === undefined || high === undefined ? NONE : `[${scoreText(low)}, ${scoreText(high)}]`;
}

const whole = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });

/** A count with separators, such as `1,319`. */
export function countText(value: number | null | undefined): string {
  return value === null || value === undefined ? NONE : whole.format(value);
}

const UNITS = ['bytes', 'kB', 'MB', 'GB', 'TB'];

/** The size of a file, such as `52 kB` or `1.3 GB`. */
export function bytesText(bytes: number | null | undefined): string {
  if (bytes === null || bytes === undefined) return NONE;
  const power = bytes < 1_000 ? 0 : Math.min(UNITS.length - 1, Math.floor(Math.log10(bytes) / 3));
  const amount = bytes / 1_000 ** power;
  return `${amount < 10 && power > 0 ? amount.toFixed(1) : whole.format(amount)} ${UNITS[power] ?? ''}`;
}

/** US dollars: cents from a dollar on, and as many digits as a smaller amount needs. */
export function costText(value: number | null | undefined): string {
  if (value === null || value === undefined) return NONE;
  if (value === 0) return '$0';
  return value >= 1 ? `$${value.toFixed(2)}` : `$${value.toPrecision(2)}`;
}

/** Seconds as a person says them: `12 ms`, `0.4 s`, `12 s`, `3 min 20 s`, `2 h 5 min`. */
export function durationText(seconds: number | null | undefined): string {
  return seconds === null || seconds === undefined || !Number.isFinite(seconds) ? NONE : durationFigure(seconds);
}

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const relative = new Intl.RelativeTimeFormat('en', { numeric: 'auto' });
const dated = new Intl.DateTimeFormat('en', { day: 'numeric', month: 'short', year: 'numeric' });

/** When something was, as seen from `now`: `now`, `5 minutes ago`, `yesterday`, and the date from a week on. */
export function timeText(iso: string | null | undefined, now: number): string {
  if (iso === null || iso === undefined) return NONE;
  const seconds = (Date.parse(iso) - now) / 1_000;
  if (Number.isNaN(seconds)) return NONE;
  const age = Math.abs(seconds);
  if (age < 5) return 'now';
  if (age < MINUTE) return relative.format(Math.round(seconds), 'second');
  if (age < HOUR) return relative.format(Math.round(seconds / MINUTE), 'minute');
  if (age < DAY) return relative.format(Math.round(seconds / HOUR), 'hour');
  return age < 7 * DAY ? relative.format(Math.round(seconds / DAY), 'day') : dated.format(Date.parse(iso));
}

/** The first letters of an id, enough to tell it from others. */
export function shortId(id: string): string {
  return id.length > 12 && /^[0-9a-f]{8}-/.test(id) ? id.slice(0, 8) + id.slice(36) : id;
}
