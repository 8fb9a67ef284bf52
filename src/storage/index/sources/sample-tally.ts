import type { Sample } from '../../../domain/run.ts';
import { CompensatedSum } from '../../../evaluation/aggregate.ts';

interface MetricTally {
  readonly number: number;
  readonly sum: CompensatedSum;
  count: number;
}

/** Counts samples and averages their scores, as they come. */
export class SampleTally {
  readonly #metrics = new Map<string, MetricTally>();
  total = 0;
  /** Those with a score. */
  scored = 0;
  failed = 0;

  /** `onScore` is told each score with the number of its metric, from 0 in the order in which they came. */
  add({ scores, error }: Pick<Sample, 'scores' | 'error'>, onScore?: (metricNo: number, score: number) => void): void {
    let hasScore = false;
    for (const name in scores) {
      const score = scores[name] ?? 0;
      const metric = this.#metric(name);
      metric.sum.add(score);
      metric.count += 1;
      hasScore = true;
      onScore?.(metric.number, score);
    }
    this.total += 1;
    if (hasScore) this.scored += 1;
    if (error !== undefined) this.failed += 1;
  }

  get metricNames(): Iterable<string> {
    return this.#metrics.keys();
  }

  get metricCount(): number {
    return this.#metrics.size;
  }

  /** Per metric the mean over all samples that have a score. */
  get means(): Record<string, number> {
    return Object.fromEntries(Array.from(this.#metrics, ([name, { sum, count }]) => [name, sum.value / count]));
  }

  #metric(name: string): MetricTally {
    let metric = this.#metrics.get(name);
    if (metric === undefined) {
      metric = { number: this.#metrics.size, sum: new CompensatedSum(), count: 0 };
      this.#metrics.set(name, metric);
    }
    return metric;
  }
}
