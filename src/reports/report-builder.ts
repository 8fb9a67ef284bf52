import type { EngineEvent, ProposalPayload, ScoringPayload, StepPayload, TrialPayload } from '../evaluation/event.ts';
import { JobFold } from '../evaluation/job-fold.ts';
import type { StepFigures } from '../evaluation/step-fold.ts';
import { tInterval } from '../statistics/describe.ts';
import { FailureGroups } from './failure-groups.ts';
import type {
  JobReport,
  MetricQuality,
  MetricVerdict,
  Quality,
  Reliability,
  ReportedExample,
  ReportedJob,
  ReportedStep,
  ReportedTrajectory,
  Telemetry,
} from './job-report.ts';
import { LatencyTally } from './latency-tally.ts';
import { StepScores, type WeakTrial } from './step-scores.ts';
import { wordDiff } from './word-diff.ts';

/** Of the intervals of means: 95 %. */
const ALPHA = 0.05;

/** An event of a job, as far as a report looks at it. */
export interface ReportedEvent {
  readonly seq: number;
  readonly step_index: number;
  readonly type: EngineEvent['type'];
  readonly payload: EngineEvent['payload'];
}

/**
 * Takes a job's events in order, once, and keeps some 600 bytes of each trial, of two steps at most: numbers, and none of its
 * texts. All counts and means are those of the fold. The texts of the weakest examples are looked up afterwards, at the places
 * that it names.
 */
export class ReportBuilder {
  readonly #job: ReportedJob;
  readonly #fold: JobFold;
  readonly #failures = new FailureGroups();
  readonly #latency = new LatencyTally();
  readonly #proposals = new Map<number, ProposalPayload>();
  #withTelemetry = 0;
  #withoutTokens = 0;
  #step: StepScores;
  #best: StepScores | null = null;

  constructor(job: ReportedJob) {
    this.#job = job;
    this.#fold = new JobFold({ kind: job.kind, metrics: job.metrics ?? [], repeats: job.repeats });
    this.#step = this.#newStep(0);
  }

  add(event: ReportedEvent): void {
    this.#fold.add(event);
    const { seq, step_index: stepIndex, payload } = event;
    switch (event.type) {
      case 'trial':
        this.#addTrial(seq, stepIndex, payload as TrialPayload);
        return;
      case 'scoring':
        this.#failures.addScoring(payload as ScoringPayload);
        this.#step.addScoring(seq, payload as ScoringPayload);
        return;
      case 'proposal':
        this.#proposals.set(stepIndex, payload as ProposalPayload);
        return;
      case 'step':
        if (!this.#proposals.has(stepIndex)) this.#proposals.set(stepIndex, payload as StepPayload);
        if (this.#fold.bestStep?.stepIndex === stepIndex) this.#best = this.#step;
        return;
      case 'error':
        return;
      default:
        event.type satisfies never;
    }
  }

  /** Where the weakest examples are: of the best step that has ended, or else of the step under way. */
  weakest(count: number): readonly WeakTrial[] {
    return (this.#best ?? this.#step).weakest(count);
  }

  /** The report; `weakest` are the examples found at the places that `weakest()` named. */
  report(weakest: readonly ReportedExample[]): JobReport {
    return {
      job: this.#job,
      quality: this.#quality,
      reliability: this.#reliability,
      telemetry: this.#telemetry,
      weakest,
      trajectory: this.#job.kind === 'optimize' ? trajectory(this.#fold, this.#proposals) : null,
    };
  }

  #addTrial(seq: number, stepIndex: number, trial: TrialPayload): void {
    if (stepIndex !== this.#step.stepIndex) this.#step = this.#newStep(stepIndex);
    this.#step.addTrial(seq, trial);
    this.#failures.addTrial(trial);
    if (trial.telemetry === undefined) return;
    const { input_tokens: input, output_tokens: output, latency } = trial.telemetry.response;
    this.#withTelemetry += 1;
    if (input === null || output === null) this.#withoutTokens += 1;
    this.#latency.add(latency);
  }

  #newStep(stepIndex: number): StepScores {
    return new StepScores(stepIndex, this.#job.repeats > 1);
  }

  get #quality(): Quality {
    const scores = this.#best ?? this.#step;
    const step = this.#fold.bestStep ?? this.#fold.current;
    if (step === undefined) return { step_index: scores.stepIndex, metrics: [], overall: null };
    const { overall } = step;
    return { step_index: step.stepIndex, metrics: metricQualities(step, scores), overall: overall.n === 0 ? null : overall };
  }

  get #reliability(): Reliability {
    const { trials, failedTrials, scorings, failedScorings } = this.#fold.counts;
    return {
      trials,
      failed_trials: failedTrials,
      scorings,
      failed_scorings: failedScorings,
      failures: this.#failures.groups,
      other_failures: this.#failures.others,
    };
  }

  get #telemetry(): Telemetry {
    const { inputTokens, outputTokens } = this.#fold.counts;
    return {
      trials: this.#withTelemetry,
      input_tokens: inputTokens,
      output_tokens: outputTokens,
      without_tokens: this.#withoutTokens,
      latency: this.#latency.latency,
    };
  }
}

