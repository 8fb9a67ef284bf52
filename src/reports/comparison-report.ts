import type { ComparedSample } from '../domain/run-store.ts';
import type { Disagreement, MetricDistribution } from '../statistics/score-distributions.ts';
import type { MissingPolicy } from '../statistics/missing-policy.ts';
import type { Verdict } from '../statistics/verdict.ts';

// A comparison as far as a report shows it. Field names are those of the wire: an answer of `POST /api/compare` is one.

/** A sentence that a reader should know; its code is for programs. */
export interface ReportedWarning {
  readonly code: string;
  readonly message: string;
}

type Bounds = readonly [number, number] | null;

/** Two runs in one metric: everything is A minus B, over the samples that both have. */
export interface ReportedPair {
  readonly metric: string;
  readonly run_a: string;
  readonly run_b: string;
  readonly run_a_mean: number | null;
  readonly run_b_mean: number | null;
  readonly delta: number | null;
  readonly interval: Bounds;
  readonly level: number;
  /** Wider than `interval`: those of all pairs of the family hold at once. */
  readonly simultaneous_interval: Bounds;
  readonly corrected_p_value: number | null;
  /** How many p-values were corrected together. */
  readonly family_size: number;
  readonly resamples: number | null;
  readonly n: number;
  readonly mde: number | null;
  /** The same for all hypotheses of its family together. */
  readonly mde_family: number | null;
  /** The chance that as many samples show equivalence where the runs are equal; null without a margin. */
  readonly equivalence_power: number | null;
  /** What endless repeats would leave of `mde`; null without repeats. */
  readonly repeats: { readonly mde_floor: number | null } | null;
  readonly method: string | null;
  readonly equivalence: ReportedEquivalence | null;
  readonly clustering: { readonly clusters: number } | null;
  readonly unpaired: { readonly p_value: number | null; readonly interval: Bounds } | null;
  /** Of a step that a search chose by its scores on these samples. */
  readonly selection: { readonly candidates: number } | null;
  readonly missing_scores: { readonly unscored_share: number } | null;
  readonly coverage: ReportedCoverage;
  readonly verdict: Verdict;
  readonly negligible: boolean;
  /** The better run's id, or `tie`. */
  readonly winner: string;
  /** The tasks that the numbers average over; `null` where there are none. */
  readonly macro: { readonly tasks: readonly ReportedTask[] } | null;
  readonly warnings: readonly ReportedWarning[];
}

/** Two runs on one of several tasks. */
export interface ReportedTask {
  readonly name: string;
  readonly run_a: string;
  readonly run_b: string;
  readonly n: number;
  readonly run_a_mean: number | null;
  readonly run_b_mean: number | null;
  readonly delta: number | null;
  readonly interval: Bounds;
}

/** The pairs within one level of the field that slices. */
export interface ReportedSlice {
  readonly level: string;
  readonly n: number;
  readonly pairwise_results: readonly ReportedPair[];
  readonly warnings: readonly ReportedWarning[];
}

/** Whether the difference is within the margin. */
export interface ReportedEquivalence {
  readonly margin: number;
  readonly method: string | null;
  readonly corrected_p_value: number | null;
  /** Of “A is lower than B by the margin or more”. */
  readonly corrected_p_not_worse: number | null;
  readonly corrected_p_not_better: number | null;
  /** At the level 1 − 2·alpha. */
  readonly interval: Bounds;
  readonly equivalent: boolean;
  /** Why nothing is known. */
  readonly reason: string | null;
}

/** Which samples could not be compared. */
export interface ReportedCoverage {
  readonly only_a: { readonly count: number };
  readonly only_b: { readonly count: number };
  readonly invalid_a: { readonly count: number };
  readonly invalid_b: { readonly count: number };
}

/** One run's mean over the samples that all runs share. */
export interface ReportedMean {
  readonly run_id: string;
  readonly mean: number | null;
  readonly interval: Bounds;
  readonly standard_error: number | null;
  /** `null` where it was not asked for, or where scores other than 0 and 1 leave none. */
  readonly pass_k: readonly ReportedPassK[] | null;
  /** `null` where human labels were not asked for, or none is of a sample that counts. */
  readonly judge: ReportedJudge | null;
}

/** The mean by people's labels, out of a judge's scores. */
export interface ReportedJudge {
  readonly human_labels: number;
  readonly power_tuning: number;
  readonly mean: number;
  readonly standard_error: number | null;
  readonly interval: Bounds;
  readonly classical_standard_error: number | null;
  readonly kappa: number | null;
}

/** What k tries of a sample reach. */
export interface ReportedPassK {
  readonly k: number;
  readonly pass_at_k: { readonly mean: number; readonly interval: Bounds } | null;
  readonly pass_hat_k: { readonly mean: number; readonly interval: Bounds } | null;
  /** Samples with k tries or more. */
  readonly problems: number;
  /** Samples with fewer. */
  readonly skipped: number;
}

/** One metric over all runs. */
export interface ReportedMetric {
  readonly metric: string;
  readonly lower_is_better: boolean;
  /** Samples with a valid score in every run. */
  readonly n: number;
  readonly means: readonly ReportedMean[];
  readonly best_run: string | null;
  readonly may_be_best: readonly string[] | null;
  readonly beaten_by: Readonly<Record<string, readonly string[]>> | null;
  readonly warnings: readonly ReportedWarning[];
}

/** How the numbers were computed. */
export interface ReportedMethod {
  readonly methods: readonly string[];
  readonly correction: 'holm' | 'bh' | 'none';
  readonly family: string;
  readonly family_sizes: readonly number[];
  readonly alpha: number;
  readonly level: number;
  readonly margin: number | null;
  readonly missing: MissingPolicy;
  readonly cluster_by: string | null;
  readonly runs_in_progress: readonly string[];
  readonly slice_by: string | null;
  readonly seed: number | 'exact';
  readonly assay_version: string;
  readonly statistics_version: string;
}

/** A run, and what a person calls it. */
export interface ReportedRun {
  readonly run_id: string;
  readonly name: string;
}

/** The comparison itself: all that its Markdown needs. */
export interface ReportedComparison {
  readonly run_ids: readonly string[];
  /** The same with their names. */
  readonly runs: readonly ReportedRun[];
  readonly metric_summaries: readonly ReportedMetric[];
  readonly pairwise_results: readonly ReportedPair[];
  readonly slices: readonly ReportedSlice[];
  readonly warnings: readonly ReportedWarning[];
  readonly metadata: ReportedMethod;
}

/** For each run its samples, by `sampleKey`. */
export type SamplesByRun = ReadonlyMap<string, ReadonlyMap<string, ComparedSample>>;

/** Tells the samples of a run apart, also those of equal rows. */
export function sampleKey({ sampleId, nth }: Pick<Disagreement, 'sampleId' | 'nth'>): string {
  return `${nth}/${sampleId}`;
}

/** A comparison with what its page shows beside it. */
export interface ComparisonReport {
  readonly body: ReportedComparison;
  readonly distributions: readonly MetricDistribution[];
  /** For each metric the samples on which the runs disagree most, the largest spread first. */
  readonly disagreements: readonly Disagreement[];
  /** The samples of `disagreements`, at least. */
  readonly samples: SamplesByRun;
}
