import type { Sample } from '../../../domain/run.ts';
import type { MetricSpread } from '../../../domain/run-of-job.ts';
import { RunningAggregate } from '../../../evaluation/aggregate.ts';
import { BoundsTally } from '../../../evaluation/score-bounds.ts';

interface MetricTally {
  readonly number: number;
  readonly scores: RunningAggregate;
  readonly bounds: BoundsTally;
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
      metric.scores.add(score);
      metric.bounds.add(score);
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
    return Object.fromEntries(Array.from(this.#metrics, ([name, { scores }]) => [name, scores.aggregate.mean ?? 0]));
  }

  /** How these samples spread. */
  get spreads(): Record<string, MetricSpread> {
    return Object.fromEntries(
      Array.from(this.#metrics, ([name, { scores, bounds }]) => {
        const { sd, n } = scores.aggregate;
        return [name, { sd, n, ...bounds.any }];
      }),
    );
  }

  #metric(name: string): MetricTally {
    let metric = this.#metrics.get(name);
    if (metric === undefined) {
      metric = { number: this.#metrics.size, scores: new RunningAggregate(), bounds: new BoundsTally() };
      this.#metrics.set(name, metric);
    }
    return metric;
  }
}
