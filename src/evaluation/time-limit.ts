/** Something took longer than it may. */
export class TimeoutError extends Error {
  override readonly name = 'TimeoutError';
}

/** A signal for one piece of work: it aborts with `outer`, and when the work's time is up. */
export class TimeLimit {
  readonly signal: AbortSignal;
  readonly #timeoutMs: number | null;
  readonly #controller: AbortController | null;
  readonly #outer: AbortSignal;
  readonly #forward = (): void => this.#controller?.abort(this.#outer.reason);

  /** Without a limit it is the outer signal itself, which costs nothing. */
  constructor(outer: AbortSignal, timeoutMs: number | null) {
    this.#outer = outer;
    this.#timeoutMs = timeoutMs;
    this.#controller = timeoutMs === null ? null : new AbortController();
    this.signal = this.#controller?.signal ?? outer;
  }

  /** What the work gives, or a `TimeoutError` that names `what` took too long. Call it once. */
  async race<T>(work: Promise<T>, what: string): Promise<T> {
    if (this.#controller === null) return work;
    const limit = Promise.withResolvers<never>();
    const timer = setTimeout(() => this.#expire(what, limit.reject), this.#timeoutMs ?? 0);
    if (this.#outer.aborted) this.#forward();
    this.#outer.addEventListener('abort', this.#forward);
    try {
      return await Promise.race([work, limit.promise]);
    } finally {
      clearTimeout(timer);
      this.#outer.removeEventListener('abort', this.#forward);
    }
  }

  #expire(what: string, reject: (error: Error) => void): void {
    const error = new TimeoutError(`${what} took longer than ${this.#timeoutMs} ms`);
    reject(error);
    this.#controller?.abort(error);
  }
}
