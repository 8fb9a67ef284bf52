import type { Aggregate } from './event.ts';

/** Mean and standard deviation of numbers that come one after another, in constant memory. */
export class RunningAggregate {
  #n = 0;
  readonly #sum = new CompensatedSum();
  #mean = 0;
  #squares = 0;

  /** Welford (1962), "Note on a method for calculating corrected sums of squares and products". */
  add(value: number): void {
    this.#n += 1;
    this.#sum.add(value);
    const before = value - this.#mean;
    this.#mean += before / this.#n;
    this.#squares += before * (value - this.#mean);
  }

  /** Adds all that another has seen: Chan, Golub and LeVeque (1979), eq. 2.1. */
  merge(other: RunningAggregate): void {
    if (other.#n === 0) return;
    const n = this.#n + other.#n;
    const difference = other.#mean - this.#mean;
    this.#squares += other.#squares + (difference * difference * this.#n * other.#n) / n;
    this.#mean += (difference * other.#n) / n;
    this.#sum.merge(other.#sum);
    this.#n = n;
  }

  get aggregate(): Aggregate {
    const n = this.#n;
    if (n === 0) return { mean: null, sd: null, n };
    return { mean: this.#sum.value / n, sd: n === 1 ? 0 : Math.sqrt(this.#squares / (n - 1)), n };
  }
}

/** Mean and standard deviation (n−1) of numbers. */
export function aggregate(values: Iterable<number>): Aggregate {
  const running = new RunningAggregate();
  for (const value of values) running.add(value);
  return running.aggregate;
}

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
