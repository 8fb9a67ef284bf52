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
  /** Optimize only: why the search ended. */
  readonly ended?: SearchEnd | SearchCut;
  /** Optimize with held-out rows only: what they say; `null` where the search was cut before it was known. */
  readonly holdout?: HoldoutOutcome | null;
}

/** How a search came out that came to its end. */
export interface SearchOutcome {
  readonly ended: SearchEnd;
  /** Present where rows were held out. */
  readonly holdout?: HoldoutOutcome | undefined;
}

/**
 * Why a search ended by itself: after its steps, at the full score, or before its budget would not have been enough; because too many candidates in a row were
 * not accepted, no training row was left to learn from, or too many answers of the proposer in a row were of no use. `unusable` counts these, where there were any.
 */
export type SearchEnd = { readonly unusable?: number } & (
  | { readonly reason: 'steps' | 'full_score' | 'no_progress' | 'nothing_to_learn' | 'proposer' }
  | {
      readonly reason: 'budget';
      readonly budget: 'trials' | 'cost_usd';
      readonly limit: number;
      /** What the search had taken. */
      readonly spent: number;
    }
);

/** Why a search did not come to its end: what its manifest has as `stopped`, else its status. */
export interface SearchCut {
  readonly reason: string;
}

/** What rows that the search did not see say of the step that it selected. */
export interface HoldoutOutcome {
  /** The means over the rows that both have scored; `null` where none was made. */
  readonly baseline: number | null;
  readonly best: number | null;
  /** Best minus baseline. */
  readonly delta: number | null;
  /** Low and high end of the difference, at 95 %. */
  readonly interval: readonly number[] | null;
  /** One-sided: how likely such a difference would be if the candidate were no better. */
  readonly p_value: number | null;
  readonly verdict: 'promoted' | 'kept';
  /** The step that the search selected. */
  readonly best_step: number;
  /** The steps that the two were tested in; `null` where no test was needed. */
  readonly steps: { readonly baseline: number; readonly best: number } | null;
  /** The mean square of the differences: of right-or-wrong scores the share of rows on which the two differ. `null` where nothing tells. */
  readonly discordance: number | null;
  /** Rows that both have scored, and those that lack a score in one of them. */
  readonly rows: number;
  readonly unscored: number;
  /** Why it was kept without, or against, the test: the baseline was the best of the search, or scores are missing that could undo the result. */
  readonly kept_because: 'baseline_is_best' | 'missing_scores' | null;
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
  /** Of a test on held-out rows: the step whose template it is. */
  readonly holdout_of?: number;
}
