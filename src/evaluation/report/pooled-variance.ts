import type { ReplicateNoise } from './job-report.ts';

/** Adds up the squared deviations within groups, each from its own group's mean. */
export class PooledVariance {
  #squares = 0;
  #degreesOfFreedom = 0;

  /** Takes a group's next value: `before` is the group's mean without it, `after` with it (Welford 1962). */
  add(value: number, before: number, after: number): void {
    this.#squares += (value - before) * (value - after);
    this.#degreesOfFreedom += 1;
  }

  /** `null` where no group has two values. */
  get noise(): ReplicateNoise | null {
    const degreesOfFreedom = this.#degreesOfFreedom;
    if (degreesOfFreedom === 0) return null;
    return { sd: Math.sqrt(Math.max(0, this.#squares) / degreesOfFreedom), degrees_of_freedom: degreesOfFreedom };
  }
}
