import type { Aggregate, StepSummary } from './event.ts';
import type { FailureKind } from './trial.ts';

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
  /** Failed trials by whose fault it was; archives of other writers, and older ones of ours, lack it. */
  readonly failed_trials?: Readonly<Record<FailureKind, number>>;
  /** Sums over all trials, those that failed too; judges and the proposer beside them, where they were asked. */
  readonly telemetry: CallTotalsPayload & { readonly judges?: CallTotalsPayload; readonly proposer?: CallTotalsPayload };
  /** Optimize only. */
  readonly steps?: readonly StepOutcome[];
  /** Optimize only: the first step with the highest score. */
  readonly best_step?: StepOutcome | null;
}

/** Calls of a model, added up. */
export interface CallTotalsPayload {
  readonly input_tokens: number;
  readonly output_tokens: number;
  /** Seconds. */
  readonly latency: number;
  /** Archives of other writers, and older ones of ours, lack it. */
  readonly calls?: number;
  /** Calls beside the one that gave the answer: tried again, or answered in vain. */
  readonly extra_calls?: number;
  /** In US dollars; `null` where that of some call is not known. Archives of other writers, and older ones of ours, lack it. */
  readonly cost_usd?: number | null;
}

export interface StepOutcome {
  readonly step_index: number;
  readonly score: number | null;
  readonly prompt_template: string;
  readonly summary: StepSummary;
}
