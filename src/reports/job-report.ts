import type { Distribution } from '../domain/sample-query.ts';
import type { Aggregate, Thinking, TrialPayload } from '../evaluation/event.ts';
import type { JsonObject } from '../evaluation/json.ts';
import type { MetricInfo, Score } from '../evaluation/scoring.ts';
import type { FailureCounts } from '../evaluation/step-fold.ts';
import type { Failure } from '../evaluation/trial.ts';
import type { ReportedJudge } from './comparison-report.ts';
import type { EndedSearch } from './holdout-sentence.ts';
import type { TextChange } from './word-diff.ts';

// A job's report as data. Field names are those of the wire: `assay report --format json` prints it as it is.

/** What the report is about. `null` where it does not apply or was not recorded. */
export interface ReportedJob {
  readonly job_id: string;
  /** The label, else what it runs. */
  readonly name: string;
  readonly kind: 'run' | 'evaluate' | 'optimize';
  readonly status: string;
  /** Whether it has ended; otherwise the report covers the job so far. */
  readonly is_settled: boolean;
  readonly started_at: string;
  readonly finished_at: string | null;
  /** How long it was at work; `null` while it is, and where that is not known. */
  readonly seconds: number | null;
  readonly was_resumed: boolean;
  readonly error: string | null;
  /** What ended it early. */
  readonly stopped: JsonObject | null;
  /** The same in words; `null` where the status says it. */
  readonly stopped_because: string | null;
  readonly project: string;
  readonly program: string;
  readonly prompt: string;
  readonly examples: string;
  readonly dataset_path: string;
  readonly dataset_sha256: string;
  readonly model: string;
  readonly proposer_model: string | null;
  readonly metrics: readonly string[] | null;
  readonly steps: number | null;
  readonly workers: number;
  readonly repeats: number;
  readonly limit: number | null;
  readonly seed: number | null;
  readonly generation_kwargs: JsonObject | null;
  readonly cache: boolean | null;
  readonly record: string | null;
  readonly experiment_id: string | null;
  readonly label: string | null;
  readonly max_cost_usd: number | null;
  readonly max_tokens: number | null;
  readonly max_seconds: number | null;
  readonly max_failures: number | null;
  readonly algorithm: string | null;
  readonly holdout: string | number | null;
  readonly selection: string | number | null;
  readonly budget: JsonObject | null;
  /** Trials that were planned, a step. */
  readonly planned_trials: number | null;
  readonly assay_version: string | null;
}

/** A standard deviation pooled over groups of repeated measurements; `degrees_of_freedom` is measurements − groups. */
export interface ReportedNoise {
  readonly sd: number;
  readonly degrees_of_freedom: number;
}

/** Mean, standard deviation and n are over examples, each by the mean of its trials; scores are normalized. */
export interface MetricQuality extends MetricInfo, Aggregate {
  /** The 95 % interval of the mean; `null` below two examples. */
  readonly interval: readonly [number, number] | null;
  /** Over an example's repeated trials; `null` where none was repeated. */
  readonly trial_noise: ReportedNoise | null;
  /** Over a judge's repeated looks at one trial; `null` where there was one look each. */
  readonly look_noise: ReportedNoise | null;
  /** How many examples lie in each of the bins; `null` where nothing was scored. */
  readonly distribution: Distribution | null;
}

/** A metric held against human labels of the same run. */
export interface LabelledQuality extends ReportedJudge {
  /** What the labels are called. */
  readonly labels: string;
  readonly metric: string;
}

export interface Quality {
  /** Optimize: the step that it is of, the best one that has ended. */
  readonly step_index: number;
  readonly metrics: readonly MetricQuality[];
  /** The unweighted mean over metrics; `null` where nothing was scored. */
  readonly overall: Aggregate | null;
  /** For each set of human labels and each metric that scored some of the labelled samples. */
  readonly by_human_labels: readonly LabelledQuality[];
}

/** Failures for the same reason. Type and message are those of the first; `metric` is `null` for trials. */
export interface FailureGroup extends Failure {
  /** As the filter `reason` of trials takes it. */
  readonly reason: string;
  /** What the messages have in common. */
  readonly shape: string;
  readonly metric: string | null;
  readonly count: number;
  /** The first trial that it happened to. */
  readonly trial_id: string;
}

