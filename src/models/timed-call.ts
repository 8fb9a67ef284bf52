/** A provider that did not answer in time. */
export class CallTimeoutError extends Error {
  override readonly name = 'CallTimeoutError';

  constructor(timeoutMs: number) {
    super(`no answer within ${timeoutMs} ms`);
  }
}

/**
 * Calls with a signal of its own that aborts with the caller's, or when the time is up.
 *
 * Rejects at once in both cases, also when the callee does not listen: with the caller's reason or a `CallTimeoutError`.
 */
export function timedCall<T>(
  call: (signal: AbortSignal) => PromiseLike<T>,
  timeoutMs: number,
  signal: AbortSignal,
): Promise<T> {
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
