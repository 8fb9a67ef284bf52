/** A sum without the rounding of its steps: Neumaier (1974), "Rundungsfehleranalyse einiger Verfahren zur Summation". */
export class CompensatedSum {
  #sum = 0;
  #lost = 0;

  add(value: number): void {
    const sum = this.#sum + value;
    this.#lost += Math.abs(this.#sum) >= Math.abs(value) ? this.#sum - sum + value : value - sum + this.#sum;
    this.#sum = sum;
  }

  /** Adds all that another has seen. */
  merge(other: CompensatedSum): void {
    this.add(other.#sum);
    this.#lost += other.#lost;
  }

  get value(): number {
    return this.#sum + this.#lost;
  }
}
