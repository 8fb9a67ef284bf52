import type { ProposalPayload, StepPayload } from '../event.ts';
import type { Trajectory, TrajectoryStep } from './job-report.ts';
import { wordDiff } from './word-diff.ts';

interface LoggedStep {
  readonly stepIndex: number;
  readonly proposal: ProposalPayload;
  readonly end: StepPayload | null;
}

/** The templates of an optimize job and what came of them, a few thousand characters a step. */
export class TrajectoryLog {
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
