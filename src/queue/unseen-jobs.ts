/** Jobs that this process has put where a census finds them, as long as one may be under way that began before. */
export class UnseenJobs {
  /** By job the number of the first census that knows it; `Infinity` while it is being stored. */
  readonly #jobs = new Map<string, number>();
  readonly #underWay = new Set<number>();
  #next = 0;

  /** A job that is about to be stored. */
  add(jobId: string): void {
    this.#jobs.set(jobId, Infinity);
  }

  /** Every census that begins from now on knows it. */
  stored(jobId: string): void {
    this.#jobs.set(jobId, this.#next);
    this.#forgetKnown();
  }

  /** It was not stored after all. */
  delete(jobId: string): void {
    this.#jobs.delete(jobId);
  }

  /** A census begins. Returns its number. */
  begin(): number {
    this.#underWay.add(this.#next);
    this.#next += 1;
    return this.#next - 1;
  }

  /** The jobs that a census may not know. */
  at(number: number): readonly string[] {
    return [...this.#jobs].flatMap(([jobId, known]) => (known > number ? [jobId] : []));
  }

  /** A census has been judged. */
  end(number: number): void {
    this.#underWay.delete(number);
    this.#forgetKnown();
  }

  #forgetKnown(): void {
    const oldest = Math.min(this.#next, ...this.#underWay);
    for (const [jobId, known] of this.#jobs) if (known <= oldest) this.#jobs.delete(jobId);
  }
}
