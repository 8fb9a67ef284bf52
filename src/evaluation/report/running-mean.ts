import type { PooledVariance } from './pooled-variance.ts';

/** The mean of a few values, in two numbers: a large job has one for each trial and metric. */
export class RunningMean {
  n = 0;
  mean = 0;

  /** From the second value on, `spread` learns how far it lies from the others. */
  add(value: number, spread?: PooledVariance): void {
    const before = this.mean;
    this.n += 1;
    this.mean += (value - before) / this.n;
    if (this.n > 1) spread?.add(value, before, this.mean);
  }
}
