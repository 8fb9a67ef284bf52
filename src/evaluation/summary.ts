import type { Aggregate, StepSummary } from './event.ts';

/** What is left of a job when it has ended: the document `summary.json`, without the job's id, kind and status. */
export interface Summary {
  readonly trial_count: number;
  readonly scoring_count: number;
  readonly failure_rate: number;
  readonly scoring_failure_rate: number;
  /** Mean over the per-metric means; `null` where nothing was scored. */
  readonly overall: Aggregate | null;
  /** Per metric the mean over all its successful scorings. */
  readonly per_metric: Readonly<Record<string, Aggregate>>;
  /** Sums over all trials; `latency` in seconds. */
  readonly telemetry: { readonly input_tokens: number; readonly output_tokens: number; readonly latency: number };
  /** Optimize only. */
  readonly steps?: readonly StepOutcome[];
  /** Optimize only: the first step with the highest score. */
  readonly best_step?: StepOutcome | null;
}

export interface StepOutcome {
  readonly step_index: number;
  readonly score: number | null;
  readonly prompt_template: string;
  readonly summary: StepSummary;
}
