/** A signal that ends a wait, whether it comes before the wait or during it. */
export class Wakeup {
  #isSet = false;
  #resolve: () => void = () => undefined;

  /** Forgets earlier signals: only a `wake` from here on ends the next `wait`. */
  reset(): void {
    this.#isSet = false;
  }

  wake(): void {
    this.#isSet = true;
    this.#resolve();
  }

  /** Resolves once `wake` has been called since the last `reset`, or when the time is up. */
  async wait(timeoutMs: number): Promise<void> {
    if (this.#isSet) return;
    let timer: NodeJS.Timeout | undefined;
    await new Promise<void>((resolve) => {
      this.#resolve = resolve;
      timer = setTimeout(resolve, timeoutMs);
    });
    clearTimeout(timer);
  }
}
