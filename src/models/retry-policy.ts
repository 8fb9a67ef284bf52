import { delay } from '@ai-sdk/provider-utils';
import { type CallFault, CallTimeoutError, faultOf } from './call-fault.ts';
import { CallLimiter, type Hold, OutageError, type Place } from './call-limiter.ts';
import { spentWaitMs } from './rate-limit-headers.ts';

/** How long to wait for a model, and how often to try again. */
export interface RetryPolicy {
  /** Further attempts after failures; 0 fails fast. A call that was refused for now, or waited out an outage, has not failed. */
  readonly maxRetries: number;
  /** The limit for each attempt; waits between attempts do not count. */
  readonly timeoutMs: number;
  /** The wait before the first retry, doubled for each further one. Default 500. */
  readonly baseDelayMs?: number;
  /** The longest wait, even if the provider asks for a longer one. Default 60,000. */
  readonly maxDelayMs?: number;
  /** How long calls wait for a provider that is down. Default 0: they don't. */
  readonly maxOutageMs?: number;
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

/** A call that failed; `cause` is the error of the last of its `attempts`, or an `OutageError` where that was waited for in vain. */
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

/** Who hears of a call while it lasts. */
export interface CallWatch<Result> {
  readonly onFailedAttempt?: (failed: FailedAttempt) => void;
  /** The call waits for its turn, or no longer does. */
  readonly onWait?: (isWaiting: boolean) => void;
  readonly headersOf?: (result: Result) => Readonly<Record<string, string>> | undefined;
}

/** Runs a call; see `retrying`. */
export type RetriedCall = <Result>(
  attempt: (signal: AbortSignal) => Promise<Result>,
  signal: AbortSignal,
  watch?: CallWatch<Result>,
) => Promise<Result>;

/** What calls of a model have in common. */
export interface RetryNotices {
  /** Of calls that were refused for now, only the first of a group. */
  readonly onRetry?: (retry: Retry) => void;
  readonly onHold?: (hold: Hold | null) => void;
  /** In [0, 1). */
  readonly random?: () => number;
}

const DEFAULT_BASE_MS = 500;
const DEFAULT_LONGEST_MS = 60_000;
/** A provider that is back should not wait longer for the next probe. */
const LONGEST_PROBE_MS = 30_000;

/**
 * Calls a model under a policy, all calls through the same function at the pace that its provider takes them. Timeouts, broken connections and the statuses
 * 408, 409 and 5xx are tried again after an exponential wait with jitter; a 429, and an overload (503, 529), for as long as it takes. While the provider
 * is down, calls wait until it is back.
 *
 * Rejects with a `CallError`, or with the signal's reason as soon as it aborts, even during a wait.
 *
 * @example
 * const call = retrying({ maxRetries: 3, timeoutMs: 60_000 });
 * const response = await call((attemptSignal) => fetch(url, { signal: attemptSignal }), signal);
 */
export function retrying(policy: RetryPolicy, notices: RetryNotices = {}): RetriedCall {
  const { baseDelayMs = DEFAULT_BASE_MS, maxDelayMs = DEFAULT_LONGEST_MS, maxOutageMs = 0 } = policy;
  const { onRetry = () => undefined, onHold = () => undefined, random = Math.random } = notices;
  const limiter = new CallLimiter({
    firstPauseMs: Math.min(baseDelayMs / 2, maxDelayMs),
    longestPauseMs: maxDelayMs,
    maxOutageMs,
    firstProbeMs: Math.min(baseDelayMs, maxDelayMs),
    longestProbeMs: Math.min(maxDelayMs, LONGEST_PROBE_MS),
    onHold,
    random,
  });
  const shared = {
    limiter,
    onRetry,
    random,
    timeoutMs: policy.timeoutMs,
    maxRetries: policy.maxRetries,
    baseDelayMs,
    maxDelayMs,
  };
  return (attempt, signal, watch = {}) => new Call(attempt, signal, watch, shared).run();
}

interface Shared {
  readonly limiter: CallLimiter;
  readonly onRetry: (retry: Retry) => void;
  readonly random: () => number;
  readonly timeoutMs: number;
  readonly maxRetries: number;
  readonly baseDelayMs: number;
  readonly maxDelayMs: number;
}

/** One call and all its attempts. */
class Call<Result> {
  readonly #attempt: (signal: AbortSignal) => Promise<Result>;
  readonly #signal: AbortSignal;
  readonly #watch: CallWatch<Result>;
  readonly #shared: Shared;
  #attempts = 0;
  #failures = 0;

