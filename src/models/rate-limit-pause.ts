import { delay } from '@ai-sdk/provider-utils';

/**
 * The pause that all calls to one model make together once the provider has said "too many": a call that has not started
 * waits too, instead of spending an attempt on the same answer.
 */
export class RateLimitPause {
  #until = 0;

  /** Nobody starts for this long. A shorter pause does not shorten a longer one. */
  extend(milliseconds: number): void {
    this.#until = Math.max(this.#until, performance.now() + milliseconds);
  }

  /** Resolves when it is over; rejects when the signal aborts. */
  async over(signal: AbortSignal): Promise<void> {
    for (let left = this.#left(); left > 0; left = this.#left()) await delay(left, { abortSignal: signal });
  }

  #left(): number {
    return Math.ceil(this.#until - performance.now());
  }
}
