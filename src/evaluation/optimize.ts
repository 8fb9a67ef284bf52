import type { CallTelemetryPayload, ProposalPayload, TelemetryPayload } from './event.ts';
import { FULL_SCORE } from './job-fold.ts';
import type { Model } from './model.ts';
import type { PromptTemplate } from './prompt-template.ts';
import { Proposer, ProposerCutError } from './proposer.ts';
import type { ProposerTask } from './proposer-prompt.ts';
import { budgetEnd, type SearchBudget } from './search-budget.ts';
import type { SearchStep, SearchSteps, StepRows, StepsPlan } from './search-steps.ts';
import type { SearchEnd } from './summary.ts';
import type { TrajectoryStep } from './trajectory.ts';

/** A search for a better template; `template` is the baseline. */
export interface OptimizationPlan extends StepsPlan {
  readonly template: PromptTemplate;
  /** Those of each step. */
  readonly rows: StepRows;
  /** How many trials a step takes. */
  readonly stepTrials: number;
  /** Candidates beyond the baseline. */
  readonly steps: number;
  readonly budget?: SearchBudget;
  readonly proposer: Model;
  readonly task: ProposerTask;
  readonly onCutOff?: OnCutOff;
}

/** Is told what a proposer took that was cut off by the end of the job before it had given anything usable. */
export type OnCutOff = (telemetry: CallTelemetryPayload) => void;

/**
 * Searches for a better template by asking a model for one candidate after another, each time showing it all that was tried:
 * Yang et al. (2023), "Large Language Models as Optimizers", arXiv:2309.03409.
 *
 * The first step is the baseline. It ends after its steps, when a step has the full score, and before one that the budget does not allow, and says
 * which; `null` where the signal aborts, or `earlyStop` is asked to end it: a proposal that is under way then is sent, but not tried.
 * Throws a `ProposerError` when no usable proposal can be had.
 */
export async function optimize(plan: OptimizationPlan, steps: SearchSteps, signal: AbortSignal): Promise<SearchEnd | null> {
  return new Optimization(plan, steps).run(signal);
}

class Optimization {
  readonly #plan: OptimizationPlan;
  readonly #steps: SearchSteps;
  readonly #proposer: Proposer;
  readonly #done: SearchStep[] = [];
  readonly #trajectory: TrajectoryStep[] = [];
  #request: TelemetryPayload['request'] | null = null;

  constructor(plan: OptimizationPlan, steps: SearchSteps) {
    this.#plan = plan;
    this.#steps = steps;
    this.#proposer = new Proposer(plan.proposer, plan.template);
  }

  async run(signal: AbortSignal): Promise<SearchEnd | null> {
    for (;;) {
      const end = this.#end();
      if (end !== null) return end;
      const proposal = this.#steps.recorded ?? (await this.#nextProposal(signal));
      const step = proposal === null ? null : await this.#steps.run(proposal, this.#plan.rows, signal);
      if (step === null) return null;
      this.#learn(step);
    }
  }

  #end(): SearchEnd | null {
    const { steps, budget = {}, stepTrials } = this.#plan;
    const last = this.#done.at(-1);
    if (last === undefined) return null;
    if ((last.figures.worstScore ?? 0) >= FULL_SCORE) return { reason: 'full_score' };
    if (this.#done.length > steps) return { reason: 'steps' };
    const figures = this.#done.map((step) => step.figures);
    return budgetEnd(budget, figures, stepTrials);
  }

  /** `null` when the signal aborted it, or the job ended before it was asked for. */
  async #nextProposal(signal: AbortSignal): Promise<ProposalPayload | null> {
    const { template, task, metrics, earlyStop } = this.#plan;
    if (signal.aborted || earlyStop?.isAsked === true) return null;
    if (this.#trajectory.length === 0) return { prompt_template: template.source, thinking: null, advice: null };
    const placeholders = template.variables();
    const context = { task, metrics, placeholders, request: this.#request, trajectory: this.#trajectory };
    try {
      return await this.#proposer.propose(context, signal);
    } catch (error) {
      if (!(error instanceof ProposerCutError)) throw error;
      if (error.telemetry !== undefined) this.#plan.onCutOff?.(error.telemetry);
      return null;
    }
  }

  /** The proposer is to learn from what it may see alone: the training rows, where others are to choose by. */
  #learn(step: SearchStep): void {
    const { index, proposal, observer, figures } = step;
    this.#done.push(step);
    this.#request ??= observer.request;
    const { score, worstScore, summary } = figures.training ?? figures;
    this.#trajectory.push({ index, proposal, score, worstScore, summary, noise: observer.noise, weakest: observer.weakest });
  }
}
