import type { EvaluationPlan } from './evaluate.ts';
import { newFold, runTrials } from './evaluate.ts';
import type { EngineEvent, EventSink, ProposalPayload, SearchPart, StepPayload } from './event.ts';
import type { DatasetRow } from './example.ts';
import type { JobFold } from './job-fold.ts';
import type { KeptTrials, KeptWork, LoggedEvent, OpenTrial } from './kept-work.ts';
import { PromptTemplate } from './prompt-template.ts';
import { RowScores } from './row-scores.ts';
import type { StepFigures } from './step-fold.ts';
import { StepObserver } from './step-observer.ts';
import { TrainingExamples } from './training-examples.ts';

/** What every step of a search is made with; template and rows are the step's own. */
export interface StepsPlan extends Omit<EvaluationPlan, 'template' | 'rows' | 'stepIndex' | 'kept'> {
  /** Whether the trials of training rows are kept whole, for proposers that are shown some of them. */
  readonly keepsExamples?: boolean;
}

/** The rows of a step. */
export interface StepRows {
  readonly read: () => AsyncIterable<DatasetRow> | Iterable<DatasetRow>;
  /** What a row is for, by its number; absent where the search makes no difference between rows. */
  readonly partOf?: (row: number) => SearchPart;
}

/** What there is to learn from a step: what a proposer may see of it, and what each row scored. */
export interface StepRecord {
  readonly index: number;
  readonly proposal: ProposalPayload;
  readonly observer: StepObserver;
  readonly scores: RowScores;
  /** `null` where they are not kept. */
  readonly examples: TrainingExamples | null;
}

/** What an algorithm has decided about a step, as its `step` event has it. */
export type StepDecision = Pick<StepPayload, 'accepted' | 'reason'>;

/** A step that has ended. */
export interface SearchStep extends StepRecord {
  readonly figures: StepFigures;
}

interface Recorded extends StepRecord {
  readonly isFinished: boolean;
}

/**
 * The steps of a search, one after another: each is a `proposal`, its trials and scorings, and a `step`, counted as they are sent. Where
 * a job goes on, the steps of before are gone through again in their order, and only what is missing of them is run: an algorithm whose decisions
 * depend on what was proposed and scored alone takes the same way again, and pays for nothing twice.
 */
export class SearchSteps {
  /** Of all that has been sent, and all that was there before. */
  readonly fold: JobFold;
  readonly #plan: StepsPlan;
  readonly #sink: EventSink;
  #recorded: Recorded[] = [];
  #keptTrials: KeptTrials | null = null;
  #count = 0;
  /** Whether the step under way had ended before, and what is there of it where it had not. */
  #underWay: { readonly isFinished: boolean; readonly kept: KeptTrials | null } = { isFinished: false, kept: null };

  constructor(plan: StepsPlan, sink: EventSink) {
    this.#plan = plan;
    this.#sink = sink;
    this.fold = newFold(plan, 'optimize');
  }

  /** Takes what was done before. Call it before the first step. */
  async recall(kept: KeptWork): Promise<void> {
    this.#keptTrials = kept.trials;
    let open: StepRecord | null = null;
    for await (const event of kept.events()) {
      this.fold.add(event);
      if (event.type === 'proposal') {
        if (open !== null) this.#recorded.push({ ...open, isFinished: false });
        open = this.#record(event.step_index, event.payload as ProposalPayload);
      }
      if (open === null) continue;
      see(open, engineEvent(event));
      if (event.type !== 'step') continue;
      this.#recorded.push({ ...open, isFinished: true });
      open = null;
    }
    if (open !== null) this.#recorded.push({ ...open, isFinished: false });
  }

  /** What the step that comes next was made to try before; `null` where it is new. */
  get recorded(): ProposalPayload | null {
    return this.#recorded[0]?.proposal ?? null;
  }

  /** The number of the step that comes next. */
  get nextIndex(): number {
    return this.#count;
  }

