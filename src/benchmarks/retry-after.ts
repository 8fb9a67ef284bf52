/** Milliseconds to wait, of a `Retry-After` header (seconds or an HTTP date, RFC 9110 §10.2.3); `null` where there is none. */
export function retryAfterMs(header: string | null, now: number): number | null {
  if (header === null) return null;
  if (/^\s*\d+\s*$/.test(header)) return Number(header) * 1000;
  const date = Date.parse(header);
  return Number.isNaN(date) ? null : Math.max(0, date - now);
}
