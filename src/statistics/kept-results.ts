const MOST_KEPT = 1_000;

/** Results of a pure calculation that is asked for again and again, such as for every pair of a report. The oldest are dropped. */
export class KeptResults<Result> {
  readonly #kept = new Map<string, Result>();

  /** The result that was kept under this key, which must say everything that it depends on; else it is made. */
  get(key: string, make: () => Result): Result {
    const kept = this.#kept.get(key);
    if (kept !== undefined) return kept;
    const made = make();
    for (const oldest of this.#kept.size < MOST_KEPT ? [] : this.#kept.keys().take(1)) this.#kept.delete(oldest);
    this.#kept.set(key, made);
    return made;
  }
}
