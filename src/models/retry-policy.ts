import { APICallError } from '@ai-sdk/provider';
import { retryWithExponentialBackoff } from '@ai-sdk/provider-utils';
import { retryAfterMs } from '../files/retry-after.ts';
import { RateLimitPause } from './rate-limit-pause.ts';
import { CallTimeoutError, timedCall } from './timed-call.ts';

/** How long and how often a model is asked. */
export interface RetryPolicy {
  /** Further attempts after the first; 0 fails fast. */
  readonly maxRetries: number;
  /** For each attempt; waits between attempts do not count. */
  readonly timeoutMs: number;
  /** The wait before the first retry, doubled for each further one. Default 500. */
  readonly baseDelayMs?: number;
  /** No wait is longer, whatever the provider asks for. Default 60,000. */
  readonly maxDelayMs?: number;
}

/** A failed attempt that will be followed by another one. */
export interface Retry {
  readonly error: unknown;
  readonly delayMs: number;
}

/** What the last of `attempts` attempts failed with. */
export class CallError extends Error {
  override readonly name = 'CallError';
  readonly attempts: number;
  override readonly cause: unknown;

  constructor(cause: unknown, attempts: number) {
    super('the call failed');
    this.cause = cause;
    this.attempts = attempts;
  }
}

/** Runs a call; see `retrying`. */
export type RetriedCall = <T>(attempt: (signal: AbortSignal) => Promise<T>, signal: AbortSignal) => Promise<T>;

/**
 * Calls one model under a policy: timeouts, broken connections and the statuses 408, 409, 429 and 5xx are tried again, after
 * what `retry-after` says or an exponential wait with jitter. After a 429 every call through the same function pauses.
 *
 * Rejects with a `CallError`, or with the signal's reason as soon as that aborts, in a wait too. `random` is in [0, 1).
 */
export function retrying(
  { maxRetries, timeoutMs, baseDelayMs = 500, maxDelayMs = 60_000 }: RetryPolicy,
  onRetry: (retry: Retry) => void,
  random: () => number,
): RetriedCall {
  const pause = new RateLimitPause();

  const delayBefore = (error: unknown, exponentialMs: number): number => {
    const jitterMs = Math.min(baseDelayMs, exponentialMs) * random();
    const askedMs = APICallError.isInstance(error) ? retryAfterMs(error.responseHeaders ?? {}, Date.now()) : null;
    const backoffMs = (Math.min(exponentialMs, maxDelayMs) * (1 + random())) / 2;
    const delayMs = Math.min(askedMs === null ? backoffMs : askedMs + jitterMs, maxDelayMs);
    if (isRateLimit(error)) pause.extend(delayMs);
    onRetry({ error, delayMs });
    return delayMs;
  };

  return async (attempt, signal) => {
    signal.throwIfAborted();
    const withRetries = retryWithExponentialBackoff({
      maxRetries,
      initialDelayInMs: baseDelayMs,
      abortSignal: signal,
      shouldRetry: isWorthARetry,
      getDelayInMs: ({ error, exponentialBackoffDelay }) => delayBefore(error, exponentialBackoffDelay),
      createRetryError: ({ errors }) => new CallError(errors.at(-1), errors.length),
    });
    try {
      return await withRetries(async () => {
        await pause.over(signal);
        return await timedCall(attempt, timeoutMs, signal);
      });
    } catch (error) {
      signal.throwIfAborted();
      throw error instanceof CallError ? error : new CallError(error, 1);
    }
  };
}

/** An account without credit answers 429 too, and no wait helps it. */
function isWorthARetry(error: unknown): boolean {
  if (error instanceof CallTimeoutError) return true;
  return APICallError.isInstance(error) && error.isRetryable && !(error.responseBody ?? '').includes('insufficient_quota');
}

function isRateLimit(error: unknown): boolean {
  return APICallError.isInstance(error) && error.statusCode === 429;
}
