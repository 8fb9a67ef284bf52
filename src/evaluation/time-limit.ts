/** Something took longer than it may. */
export class TimeoutError extends Error {
  override readonly name = 'TimeoutError';
}

/** A signal for one piece of work: it aborts with `outer`, and when the work's time is up. Time that the work is held up from outside does not count. */
export class TimeLimit {
  readonly signal: AbortSignal;
  readonly #timeoutMs: number | null;
  readonly #controller: AbortController | null;
  readonly #outer: AbortSignal;
  readonly #forward = (): void => this.#controller?.abort(this.#outer.reason);
  #timer: NodeJS.Timeout | undefined;
  #run: (() => void) | null = null;
  #leftMs = 0;
  #runningSince = 0;
  #holds = 0;

  /** Without a limit it is the outer signal itself, which costs nothing. */
  constructor(outer: AbortSignal, timeoutMs: number | null) {
    this.#outer = outer;
    this.#timeoutMs = timeoutMs;
    this.#controller = timeoutMs === null ? null : new AbortController();
    this.signal = this.#controller?.signal ?? outer;
  }

  /** The work is held up, or no longer is; holds may overlap. */
  readonly hold = (isHeld: boolean): void => {
    this.#holds += isHeld ? 1 : -1;
    if (this.#run === null) return;
    if (isHeld && this.#holds === 1) this.#stopClock();
    if (!isHeld && this.#holds === 0) this.#startClock();
  };

  /** What the work gives, or a `TimeoutError` that names `what` took too long. Call it once. */
  async race<T>(work: Promise<T>, what: string): Promise<T> {
    if (this.#controller === null) return work;
    const limit = Promise.withResolvers<never>();
    this.#leftMs = this.#timeoutMs ?? 0;
    this.#run = () => this.#expire(what, limit.reject);
    if (this.#holds === 0) this.#startClock();
    if (this.#outer.aborted) this.#forward();
    this.#outer.addEventListener('abort', this.#forward);
    try {
      return await Promise.race([work, limit.promise]);
    } finally {
      clearTimeout(this.#timer);
      this.#run = null;
      this.#outer.removeEventListener('abort', this.#forward);
    }
  }

  #startClock(): void {
    this.#runningSince = performance.now();
    this.#timer = setTimeout(() => this.#run?.(), this.#leftMs);
  }

  #stopClock(): void {
    clearTimeout(this.#timer);
    this.#leftMs = Math.max(0, this.#leftMs - (performance.now() - this.#runningSince));
  }

  #expire(what: string, reject: (error: Error) => void): void {
    const error = new TimeoutError(`${what} took longer than ${this.#timeoutMs} ms`);
    reject(error);
    this.#controller?.abort(error);
  }
}
