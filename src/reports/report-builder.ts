import type { EngineEvent, ProposalPayload, ScoringPayload, StepPayload, TrialPayload } from '../evaluation/event.ts';
import type { JobReport, MetricVerdict, ReportedJob, Trajectory, TrajectoryStep, WeakExample } from './job-report.ts';
import { ReliabilityTally } from './reliability-tally.ts';
import { StepScores, type WeakTrial } from './step-scores.ts';
import { TelemetryTally } from './telemetry-tally.ts';
import { wordDiff } from './word-diff.ts';

/** An event of a job, as far as a report looks at it. */
export interface ReportedEvent {
  readonly seq: number;
  readonly step_index: number;
  readonly type: EngineEvent['type'];
  readonly payload: EngineEvent['payload'];
}

/**
 * Takes a job's events in order, once, and keeps some 600 bytes of each trial, of two steps at most: numbers, and none of its
 * texts. Those of the weakest examples are to be looked up afterwards, at the places that it names.
 */
export class ReportBuilder {
  readonly #reliability = new ReliabilityTally();
  readonly #telemetry = new TelemetryTally();
  readonly #trajectory = new TrajectoryLog();
  #step = new StepScores(0);
  #best: { readonly score: number; readonly step: StepScores } | null = null;

  add({ seq, step_index: stepIndex, type, payload }: ReportedEvent): void {
    switch (type) {
      case 'trial':
        this.#addTrial(seq, stepIndex, payload as TrialPayload);
        return;
      case 'scoring':
        this.#reliability.addScoring(payload as ScoringPayload);
        this.#step.addScoring(seq, payload as ScoringPayload);
        return;
      case 'proposal':
        this.#trajectory.addProposal(stepIndex, payload as ProposalPayload);
        return;
      case 'step':
        this.#addStep(stepIndex, payload as StepPayload);
        return;
      case 'error':
        return;
    }
  }

  /** Where the weakest examples are: of the best step that has ended, or of what there is. */
  weakest(count: number): readonly WeakTrial[] {
    return this.#shown().weakest(count);
  }

  /** The report; `weakest` are the examples that were found at the places that `weakest()` named. */
  report(job: ReportedJob, weakest: readonly WeakExample[]): JobReport {
    return {
      job,
      quality: this.#shown().quality,
      reliability: this.#reliability.reliability,
      telemetry: this.#telemetry.telemetry,
      weakest,
      trajectory: job.kind === 'optimize' ? this.#trajectory.trajectory : null,
    };
  }

  #addTrial(seq: number, stepIndex: number, trial: TrialPayload): void {
    if (stepIndex !== this.#step.stepIndex) this.#step = new StepScores(stepIndex);
    this.#reliability.addTrial(trial);
    if (trial.telemetry !== undefined) this.#telemetry.add(trial.telemetry);
    this.#step.addTrial(seq, trial);
  }

  #addStep(stepIndex: number, payload: StepPayload): void {
    this.#trajectory.addStep(stepIndex, payload);
    if (payload.score !== null && payload.score > (this.#best?.score ?? -Infinity))
      this.#best = { score: payload.score, step: this.#step };
  }

  #shown(): StepScores {
    return this.#best?.step ?? this.#step;
  }
}

interface LoggedStep {
  readonly stepIndex: number;
  readonly proposal: ProposalPayload;
  readonly end: StepPayload | null;
}

/** The templates of an optimize job and what came of them, a few thousand characters a step. */
class TrajectoryLog {
  readonly #steps: LoggedStep[] = [];

  addProposal(stepIndex: number, proposal: ProposalPayload): void {
    this.#steps.push({ stepIndex, proposal, end: null });
  }

  addStep(stepIndex: number, end: StepPayload): void {
    const last = this.#steps.at(-1);
    if (last?.stepIndex === stepIndex) this.#steps.pop();
    this.#steps.push({ stepIndex, proposal: last?.stepIndex === stepIndex ? last.proposal : end, end });
  }

  get trajectory(): Trajectory {
    const best = this.#best();
    const baseline = this.#steps[0];
    return {
      steps: this.#steps.map((step, index) => trajectoryStep(step, this.#steps[index - 1], baseline, step === best)),
      best_changes:
        best === undefined || baseline === undefined || best === baseline
          ? null
          : wordDiff(baseline.proposal.prompt_template, best.proposal.prompt_template),
    };
  }

  /** The first with the highest score. */
  #best(): LoggedStep | undefined {
    return this.#steps.reduce<LoggedStep | undefined>((best, step) => {
      const score = step.end?.score ?? null;
      return score !== null && score > (best?.end?.score ?? -Infinity) ? step : best;
    }, undefined);
  }
}

function trajectoryStep(
  { stepIndex, proposal, end }: LoggedStep,
  before: LoggedStep | undefined,
  baseline: LoggedStep | undefined,
  isBest: boolean,
): TrajectoryStep {
  const score = end?.score ?? null;
  const baselineScore = baseline?.end?.score ?? null;
  return {
    step_index: stepIndex,
    is_best: isBest,
    score,
    difference_to_baseline: score === null || baselineScore === null ? null : score - baselineScore,
    per_metric: end?.summary.per_metric ?? null,
    failure_rate: end?.summary.failure_rate ?? null,
    prompt_template: proposal.prompt_template,
    thinking: proposal.thinking,
    advice: proposal.advice,
    changes: before === undefined ? null : wordDiff(before.proposal.prompt_template, proposal.prompt_template),
  };
}

/** A weak example out of events that come in order, those of its trial among them; `null` where they are not. */
export function weakExample(place: WeakTrial, events: Iterable<ReportedEvent>): WeakExample | null {
  const { trialId, firstSeq, lastSeq, meanScore, trials } = place;
  let trial: TrialPayload | null = null;
  const verdicts: MetricVerdict[] = [];
  for (const { seq, type, payload } of events) {
    if (seq < firstSeq || seq > lastSeq) continue;
    if (!('trial_id' in payload) || payload.trial_id !== trialId) continue;
    if (type === 'trial') trial ??= payload as TrialPayload;
    else if (type === 'scoring') verdicts.push(verdict(payload as ScoringPayload));
  }
  return trial && { mean_score: meanScore, trials, trial, verdicts };
}

function verdict({ metric, replicate, score, error }: ScoringPayload): MetricVerdict {
  return { metric: metric.name, replicate, score: score ?? null, error: error ?? null };
}
