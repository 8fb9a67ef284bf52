/** A bell that one waits for: rung before or during the wait, it ends it. */
export class Wakeup {
  #rung = false;
  #ring: () => void = () => undefined;

  /** From here on a `wake` counts for the next `wait`. */
  reset(): void {
    this.#rung = false;
  }

  wake(): void {
    this.#rung = true;
    this.#ring();
  }

  /** Resolves when it was rung since the last `reset`, or when the time is up. */
  async wait(timeoutMs: number): Promise<void> {
    if (this.#rung) return;
    let timer: NodeJS.Timeout | undefined;
    await new Promise<void>((resolve) => {
      this.#ring = resolve;
      timer = setTimeout(resolve, timeoutMs);
    });
    clearTimeout(timer);
  }
}
