import type { Aggregate, ProposalPayload, ScoringPayload, StepSummary, TrialPayload } from '../evaluation/event.ts';
import type { FailureReason } from '../evaluation/failure-reason.ts';
import type { MetricInfo } from '../evaluation/scoring.ts';
import { type CallsByRole, callValues } from '../evaluation/call-totals.ts';
import type { ScoreBounds } from '../evaluation/score-bounds.ts';
import type { FailureCounts, StepFigures } from '../evaluation/step-fold.ts';
import type { MetricDefinition, MetricSpread, RunFigures } from './run-of-job.ts';
import type { Distribution } from './sample-query.ts';

/** What one metric has scored in a step. */
export interface StoredMetricFigures {
  readonly name: string;
  readonly info: MetricInfo | null;
  readonly overExamples: Aggregate;
  readonly overScorings: Aggregate;
  /** Where the scores of its trials lie. */
  readonly bounds: ScoreBounds;
}

/** All that the fold has counted and averaged of a step, or of a job without steps, as plain data. */
export interface StoredFigures {
  readonly stepIndex: number;
  readonly isFinished: boolean;
  readonly promptTemplate: string | null;
  /** See `StepFigures`. */
  readonly holdoutOf: number | null;
  readonly score: number | null;
  /** See `StepFigures`. */
  readonly worstScore: number | null;
  readonly trials: number;
  readonly scoredExamples: number;
  readonly failedTrials: number;
  readonly failures: FailureCounts;
  readonly scorings: number;
  readonly failedScorings: number;
  readonly calls: CallsByRole;
  readonly examples: number;
  readonly metrics: readonly StoredMetricFigures[];
  readonly overall: Aggregate;
  /** Of an ended step of an optimize job; where its trials are lost, what its own event says. Else `null`. */
  readonly summary: StepSummary | null;
}

/** A standard deviation pooled over groups of repeated measurements; `degreesOfFreedom` is measurements − groups. */
export interface PooledNoise {
  readonly sd: number;
  readonly degreesOfFreedom: number;
}

/** How much the scores of a metric differ between looks at the same thing; `null` where there was one look each. */
export interface MetricNoise {
  readonly trials: PooledNoise | null;
  readonly looks: PooledNoise | null;
}

/** Failures for the same reason. `metric` is `null` for trials. */
export interface FailureCount extends FailureReason {
  readonly metric: string | null;
  /** That of the first of them. */
  readonly message: string;
  readonly count: number;
  /** The first trial that it happened to. */
  readonly trialId: string;
}

/** Seconds. The quantiles are exact. */
export interface LatencyFigures {
  readonly n: number;
  readonly mean: number;
  readonly p50: number;
  readonly p95: number;
  readonly max: number;
}

/** An example, and the weakest of its trials. */
export interface WeakExample {
  /** Over its trials, each by the mean over metrics; a failed trial without scores counts as 0. `null` where none has a score. */
  readonly meanScore: number | null;
  readonly trials: number;
  /** Its number in the dataset. */
  readonly row: number;
  readonly trial: TrialPayload;
  readonly scorings: readonly ScoringPayload[];
}

/** What was proposed for a step, and what its search decided about it. */
export interface ProposedStep {
  readonly stepIndex: number;
  readonly proposal: ProposalPayload;
  readonly decision: StepDecision;
}

/** Whether a candidate may be selected, and why; `null` where its search does not decide that, or has yet to. */
export interface StepDecision {
  readonly accepted: boolean | null;
  readonly reason: string | null;
  /** Why answers of the proposer were of no use that came before it. */
  readonly refused: readonly string[];
}

/** What the payloads of a step's events say of it. A line that somebody edited may hold anything. */
export function decisionOf(...payloads: readonly unknown[]): StepDecision {
  const fields = Object.assign({}, ...payloads) as Readonly<Record<string, unknown>>;
  const { accepted, reason, refused } = fields;
  return {
    accepted: typeof accepted === 'boolean' ? accepted : null,
    reason: typeof reason === 'string' ? reason : null,
    refused: Array.isArray(refused) ? refused.filter((text) => typeof text === 'string') : [],
  };
}

