import { retryAfterMs } from '../files/retry-after.ts';

type Headers = Readonly<Record<string, string>>;

/** One of a provider's limits: requests, tokens, or what it doesn't say. */
interface Limit {
  readonly remaining: number | null;
  readonly limit: number | null;
  readonly resetMs: number | null;
}

const NAME = /^(?:x-|anthropic-)?ratelimit-(.+)$/;
const FACT = /(?:^|-)(remaining|reset|limit)(?:-|$)/;
const UNITS_MS: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };
/** A number above this is no wait in seconds, but a time since 1970, in seconds or milliseconds. */
const LEAST_TIME = 1e9;
const LEAST_TIME_MS = 1e12;

/**
 * How long a provider that refused a call asks to wait, in milliseconds: by `retry-after-ms` or `retry-after`, else until the limits that are spent are
 * whole again, by `x-ratelimit-reset-requests` and its like of other providers. `null` where it does not say.
 */
export function askedWaitMs(headers: Headers, now: number): number | null {
  const askedMs = retryAfterMs(headers, now);
  if (askedMs !== null) return askedMs;
  const resets = spentLimits(headers, now).flatMap(({ resetMs }) => resetMs ?? []);
  return resets.length === 0 ? null : Math.max(...resets);
}

/**
 * How long to wait after an answer that says that nothing is left of a limit: of a window until it ends, of a bucket, whose reset is the time until it is
 * full, until the next one has flowed in.
 */
export function spentWaitMs(headers: Headers, now: number): number {
  const waits = spentLimits(headers, now).map(({ limit, resetMs, unit }) => {
    if (resetMs === null) return 0;
    if (unit === '') return resetMs;
    return limit === null || limit < 1 ? 0 : resetMs / limit;
  });
  return Math.max(0, ...waits);
}

function spentLimits(headers: Headers, now: number): readonly (Limit & { readonly unit: string })[] {
  const facts = new Map<string, Record<string, string>>();
  for (const [name, value] of Object.entries(headers)) {
    const rest = NAME.exec(name.toLowerCase())?.[1];
    const fact = rest === undefined ? undefined : FACT.exec(rest)?.[1];
    if (rest === undefined || fact === undefined) continue;
    const unit = rest.replace(FACT, '');
    facts.set(unit, { ...facts.get(unit), [fact]: value });
  }
  const limits = [...facts].map(([unit, { remaining, limit, reset }]) => ({
    unit,
    remaining: numberIn(remaining),
    limit: numberIn(limit),
    resetMs: reset === undefined ? null : waitIn(reset, now),
  }));
  return limits.filter(({ remaining }) => remaining !== null && remaining <= 0);
}

function numberIn(text: string | undefined): number | null {
  return text !== undefined && /^\s*-?\d+(\.\d+)?\s*$/.test(text) ? Number(text) : null;
}

/** `2`, `1.5s`, `6m0s`, `120ms`, a time since 1970, or a date. */
function waitIn(text: string, now: number): number | null {
  const number = numberIn(text);
  if (number !== null) {
    if (number >= LEAST_TIME) return Math.max(0, (number >= LEAST_TIME_MS ? number : number * 1_000) - now);
    return Math.max(0, number * 1_000);
  }
  const parts = [...text.trim().matchAll(/(\d+(?:\.\d+)?)(ms|[smhd])/g)];
  if (parts.length > 0 && parts.map(([part]) => part).join('') === text.trim())
    return parts.reduce((sum, [, amount = '0', unit = 's']) => sum + Number(amount) * (UNITS_MS[unit] ?? 0), 0);
  const date = Date.parse(text);
  return Number.isNaN(date) ? null : Math.max(0, date - now);
}
