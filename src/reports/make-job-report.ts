import type { JobFigures, MetricNoise, PooledNoise, StoredFigures, WeakExample } from '../domain/job-figures.ts';
import { baselineOf, decisionOf, type ProposedStep, shownStepOf } from '../domain/job-figures.ts';
import type { EndedSearch } from './holdout-sentence.ts';
import type { Aggregate } from '../evaluation/event.ts';
import { type CallsByRole, type CallTotals, sumIfKnown } from '../evaluation/call-totals.ts';
import type { FailureCounts } from '../evaluation/step-fold.ts';
import type { FailureKind } from '../evaluation/trial.ts';
import type { ScoreBounds } from '../evaluation/score-bounds.ts';
import { shownInterval } from '../statistics/shown-interval.ts';
import type {
  JobReport,
  LabelledQuality,
  MetricQuality,
  Quality,
  ReportedCalls,
  Reliability,
  ReportedExample,
  ReportedJob,
  ReportedNoise,
  ReportedStep,
  ReportedTrajectory,
  StepMean,
  Telemetry,
} from './job-report.ts';
import { wordDiff } from './word-diff.ts';

/** What a report has beside what was counted: metrics by human labels, and what the summary of a search says of its end. */
export interface ReportExtras {
  readonly byHumanLabels?: readonly LabelledQuality[];
  readonly search?: EndedSearch | null;
}

/** The report of a job: what it says about itself, and what was counted and averaged of its events. */
export function makeJobReport(
  job: ReportedJob,
  figures: JobFigures,
  { byHumanLabels = [], search = null }: ReportExtras = {},
): JobReport {
  return {
    job,
    quality: { ...qualityOf(figures), by_human_labels: byHumanLabels },
    reliability: reliabilityOf(figures),
    telemetry: telemetryOf(figures),
    examples: { count: shownStepOf(figures.steps)?.examples ?? 0, listed: figures.weakest.map(reportedExample) },
    trajectory: job.kind === 'optimize' ? trajectoryOf(figures) : null,
    search,
  };
}

function qualityOf({ steps, noise, distributions }: JobFigures): Omit<Quality, 'by_human_labels'> {
  const step = shownStepOf(steps);
  if (step === null) return { step_index: 0, metrics: [], overall: null };
  const { overall } = step;
  return {
    step_index: step.stepIndex,
    metrics: metricQualities(step, noise, distributions),
    overall: overall.n === 0 ? null : overall,
  };
}

/** Of every metric that was scored, with or without success. */
function metricQualities(
  { metrics }: StoredFigures,
  noises: JobFigures['noise'],
  distributions: JobFigures['distributions'],
): readonly MetricQuality[] {
  return metrics.flatMap(({ info, overExamples, bounds }) => {
    if (info === null) return [];
    const { name, description, kind } = info;
    const noise: MetricNoise | undefined = noises.find(({ metric }) => metric === name);
    const shown = { trial_noise: reportedNoise(noise?.trials), look_noise: reportedNoise(noise?.looks) };
    const distribution = distributions.find(({ metric }) => metric === name)?.distribution ?? null;
    return [{ name, description, kind, ...withInterval(overExamples, bounds), ...shown, distribution }];
  });
}

function withInterval({ mean, sd, n }: Aggregate, bounds: ScoreBounds): StepMean {
  return { mean, sd, n, interval: shownInterval({ mean, sd, n, ...bounds }) };
}

function reportedNoise(noise: PooledNoise | null | undefined): ReportedNoise | null {
  return noise ? { sd: noise.sd, degrees_of_freedom: noise.degreesOfFreedom } : null;
}

function reliabilityOf({ steps, failures, otherFailures }: JobFigures): Reliability {
  return {
    trials: total(steps, 'trials'),
    failed_trials: total(steps, 'failedTrials'),
    failed_trials_by_kind: failureKinds(steps),
    scorings: total(steps, 'scorings'),
    failed_scorings: total(steps, 'failedScorings'),
    failures: failures.map(({ metric, key, type, shape, message, count, trialId }) => ({
      metric,
      reason: key,
      shape,
      type,
      message,
      count,
      trial_id: trialId,
    })),
    other_failures: otherFailures,
  };
}

function telemetryOf({ steps, trialsWithTelemetry, trialsWithoutTokens, latency }: JobFigures): Telemetry {
  return {
    trials: trialsWithTelemetry,
    input_tokens: callSum(steps, 'programs', 'inputTokens'),
    output_tokens: callSum(steps, 'programs', 'outputTokens'),
    without_tokens: trialsWithoutTokens,
    latency: latency && { ...latency, is_exact: true },
    programs: callsOf(steps, 'programs'),
    judges: callsOf(steps, 'judges'),
    proposer: callsOf(steps, 'proposer'),
  };
}

