import { evaluate, type EvaluationPlan, newFold } from './evaluate.ts';
import type { EngineEvent, EventSink, ProposalPayload, TelemetryPayload } from './event.ts';
import { FULL_SCORE, type JobFold } from './job-fold.ts';
import type { Model } from './model.ts';
import { PromptTemplate } from './prompt-template.ts';
import { Proposer } from './proposer.ts';
import type { ProposerTask } from './proposer-prompt.ts';
import { StepObserver } from './step-observer.ts';
import type { TrajectoryStep } from './trajectory.ts';

/** An evaluation of many templates: `template` is the baseline. */
export interface OptimizationPlan extends Omit<EvaluationPlan, 'stepIndex'> {
  /** Candidates beyond the baseline. */
  readonly steps: number;
  readonly proposer: Model;
  readonly task: ProposerTask;
}

/**
 * Searches for a better template by asking a model for one candidate after another, each time showing it all that was tried:
 * Yang et al. (2023), "Large Language Models as Optimizers", arXiv:2309.03409.
 *
 * Each step is a `proposal`, its trials and scorings, and a `step`; the first is the baseline. It ends early when a step has
 * the full score, and when the signal aborts. Everything sent has been counted into the result. Throws a
 * `ProposerError` when no usable proposal can be had.
 */
export async function optimize(plan: OptimizationPlan, sink: EventSink, signal: AbortSignal): Promise<JobFold> {
  return new Optimization(plan, sink).run(signal);
}

class Optimization {
  readonly #plan: OptimizationPlan;
  readonly #sink: EventSink;
  readonly #proposer: Proposer;
  readonly #fold: JobFold;
  readonly #trajectory: TrajectoryStep[] = [];
  #request: TelemetryPayload['request'] | null = null;

  constructor(plan: OptimizationPlan, sink: EventSink) {
    this.#plan = plan;
    this.#sink = sink;
    this.#proposer = new Proposer(plan.proposer, plan.template);
    this.#fold = newFold(plan, 'optimize');
  }

  async run(signal: AbortSignal): Promise<JobFold> {
    while (!this.#isOver && !signal.aborted) {
      const proposal = await this.#nextProposal(signal);
      if (proposal !== null) await this.#try(proposal, signal);
    }
    return this.#fold;
  }

  get #isOver(): boolean {
    const { length } = this.#trajectory;
    return length > this.#plan.steps || (this.#trajectory.at(-1)?.worstScore ?? 0) >= FULL_SCORE;
  }

  /** `null` when the signal aborted it. */
  async #nextProposal(signal: AbortSignal): Promise<ProposalPayload | null> {
    const { template, task, metrics } = this.#plan;
    if (this.#trajectory.length === 0) return { prompt_template: template.source, thinking: null, advice: null };
    const placeholders = template.variables();
    const context = { task, metrics, placeholders, request: this.#request, trajectory: this.#trajectory };
    try {
      return await this.#proposer.propose(context, signal);
    } catch (error) {
      if (signal.aborted) return null;
      throw error;
    }
  }

  async #try(proposal: ProposalPayload, signal: AbortSignal): Promise<void> {
    const index = this.#trajectory.length;
    await this.#send({ type: 'proposal', stepIndex: index, payload: proposal });
    const observer = new StepObserver(this.#plan.metrics, this.#plan.repeats);
    const observed: EventSink = (event) => {
      observer.see(event);
      return this.#sink(event);
    };
    const template = new PromptTemplate(proposal.prompt_template, `the template of step ${index}`);
    await evaluate({ ...this.#plan, template, stepIndex: index }, observed, signal, this.#fold);
    this.#request ??= observer.request;
    const step = this.#fold.step(index);
    if (signal.aborted || step === undefined) return;
    const { summary, score, worstScore } = step;
    const { telemetry: _asked, ...proposed } = proposal;
    await this.#send({ type: 'step', stepIndex: index, payload: { score, ...proposed, summary } });
    const { noise, weakest } = observer;
    this.#trajectory.push({ index, proposal, score, worstScore, summary, noise, weakest });
  }

  async #send(event: EngineEvent): Promise<void> {
    this.#fold.add({ step_index: event.stepIndex, type: event.type, payload: event.payload });
    await this.#sink(event);
  }
}
