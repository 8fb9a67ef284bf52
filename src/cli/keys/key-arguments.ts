import { InvalidArgumentError } from 'commander';

const HOURS: Readonly<Record<string, number>> = { h: 1, d: 24, w: 7 * 24, y: 365 * 24 };
const HOUR_MS = 3_600_000;

/** Reads the name of a key. */
export function keyName(value: string): string {
  if (!/^[\w.@-]{1,64}$/.test(value))
    throw new InvalidArgumentError('It must be 1 to 64 letters, digits, dots, hyphens, underscores or @.');
  return value;
}

/**
 * Reads when a key ends, as ISO 8601 in UTC, or `null` for never. A time from now, such as `90d`, or a date, to whose end the key is valid.
 */
export function expiry(value: string, _previous: unknown, now = new Date()): string | null {
  if (value === 'never') return null;
  const endMs = endOf(value, now.getTime());
  if (endMs === undefined || Number.isNaN(endMs) || endMs > 253_402_300_799_999)
    throw new InvalidArgumentError('It must be a time such as 12h, 90d, 8w or 1y, a date such as 2027-01-31, or never.');
  if (endMs <= now.getTime()) throw new InvalidArgumentError('It must be in the future.');
  return new Date(endMs).toISOString();
}

function endOf(value: string, nowMs: number): number | undefined {
  const [, count, unit] = /^(\d{1,5})([hdwy])$/.exec(value) ?? [];
  if (count !== undefined && unit !== undefined) return nowMs + Number(count) * (HOURS[unit] ?? 0) * HOUR_MS;
  if (!/^\d{4}-\d\d-\d\d$/.test(value)) return undefined;
  const startMs = Date.parse(`${value}T00:00:00.000Z`);
  // JavaScript takes 2027-02-31 for a day in March.
  const isReal = !Number.isNaN(startMs) && new Date(startMs).toISOString().startsWith(value);
  return isReal ? startMs + 24 * HOUR_MS : undefined;
}
