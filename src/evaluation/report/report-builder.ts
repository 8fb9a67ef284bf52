import type { EngineEvent, ProposalPayload, ScoringPayload, StepPayload, TrialPayload } from '../event.ts';
import type { JobReport, ReportedJob, WeakExample } from './job-report.ts';
import { ReliabilityTally } from './reliability-tally.ts';
import { StepScores, type WeakTrial } from './step-scores.ts';
import { TelemetryTally } from './telemetry-tally.ts';
import { TrajectoryLog } from './trajectory-log.ts';

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
