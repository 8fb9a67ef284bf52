const LONGEST_INTERVAL_MS = 1_000;

/** A look this much later than it was due shows that this process was blocked, or had no processor. */
const LATE = 1.5;

/**
 * Calls back once when this process has listened for so long in vain. Time in which it was blocked itself does not count: whatever was
 * sent to it meanwhile is still to be read.
 */
export class ListeningTimer {
  readonly #intervalMs: number;
  readonly #timer: NodeJS.Timeout;
  #limitMs: number;
  #passedMs = 0;
  #lastLook = performance.now();

  constructor(limitMs: number, onOver: () => void) {
    this.#limitMs = limitMs;
    this.#intervalMs = Math.min(limitMs / 4, LONGEST_INTERVAL_MS);
    this.#timer = setInterval(() => {
      if (!this.#isOver()) return;
      this.stop();
      onOver();
    }, this.#intervalMs).unref();
  }

  /** Begins anew. */
  restart(limitMs = this.#limitMs): void {
    this.#limitMs = limitMs;
    this.#passedMs = 0;
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  #isOver(): boolean {
    const now = performance.now();
    const elapsedMs = now - this.#lastLook;
    this.#lastLook = now;
    if (elapsedMs < this.#intervalMs * LATE + 1) this.#passedMs += this.#intervalMs;
    return this.#passedMs >= this.#limitMs;
  }
}