  constructor(
    attempt: (signal: AbortSignal) => Promise<Result>,
    signal: AbortSignal,
    watch: CallWatch<Result>,
    shared: Shared,
  ) {
    this.#attempt = attempt;
    this.#signal = signal;
    this.#watch = watch;
    this.#shared = shared;
  }

  async run(): Promise<Result> {
    this.#signal.throwIfAborted();
    for (;;) {
      const place = this.#shared.limiter.tryEnter(this) ?? (await this.#waiting(() => this.#entered()));
      const startedAt = performance.now();
      this.#attempts += 1;
      try {
        const result = await timedCall(this.#attempt, this.#shared.timeoutMs, this.#signal);
        place.answered(spentWaitMs(this.#watch.headersOf?.(result) ?? {}, Date.now()));
        return result;
      } catch (error) {
        if (this.#signal.aborted) place.ended();
        this.#signal.throwIfAborted();
        this.#watch.onFailedAttempt?.({ error, latencySeconds: (performance.now() - startedAt) / 1_000 });
        const delayMs = this.#delayAfter(error, place);
        if (delayMs > 0) await this.#waiting(() => this.#delay(delayMs));
      }
    }
  }

  async #entered(): Promise<Place> {
    try {
      return await this.#shared.limiter.enter(this, this.#attempts > 0, this.#signal);
    } catch (error) {
      throw error instanceof OutageError ? new CallError(error, this.#attempts) : error;
    }
  }

  /** How long this call waits before it asks for a place again. Throws a `CallError` where it is not tried again. */
  #delayAfter(error: unknown, place: Place): number {
    const fault = faultOf(error, Date.now());
    switch (fault.kind) {
      case 'final':
        place.answered(0);
        throw new CallError(error, this.#attempts);
      case 'refused':
        return this.#delayAfterRefusal(error, fault, place);
      case 'failed':
        return this.#delayAfterFailure(error, fault, place);
    }
  }

  #delayAfterFailure(error: unknown, fault: Extract<CallFault, { kind: 'failed' }>, place: Place): number {
    const failures = this.#failures + 1;
    const isLast = failures > this.#shared.maxRetries;
    if (place.failed(error, fault, isLast ? failures : null)) return 0;
    this.#failures = failures;
    if (isLast) throw new CallError(error, this.#attempts);
    return this.#told(error, this.#backoffMs(fault.askedMs));
  }

  #delayAfterRefusal(error: unknown, fault: Extract<CallFault, { kind: 'refused' }>, place: Place): number {
    const { waitMs, pauseMs, isNews } = place.refused(error, fault);
    if (isNews) this.#told(error, Math.max(waitMs, pauseMs));
    return waitMs === 0 ? 0 : Math.min(waitMs * (1 + this.#shared.random() / 10), this.#shared.maxDelayMs);
  }

  #backoffMs(askedMs: number | null): number {
    const { baseDelayMs, maxDelayMs, random } = this.#shared;
    const exponentialMs = Math.min(baseDelayMs * 2 ** (this.#failures - 1), maxDelayMs);
    const jitterMs = Math.min(baseDelayMs, exponentialMs) * random();
    return Math.min(askedMs === null ? (exponentialMs * (1 + random())) / 2 : askedMs + jitterMs, maxDelayMs);
  }

  #told(error: unknown, delayMs: number): number {
    this.#shared.onRetry({ error, delayMs });
    return delayMs;
  }

  async #delay(milliseconds: number): Promise<void> {
    try {
      await delay(milliseconds, { abortSignal: this.#signal });
    } catch (error) {
      this.#signal.throwIfAborted();
      throw error;
    }
  }

  async #waiting<Waited>(wait: () => Promise<Waited>): Promise<Waited> {
    this.#watch.onWait?.(true);
    try {
      return await wait();
    } finally {
      this.#watch.onWait?.(false);
    }
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

/** A failed model call that will be tried again. */
export interface RetryNotice {
  /** `provider:model-id`. */
  readonly model: string;
  /** What the provider answered. */
  readonly message: string;
  readonly delayMs: number;
}