/** Of every metric that was scored, with or without success. */
function metricQualities({ metrics }: StepFigures, scores: StepScores): readonly MetricQuality[] {
  return Array.from(metrics.values()).flatMap(({ info, overExamples }) => {
    if (info === null) return [];
    const { name, description, kind } = info;
    const { mean, sd, n } = overExamples;
    const interval = sd === null ? null : tInterval(mean, sd / Math.sqrt(n), n - 1, ALPHA);
    const noise = scores.noise(name);
    return [{ name, description, kind, mean, sd, n, interval, trial_noise: noise.trials, look_noise: noise.looks }];
  });
}

/** The templates of an optimize job and what came of them. */
function trajectory(fold: JobFold, proposals: ReadonlyMap<number, ProposalPayload>): ReportedTrajectory {
  const { steps, bestStep } = fold;
  const [baseline] = steps;
  const templateOf = (step: StepFigures): string => step.promptTemplate ?? '';
  return {
    steps: steps.map((step, i) => reportedStep(step, steps[i - 1], baseline, bestStep, proposals.get(step.stepIndex))),
    best_changes:
      bestStep === null || baseline === undefined || bestStep === baseline
        ? null
        : wordDiff(templateOf(baseline), templateOf(bestStep)),
  };
}

function reportedStep(
  step: StepFigures,
  before: StepFigures | undefined,
  baseline: StepFigures | undefined,
  best: StepFigures | null,
  proposal: ProposalPayload | undefined,
): ReportedStep {
  const score = step.isFinished ? step.score : null;
  const baselineScore = baseline?.isFinished === true ? baseline.score : null;
  const template = step.promptTemplate ?? '';
  return {
    step_index: step.stepIndex,
    is_best: step === best,
    score,
    difference_to_baseline: score === null || baselineScore === null ? null : score - baselineScore,
    per_metric: step.isFinished ? step.summary.per_metric : null,
    failure_rate: step.isFinished ? step.summary.failure_rate : null,
    prompt_template: template,
    thinking: proposal?.thinking ?? null,
    advice: proposal?.advice ?? null,
    changes: before === undefined ? null : wordDiff(before.promptTemplate ?? '', template),
  };
}

/** A weak example out of events that come in order, those of its trial among them; `null` where they are not. */
export function weakExample(place: WeakTrial, events: Iterable<ReportedEvent>): ReportedExample | null {
  const { trialId, row, firstSeq, lastSeq, meanScore, trials } = place;
  let trial: TrialPayload | null = null;
  const verdicts: MetricVerdict[] = [];
  for (const { seq, type, payload } of events) {
    if (seq < firstSeq || seq > lastSeq) continue;
    if (!('trial_id' in payload) || payload.trial_id !== trialId || payload.row !== row) continue;
    if (type === 'trial') trial ??= payload as TrialPayload;
    else if (type === 'scoring') verdicts.push(verdict(payload as ScoringPayload));
  }
  return trial && { mean_score: meanScore, trials, trial, verdicts };
}

function verdict({ metric, replicate, score, error }: ScoringPayload): MetricVerdict {
  return { metric: metric.name, replicate, score: score ?? null, error: error ?? null };
}
