/** Calls in flight at the start. */
const FIRST_WINDOW = 8;
/** The window grows so much in a round of calls, and less once it is wide: what is too much is refused all at once. */
const GROWTH = 2;
const WIDE = 16;
const WIDE_GROWTH = 1.5;
const LEAST_ROUND_MS = 100;
const OPENED_A_SECOND = 64;
/** Of the calls in flight, after a refusal. */
const KEPT_SHARE = 0.5;

/**
 * How many calls may be in flight, as TCP finds it: slow start, then additive increase, and multiplicative decrease after a refusal (Jacobson 1988,
 * "Congestion Avoidance and Control").
 */
export class CallWindow {
  #size = FIRST_WINDOW;
  #threshold = Infinity;
  #round = { endsAt: 0, size: FIRST_WINDOW };
  #openedAt: number | null = null;

  isFull(inFlight: number): boolean {
    return inFlight >= Math.floor(this.#size);
  }

  /** When a full window has a place for one call more; `Infinity` where another one has to end first. */
  opensAt(inFlight: number): number {
    // Before the first refusal it also opens with the time: answers that take long would open it slowly.
    if (this.#threshold < Infinity || this.#openedAt === null) return Infinity;
    return this.#openedAt + ((inFlight + 1 - FIRST_WINDOW) / OPENED_A_SECOND) * 1_000;
  }

  /** A call starts. */
  start(now: number): void {
    this.#openedAt ??= now;
  }

  /** A call was answered while the window was full. */
  widen(now: number, latencyMs: number): void {
    if (this.#size >= this.#threshold) {
      this.#size += 1 / this.#size;
      return;
    }
    if (now >= this.#round.endsAt) this.#round = { endsAt: now + Math.max(LEAST_ROUND_MS, latencyMs), size: this.#size };
    this.#size = Math.min(this.#size + 1, this.#round.size * (this.#round.size < WIDE ? GROWTH : WIDE_GROWTH));
  }

  /** A call was refused. */
  narrow(inFlight: number): void {
    this.#threshold = Math.min(this.#threshold, this.#size);
    this.#reset(Math.max(1, Math.min(this.#size, inFlight + 1) * KEPT_SHARE));
  }

  /** The provider is back after an outage: it gets one call first. */
  restart(): void {
    this.#threshold = Math.max(FIRST_WINDOW, this.#size);
    this.#reset(1);
  }

  #reset(size: number): void {
    this.#size = size;
    this.#round = { endsAt: 0, size };
  }
}