function failureKinds(steps: readonly StoredFigures[]): FailureCounts {
  const count = (kind: FailureKind): number => steps.reduce((sum, { failures }) => sum + failures[kind], 0);
  return { provider: count('provider'), answer: count('answer'), program: count('program') };
}

function callsOf(steps: readonly StoredFigures[], role: keyof CallsByRole): ReportedCalls {
  return {
    calls: callSum(steps, role, 'calls'),
    extra_calls: callSum(steps, role, 'extraCalls'),
    input_tokens: callSum(steps, role, 'inputTokens'),
    output_tokens: callSum(steps, role, 'outputTokens'),
    latency: callSum(steps, role, 'latency'),
    cost_usd: steps.reduce<number | null>((sum, { calls }) => sumIfKnown(sum, calls[role].costUsd ?? null), 0),
  };
}

function callSum(
  steps: readonly StoredFigures[],
  role: keyof CallsByRole,
  count: Exclude<keyof CallTotals, 'costUsd'>,
): number {
  return steps.reduce((sum, { calls }) => sum + calls[role][count], 0);
}

type Counted = 'trials' | 'failedTrials' | 'scorings' | 'failedScorings';

function total(steps: readonly StoredFigures[], count: Counted): number {
  return steps.reduce((sum, step) => sum + step[count], 0);
}

function reportedExample({ meanScore, trials, row, trial, scorings }: WeakExample): ReportedExample {
  const verdicts = scorings.map(({ metric, replicate, score, error }) => ({
    metric: metric.name,
    replicate,
    score: score ?? null,
    error: error ?? null,
  }));
  return { row, mean_score: meanScore, trials, trial, verdicts };
}

/** The templates of an optimize job and what came of them. */
function trajectoryOf({ steps, proposals }: JobFigures): ReportedTrajectory {
  const shown = shownStepOf(steps);
  const best = shown?.isFinished === true && shown.score !== null ? shown : null;
  const [baseline] = steps;
  const proposedOf = new Map(proposals.map((proposed) => [proposed.stepIndex, proposed]));
  return {
    steps: steps.map((step, i) =>
      reportedStep(
        step,
        { before: steps[i - 1], baseline: baselineOf(steps, step.holdoutOf), best },
        proposedOf.get(step.stepIndex),
      ),
    ),
    best_changes:
      best === null || baseline === undefined || best === baseline
        ? null
        : wordDiff(baseline.promptTemplate ?? '', best.promptTemplate ?? ''),
  };
}

interface OtherSteps {
  readonly before: StoredFigures | undefined;
  readonly baseline: StoredFigures | undefined;
  readonly best: StoredFigures | null;
}

function reportedStep(
  step: StoredFigures,
  { before, baseline, best }: OtherSteps,
  { proposal, decision = decisionOf() }: Partial<ProposedStep> = {},
): ReportedStep {
  const score = step.isFinished ? step.score : null;
  const baselineScore = baseline?.isFinished === true ? baseline.score : null;
  const template = step.promptTemplate ?? proposal?.prompt_template ?? '';
  return {
    step_index: step.stepIndex,
    is_best: step === best,
    score,
    difference_to_baseline: score === null || baselineScore === null ? null : score - baselineScore,
    holdout_of: step.holdoutOf,
    training_score: step.summary?.training?.mean ?? null,
    ...decision,
    per_metric: meansOf(step),
    failure_rate: step.summary?.failure_rate ?? null,
    prompt_template: template,
    thinking: proposal?.thinking ?? null,
    advice: proposal?.advice ?? null,
    changes: before === undefined || step.holdoutOf !== null ? null : wordDiff(before.promptTemplate ?? '', template),
    changes_from_best:
      best === null || step === best || before === best || step.holdoutOf !== null
        ? null
        : wordDiff(best.promptTemplate ?? '', template),
  };
}

function meansOf({ summary, metrics }: StoredFigures): ReportedStep['per_metric'] {
  if (summary === null) return null;
  const boundsOf = new Map(metrics.map(({ name, bounds }) => [name, bounds]));
  return Object.fromEntries(
    Object.entries(summary.per_metric).map(([metric, mean]) => [
      metric,
      withInterval(mean, boundsOf.get(metric) ?? boundsOfMean(mean)),
    ]),
  );
}

/** Of a step whose trials are lost: its scores were normalized, unless its mean says otherwise. */
function boundsOfMean({ mean }: Aggregate): ScoreBounds {
  return { isNormalized: mean !== null && mean >= 0 && mean <= 1, binaryScores: null };
}