  /** Runs the step that comes next, or what is missing of it; `null` where the job ends before it does. */
  async run(proposal: ProposalPayload, rows: StepRows, signal: AbortSignal): Promise<SearchStep | null> {
    const step = await this.begin(proposal);
    return (await this.evaluate(step, rows, signal)) ? this.finish(step) : null;
  }

  /** Begins the step that comes next. One that is recorded has what it had then. */
  async begin(proposal: ProposalPayload): Promise<StepRecord> {
    const recorded = this.#recorded.shift();
    const step = recorded ?? this.#record(this.#count, proposal);
    this.#count += 1;
    const isOpen = recorded !== undefined && !recorded.isFinished;
    this.#underWay = { isFinished: recorded?.isFinished ?? false, kept: isOpen ? this.#keptTrials : null };
    if (recorded === undefined) await this.#send({ type: 'proposal', stepIndex: step.index, payload: proposal });
    return step;
  }

  /** Runs the step under way on rows that it has not been run on; may be called again, with others. Resolves to whether all was done. */
  async evaluate(step: StepRecord, { read, partOf }: StepRows, signal: AbortSignal): Promise<boolean> {
    const { isFinished, kept } = this.#underWay;
    if (isFinished) return true;
    const { index, proposal } = step;
    const observed: EventSink = (event) => {
      const told = partOf === undefined ? event : withPart(event, partOf);
      see(step, told);
      return this.#send(told);
    };
    const template = new PromptTemplate(proposal.prompt_template, `the template of step ${index}`);
    const isWhole = await runTrials(
      { ...this.#plan, ...(kept !== null && { kept }), template, rows: read, stepIndex: index },
      observed,
      signal,
    );
    if (kept !== null) this.#underWay = { isFinished, kept: { has: (...trial) => kept.has(...trial), open: nothing } };
    return isWhole;
  }

  /** Ends the step under way. */
  async finish(step: StepRecord, decision: StepDecision = {}): Promise<SearchStep> {
    const { index, proposal } = step;
    const figures = this.fold.step(index);
    if (figures === undefined) throw new Error(`step ${index} has not begun`);
    if (!this.#underWay.isFinished) {
      const { summary } = figures;
      const score = decision.accepted === false ? null : figures.score;
      const { telemetry: _asked, ...proposed } = proposal;
      await this.#send({ type: 'step', stepIndex: index, payload: { score, ...proposed, ...decision, summary } });
    }
    return { ...step, figures };
  }

  #record(index: number, proposal: ProposalPayload): StepRecord {
    const { metrics, repeats } = this.#plan;
    const scores = new RowScores(metrics.map(({ name }) => name));
    const examples = this.#plan.keepsExamples === true ? new TrainingExamples() : null;
    return { index, proposal, observer: new StepObserver(metrics, repeats), scores, examples };
  }

  #send(event: EngineEvent): void | Promise<void> {
    this.fold.add({ step_index: event.stepIndex, type: event.type, payload: event.payload });
    return this.#sink(event);
  }
}

/** The observer and the examples are for the proposer, which is to see no rows but those of training. */
function see({ observer, scores, examples }: StepRecord, event: EngineEvent): void {
  scores.see(event);
  const { part = 'training' } = event.type === 'trial' ? event.payload : {};
  if (part !== 'training') return;
  observer.see(event);
  examples?.see(event);
}

async function* nothing(): AsyncGenerator<OpenTrial, void, undefined> {
  // What was open has been done.
}

function withPart(event: EngineEvent, partOf: (row: number) => SearchPart): EngineEvent {
  const { row } = event.type === 'trial' ? event.payload : {};
  if (event.type !== 'trial' || row === undefined) return event;
  return { ...event, payload: { ...event.payload, part: partOf(row) } };
}

function engineEvent({ type, step_index: stepIndex, payload }: LoggedEvent): EngineEvent {
  return { type, stepIndex, payload } as EngineEvent;
}
