import { APICallError } from '@ai-sdk/provider';
import { delay, retryWithExponentialBackoff } from '@ai-sdk/provider-utils';
import { retryAfterMs } from '../files/retry-after.ts';
import { refusalOf } from './refusal.ts';

/** How long to wait for a model, and how often to try again. */
export interface RetryPolicy {
  /** Further attempts after the first; 0 fails fast. */
  readonly maxRetries: number;
  /** The limit for each attempt; waits between attempts do not count. */
  readonly timeoutMs: number;
  /** The wait before the first retry, doubled for each further one. Default 500. */
  readonly baseDelayMs?: number;
  /** The longest wait, even if the provider asks for a longer one. Default 60,000. */
  readonly maxDelayMs?: number;
}

/** A failed attempt that another one will follow. */
export interface Retry {
  readonly error: unknown;
  readonly delayMs: number;
}

/** An attempt that failed, whether or not another one follows. */
export interface FailedAttempt {
  readonly error: unknown;
  readonly latencySeconds: number;
}

/** A call that failed; `cause` is the error of the last of its `attempts`. */
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
export type RetriedCall = <T>(
  attempt: (signal: AbortSignal) => Promise<T>,
  signal: AbortSignal,
  onFailedAttempt?: (failed: FailedAttempt) => void,
) => Promise<T>;

/**
 * Calls a model under a policy: timeouts, broken connections and the statuses 408, 409, 429 and 5xx are tried again after the
 * time in `retry-after`, or an exponential wait with jitter. After a 429 every call through the same function pauses.
 *
 * Rejects with a `CallError`, or with the signal's reason as soon as it aborts, even during a wait. `random` is in [0, 1).
 *
 * @example
 * const call = retrying({ maxRetries: 3, timeoutMs: 60_000 }, () => undefined, Math.random);
 * const response = await call((attemptSignal) => fetch(url, { signal: attemptSignal }), signal);
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

  return async (attempt, signal, onFailedAttempt = () => undefined) => {
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
        const startedAt = performance.now();
        try {
          return await timedCall(attempt, timeoutMs, signal);
        } catch (error) {
          if (!signal.aborted) onFailedAttempt({ error, latencySeconds: (performance.now() - startedAt) / 1000 });
          throw error;
        }
      });
    } catch (error) {
      signal.throwIfAborted();
      throw error instanceof CallError ? error : new CallError(error, 1);
    }
  };
}

/** An account without credit gives 429 too, but waiting does not help. */
function isWorthARetry(error: unknown): boolean {
  if (error instanceof CallTimeoutError) return true;
  return APICallError.isInstance(error) && error.isRetryable && refusalOf(error) === null;
}

function isRateLimit(error: unknown): boolean {
  return APICallError.isInstance(error) && error.statusCode === 429;
}

/** The provider did not answer in time. */
class CallTimeoutError extends Error {
  override readonly name = 'CallTimeoutError';

  constructor(timeoutMs: number) {
    super(`no answer within ${timeoutMs} ms`);
  }
}

/**
 * Calls with a signal that aborts with the caller's, or when the time is up.
 *
 * Rejects at once in both cases, even if the callee ignores the signal: with the caller's reason or a `CallTimeoutError`.
 */
function timedCall<T>(call: (signal: AbortSignal) => PromiseLike<T>, timeoutMs: number, signal: AbortSignal): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const controller = new AbortController();
    const release = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', aborted);
    };
    const stop = (reason: Error) => {
      release();
      reject(reason);
      controller.abort(reason);
    };
    const aborted = () => {
      stop(signal.reason as Error);
    };
    const timer = setTimeout(() => {
      stop(new CallTimeoutError(timeoutMs));
    }, timeoutMs);
    signal.addEventListener('abort', aborted, { once: true });
    void call(controller.signal).then(resolve, reject).then(release);
  });
}

/**
 * A pause for all calls to one model after the provider said "too many requests": calls that have not started wait too, instead
 * of spending an attempt on the same answer.
 */
class RateLimitPause {
  #until = 0;

  /** No call starts for this long. A shorter pause does not shorten a longer one. */
  extend(milliseconds: number): void {
    this.#until = Math.max(this.#until, performance.now() + milliseconds);
  }

  /** Resolves when the pause is over; rejects when the signal aborts. */
  async over(signal: AbortSignal): Promise<void> {
    for (let left = this.#left(); left > 0; left = this.#left()) await delay(left, { abortSignal: signal });
  }

  #left(): number {
    return Math.ceil(this.#until - performance.now());
  }
}

/** A failed model call that will be tried again. */
export interface RetryNotice {
  /** `provider:model-id`. */
  readonly model: string;
  /** What the provider answered. */
  readonly message: string;
  readonly delayMs: number;
}
