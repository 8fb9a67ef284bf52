/**
 * Shares runs of one piece of work. A caller that comes during a run gets the run after it, so that every answer is at
 * least as new as its question.
 */
export class SingleFlight {
  readonly #work: () => Promise<void>;
  #current: Promise<void> | undefined;
  #next: Promise<void> | undefined;

  constructor(work: () => Promise<void>) {
    this.#work = work;
  }

  /** Resolves when a run that began after this call has ended, and rejects when it failed. */
  async run(): Promise<void> {
    if (this.#current === undefined && this.#next === undefined) return this.#start();
    const after = (): Promise<void> => this.#start();
    this.#next ??= this.#current?.then(after, after);
    return this.#next;
  }

  #start(): Promise<void> {
    this.#next = undefined;
    const current = this.#work().finally(() => {
      this.#current = undefined;
    });
    this.#current = current;
    return current;
  }
}
