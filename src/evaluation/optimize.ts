import { type EvaluationPlan, newFold, runTrials } from './evaluate.ts';
import type { CallTelemetryPayload, EngineEvent, EventSink, ProposalPayload, TelemetryPayload } from './event.ts';
import { FULL_SCORE, type JobFold } from './job-fold.ts';
import type { KeptTrials, KeptWork, LoggedEvent } from './kept-work.ts';
import type { Model } from './model.ts';
import { PromptTemplate } from './prompt-template.ts';
import { Proposer, ProposerCutError } from './proposer.ts';
import type { ProposerTask } from './proposer-prompt.ts';
import { StepObserver } from './step-observer.ts';
import type { TrajectoryStep } from './trajectory.ts';

/** An evaluation of many templates: `template` is the baseline. */
export interface OptimizationPlan extends Omit<EvaluationPlan, 'stepIndex' | 'kept'> {
  /** Candidates beyond the baseline. */
  readonly steps: number;
  readonly proposer: Model;
  readonly task: ProposerTask;
  /** What was done before, where the search goes on. */
  readonly kept?: KeptWork;
  readonly onCutOff?: OnCutOff;
}

/** Is told what a proposer took that was cut off by the end of the job before it had given anything usable. */
export type OnCutOff = (telemetry: CallTelemetryPayload) => void;

/**
 * Searches for a better template by asking a model for one candidate after another, each time showing it all that was tried:
 * Yang et al. (2023), "Large Language Models as Optimizers", arXiv:2309.03409.
 *
 * Each step is a `proposal`, its trials and scorings, and a `step`; the first is the baseline. It ends early when a step has
 * the full score, when the signal aborts, and when `earlyStop` is asked to: a proposal that is under way then is sent, but not tried.
 * Everything sent has been counted into the result. Throws a `ProposerError` when no usable proposal can be had.
 */
export async function optimize(plan: OptimizationPlan, sink: EventSink, signal: AbortSignal): Promise<JobFold> {
  return new Optimization(plan, sink).run(signal);
}

/** A step that has begun. */
interface OpenStep {
  readonly index: number;
  readonly proposal: ProposalPayload;
  readonly observer: StepObserver;
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
    const { kept } = this.#plan;
    const open = kept === undefined ? null : await this.#recall(kept);
    if (open !== null) await this.#evaluate(open, signal, kept?.trials);
    while (!this.#isOver && !signal.aborted && this.#plan.earlyStop?.isAsked !== true) {
      const proposal = await this.#nextProposal(signal);
      if (proposal !== null) await this.#try(proposal, signal);
    }
    return this.#fold;
  }

  get #isOver(): boolean {
    const { length } = this.#trajectory;
    return length > this.#plan.steps || (this.#trajectory.at(-1)?.worstScore ?? 0) >= FULL_SCORE;
  }

  /** Learns from the events of before what they taught when they came; returns the step under way, if there is one. */
  async #recall(kept: KeptWork): Promise<OpenStep | null> {
    let open: OpenStep | null = null;
    for await (const event of kept.events()) {
      this.#fold.add(event);
      if (event.type === 'proposal') open = this.#open(event.payload as ProposalPayload);
      open?.observer.see(engineEvent(event));
      if (event.type !== 'step' || open === null) continue;
      this.#close(open);
      open = null;
    }
    return open;
  }

  /** `null` when the signal aborted it, or the job ended before it was asked for. */
  async #nextProposal(signal: AbortSignal): Promise<ProposalPayload | null> {
    const { template, task, metrics } = this.#plan;
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

  async #try(proposal: ProposalPayload, signal: AbortSignal): Promise<void> {
    const open = this.#open(proposal);
    await this.#send({ type: 'proposal', stepIndex: open.index, payload: proposal });
    await this.#evaluate(open, signal);
  }

  #open(proposal: ProposalPayload): OpenStep {
    const observer = new StepObserver(this.#plan.metrics, this.#plan.repeats);
    return { index: this.#trajectory.length, proposal, observer };
  }

  async #evaluate(open: OpenStep, signal: AbortSignal, kept?: KeptTrials): Promise<void> {
    const { index, proposal, observer } = open;
    const observed: EventSink = (event) => {
      observer.see(event);
      return this.#send(event);
    };
    const template = new PromptTemplate(proposal.prompt_template, `the template of step ${index}`);
    const { kept: _earlier, ...plan } = this.#plan;
    const trials = kept === undefined ? {} : { kept };
    const isWhole = await runTrials({ ...plan, ...trials, template, stepIndex: index }, observed, signal);
    const step = this.#fold.step(index);
    if (!isWhole || step === undefined) return;
    const { summary, score } = step;
    const { telemetry: _asked, ...proposed } = proposal;
    await this.#send({ type: 'step', stepIndex: index, payload: { score, ...proposed, summary } });
    this.#close(open);
  }

  #close({ index, proposal, observer }: OpenStep): void {
    this.#request ??= observer.request;
    const step = this.#fold.step(index);
    if (step === undefined) return;
    const { score, worstScore, summary } = step;
    const { noise, weakest } = observer;
    this.#trajectory.push({ index, proposal, score, worstScore, summary, noise, weakest });
  }

  #send(event: EngineEvent): void | Promise<void> {
    this.#fold.add({ step_index: event.stepIndex, type: event.type, payload: event.payload });
    return this.#sink(event);
  }
}

function engineEvent({ type, step_index: stepIndex, payload }: LoggedEvent): EngineEvent {
  return { type, stepIndex, payload } as EngineEvent;
}