/** What a report needs of the events of a job, without the events. */
export interface JobFigures {
  /** The steps that have begun, in their order; a job without steps is one. */
  readonly steps: readonly StoredFigures[];
  /** Of an optimize job, by step. */
  readonly proposals: readonly ProposedStep[];
  /** The step that noise, distributions and weakest examples are of: the best one that has ended, else the one under way; `null` before the first. */
  readonly shownStep: number | null;
  readonly noise: readonly (MetricNoise & { readonly metric: string })[];
  /** How the scores of examples are spread, by metric, of the same step. */
  readonly distributions: readonly { readonly metric: string; readonly distribution: Distribution }[];
  /** As many as were asked for: the weakest first, those without a score last. */
  readonly weakest: readonly WeakExample[];
  /** The most frequent first, equally frequent ones in the order of the log. */
  readonly failures: readonly FailureCount[];
  /** Failures beyond the number of different reasons that are told apart. */
  readonly otherFailures: number;
  /** Trials that the model was asked for. */
  readonly trialsWithTelemetry: number;
  /** Those whose provider did not report their tokens. */
  readonly trialsWithoutTokens: number;
  readonly latency: LatencyFigures | null;
}

/** What the fold says of a step by now. */
export function storedFigures(step: StepFigures): StoredFigures {
  return {
    stepIndex: step.stepIndex,
    isFinished: step.isFinished,
    promptTemplate: step.promptTemplate,
    holdoutOf: step.holdoutOf,
    score: step.score,
    worstScore: step.worstScore,
    trials: step.trials,
    scoredExamples: step.scoredExamples,
    failedTrials: step.failedTrials,
    failures: { ...step.failures },
    scorings: step.scorings,
    failedScorings: step.failedScorings,
    calls: callValues(step.calls),
    examples: step.examples,
    metrics: Array.from(step.metrics, ([name, { info, overExamples, overScorings, bounds }]) => ({
      name,
      info,
      overExamples,
      overScorings,
      bounds,
    })),
    overall: step.overall,
    summary: step.isFinished ? step.summary : null,
  };
}

/** The same as a run needs it. */
export function countedFigures(stored: StoredFigures): RunFigures {
  const metrics = stored.metrics.flatMap(({ name, overExamples: { mean } }): [string, number][] =>
    mean === null ? [] : [[name, mean]],
  );
  const spreads = stored.metrics.flatMap(({ name, overExamples: { mean, sd, n }, bounds }): [string, MetricSpread][] =>
    mean === null ? [] : [[name, { sd, n, ...bounds }]],
  );
  const definitions = stored.metrics.flatMap(({ name, info }): [string, MetricDefinition][] =>
    info === null ? [] : [[name, { description: info.description, kind: info.kind }]],
  );
  return {
    sampleCount: stored.scoredExamples,
    totalSamples: stored.trials,
    failedTrials: stored.failedTrials,
    failures: stored.failures,
    calls: stored.calls,
    failedScorings: stored.failedScorings,
    metrics: Object.fromEntries(metrics),
    spreads: Object.fromEntries(spreads),
    metricDefinitions: Object.fromEntries(definitions),
    promptTemplate: stored.promptTemplate,
    isFinished: stored.isFinished,
    holdoutOf: stored.holdoutOf,
  };
}

/** The template of a step: of one under way, the one that was proposed. `null` where it was not recorded. */
export function templateOf(step: StoredFigures, proposal: ProposalPayload | undefined): string | null {
  return step.promptTemplate ?? proposal?.prompt_template ?? null;
}

/** What the score of a step is held against: the baseline on the same rows, which are held out where `holdoutOf` is a number. */
export function baselineOf(steps: readonly StoredFigures[], holdoutOf: number | null): StoredFigures | undefined {
  return holdoutOf === null ? steps[0] : steps.find((step) => step.holdoutOf === 0);
}

/** The first finished step of the search with the highest score, where what could not be scored counts as 0, else the one that began last; `null` before the first. */
export function shownStepOf(steps: readonly StoredFigures[]): StoredFigures | null {
  const best = steps.reduce<StoredFigures | null>((found, step) => {
    if (!step.isFinished || step.score === null || step.holdoutOf !== null) return found;
    return (step.worstScore ?? 0) > (found?.worstScore ?? -Infinity) ? step : found;
  }, null);
  return best ?? steps.findLast(({ holdoutOf }) => holdoutOf === null) ?? null;
}
