/**
 * Milliseconds that a server asks to wait, from `retry-after-ms` or `retry-after` (seconds or an HTTP date, RFC 9110
 * §10.2.3). `null` when it does not ask, or in words that can't be understood. `now` is in milliseconds since 1970.
 */
export function retryAfterMs(headers: Readonly<Record<string, string>>, now: number): number | null {
  const milliseconds = amount(headers['retry-after-ms']);
  if (milliseconds !== null) return milliseconds;
  const seconds = amount(headers['retry-after']);
  if (seconds !== null) return seconds * 1000;
  const date = Date.parse(headers['retry-after'] ?? '');
  return Number.isNaN(date) ? null : Math.max(0, date - now);
}

function amount(header: string | undefined): number | null {
  return header !== undefined && /^\s*\d+(\.\d+)?\s*$/.test(header) ? Number(header) : null;
}