export interface Reliability {
  readonly trials: number;
  readonly failed_trials: number;
  /** By whose fault it was; in archives that don't say it, in none of these. */
  readonly failed_trials_by_kind: FailureCounts;
  readonly scorings: number;
  readonly failed_scorings: number;
  /** The most frequent first, equally frequent ones in the order of the log. */
  readonly failures: readonly FailureGroup[];
  /** Failures beyond the number of different reasons that are kept. */
  readonly other_failures: number;
}

/** Seconds. */
export interface Latency {
  readonly n: number;
  readonly mean: number;
  readonly p50: number;
  readonly p95: number;
  readonly max: number;
  /** Whether the quantiles are exact, which they always are. */
  readonly is_exact: true;
}

/** Calls of a model, added up, those that were of no use as well. */
export interface ReportedCalls {
  readonly calls: number;
  /** Beside the one that gave the answer: tried again, or answered in vain. */
  readonly extra_calls: number;
  readonly input_tokens: number;
  readonly output_tokens: number;
  /** Seconds. */
  readonly latency: number;
  /** In US dollars; `null` where that of some call is not known. */
  readonly cost_usd: number | null;
}

/** Over the trials that have telemetry, and over judges and proposer beside them. */
export interface Telemetry {
  readonly trials: number;
  readonly input_tokens: number;
  readonly output_tokens: number;
  /** Trials whose provider did not report their tokens. */
  readonly without_tokens: number;
  /** Of a trial: all its calls together. */
  readonly latency: Latency | null;
  readonly programs: ReportedCalls;
  readonly judges: ReportedCalls;
  readonly proposer: ReportedCalls;
}

export interface MetricVerdict {
  readonly metric: string;
  readonly replicate: number;
  readonly score: Score | null;
  readonly error: Failure | null;
}

export interface ReportedExample {
  /** Its number in the dataset. */
  readonly row: number;
  /** Mean over its trials of the mean normalized score over metrics; a failed trial without scores counts as 0. `null` without any score. */
  readonly mean_score: number | null;
  /** Its trials; the weakest of them is the one shown. */
  readonly trials: number;
  readonly trial: TrialPayload;
  readonly verdicts: readonly MetricVerdict[];
}

/** Over examples, each by the mean of its trials. */
export interface StepMean extends Aggregate {
  /** The 95 % interval of the mean; `null` below two examples. */
  readonly interval: readonly [number, number] | null;
}

export interface ReportedStep {
  readonly step_index: number;
  readonly is_best: boolean;
  /** `null` where the step has not ended, or nothing was scored. */
  readonly score: number | null;
  readonly difference_to_baseline: number | null;
  /** Of a test on held-out rows: the step whose template it is; else `null`. */
  readonly holdout_of: number | null;
  /** The mean over the training rows, where candidates are chosen by others; else `null`. */
  readonly training_score: number | null;
  /** Whether it may be selected, and why; `null` where its search selects by the score alone. */
  readonly accepted: boolean | null;
  readonly reason: string | null;
  /** Why answers of the proposer were of no use that came before it. */
  readonly refused: readonly string[];
  readonly per_metric: Readonly<Record<string, StepMean>> | null;
  readonly failure_rate: number | null;
  readonly prompt_template: string;
  readonly thinking: Thinking | null;
  readonly advice: string | null;
  /** From the step before; `null` for the first, and where the two have too little in common to be compared word by word. */
  readonly changes: readonly TextChange[] | null;
  /** From the best step, where that is neither this one nor the one before; else `null`. */
  readonly changes_from_best: readonly TextChange[] | null;
}

export interface ReportedTrajectory {
  readonly steps: readonly ReportedStep[];
  /** From the baseline to the best template; `null` where there is no other than the baseline, or too little in common. */
  readonly best_changes: readonly TextChange[] | null;
}

/** The examples of the step that the quality is of. */
export interface ListedExamples {
  /** All of them, also those that are not listed. */
  readonly count: number;
  /** The weakest first, those without a score last. */
  readonly listed: readonly ReportedExample[];
}

/** All that a report says, whatever it is shown as. */
export interface JobReport {
  readonly job: ReportedJob;
  readonly quality: Quality;
  readonly reliability: Reliability;
  readonly telemetry: Telemetry;
  readonly examples: ListedExamples;
  /** Optimize only. */
  readonly trajectory: ReportedTrajectory | null;
  /** Optimize only: why the search ended, and what the held-out rows say, once it has. */
  readonly search: EndedSearch | null;
}
