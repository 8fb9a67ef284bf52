import type { Metric } from './metric.ts';
import type { Model } from './model.ts';
import type { MetricInfo } from './scoring.ts';

/** A metric under the name by which the job asked for it. */
export interface NamedMetric {
  readonly name: string;
  readonly metric: Metric;
  /** The judge's model; `null` for a programmatic metric. */
  readonly judge: Model | null;
}

/** The part of a metric that is written with each of its scorings. */
export function metricInfo({ name, metric }: NamedMetric): MetricInfo {
  return { name, description: metric.description, kind: metric.kind };
}

/** Scorings that a metric makes of one trial. */
export function scoringsPerTrial({ metric }: NamedMetric): number {
  return metric.kind === 'llm_judge' ? metric.repeats : 1;
}
