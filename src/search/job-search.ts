import type { CallTelemetryPayload, ProposalPayload, TelemetryPayload } from '../evaluation/event.ts';
import type { ModelCalls } from '../evaluation/model-calls.ts';
import type { OptimizationPlan } from '../evaluation/optimize.ts';
import { Proposer, ProposerCutError, ProposerError } from '../evaluation/proposer.ts';
import { budgetEnd } from '../evaluation/search-budget.ts';
import type { SearchStep, SearchSteps, StepRecord, StepRows } from '../evaluation/search-steps.ts';
import type { SearchEnd } from '../evaluation/summary.ts';
import { CopiedText } from './copied-text.ts';
import { withDemonstrations } from './demonstrations.ts';
import { PartRows } from './part-rows.ts';
import { proposerContext } from './search-context.ts';
import {
  type Ask,
  type Candidate,
  type Decision,
  type Refusal,
  type RowScore,
  SearchCutError,
  type SearchedPart,
  type SearchPorts,
} from './search-ports.ts';

/** What a search of a job works with. */
export interface JobSearchPlan extends OptimizationPlan {
  /** Rows that nobody sees before the end, which no template may copy either; `null` without any. */
  readonly heldOut: StepRows | null;
}

/** A candidate under way. */
interface Open {
  readonly step: StepRecord;
  /** Numbers of the rows that it has been run on. */
  readonly done: Set<number>;
}

/**
 * The ports of a search whose candidates are steps of a job. Where the job goes on, it is answered from what is recorded: proposals, the useless answers
 * before them, and scores.
 */
export class JobSearch implements SearchPorts {
  readonly #plan: JobSearchPlan;
  readonly #steps: SearchSteps;
  readonly #rows: PartRows;
  readonly #signal: AbortSignal;
  readonly #proposer: Proposer;
  readonly #closed: SearchStep[] = [];
  #open: Open | null = null;
  #request: TelemetryPayload['request'] | null = null;
  /** Useless answers since the last candidate, why each was, and what they took. */
  #refused: string[] = [];
  #calls: ModelCalls | null = null;
  #lastError: ProposerError | null = null;
  #budgetEnd: SearchEnd | null = null;

  private constructor(plan: JobSearchPlan, steps: SearchSteps, rows: PartRows, signal: AbortSignal) {
    this.#plan = plan;
    this.#steps = steps;
    this.#rows = rows;
    this.#signal = signal;
    this.#proposer = new Proposer(plan.proposer, plan.template);
  }

  static async of(plan: JobSearchPlan, steps: SearchSteps, signal: AbortSignal): Promise<JobSearch> {
    return new JobSearch(plan, steps, await PartRows.of(plan.rows), signal);
  }

  get counts(): PartRows['counts'] {
    return this.#rows.counts;
  }

  /** Why the budget had no room, once it had none. */
  get budgetEnd(): SearchEnd | null {
    return this.#budgetEnd;
  }

  /** The last useless answer; `null` where none came in this process. */
  get lastError(): ProposerError | null {
    return this.#lastError;
  }

  async propose(ask: Ask): Promise<ProposalPayload | Refusal> {
    const { recorded } = this.#steps;
    if (recorded !== null) return this.#recalled(recorded);
    this.#calls ??= this.#proposer.newCalls();
    this.#checkGoesOn();
    try {
      const proposal = await this.#proposer.propose(this.#contextOf(ask), this.#signal, this.#checks(), this.#calls);
      this.#calls = null;
      return proposal;
    } catch (error) {
      if (error instanceof ProposerCutError) throw this.#cutOff(error.telemetry);
      if (!(error instanceof ProposerError)) throw error;
      this.#lastError = error;
      this.#refused.push(error.message);
      return { unusable: error.message };
    }
  }

  async open({ index, origin, parents, proposal }: Candidate): Promise<void> {
    this.#checkGoesOn();
    const refused = this.#refused.length === 0 ? {} : { refused: this.#refused };
    const payload = index === 0 ? proposal : { ...proposal, origin, parents, ...refused };
    this.#refused = [];
    this.#open = { step: await this.#steps.begin(payload), done: new Set() };
  }

  async evaluate(_candidate: Candidate, part: SearchedPart, rows: readonly number[]): Promise<readonly RowScore[]> {
    const { step, done } = this.#opened;
    const numbers = rows.map((place) => this.#rows.numberOf(part, place));
    const missing = new Set(numbers.filter((number) => !done.has(number)));
    if (missing.size > 0) {
      const isWhole = await this.#steps.evaluate(step, this.#rows.only(missing), this.#signal);
      if (!isWhole) this.#cut();
      for (const number of missing) done.add(number);
    }
    this.#request ??= step.observer.request;
    return numbers.map((number) => step.scores.of(number)?.score ?? null);
  }

  async close(_candidate: Candidate, { isAccepted, reason }: Decision): Promise<void> {
    const outcome = reason === null ? {} : { accepted: isAccepted, reason };
    this.#closed.push(await this.#steps.finish(this.#opened.step, outcome));
    this.#open = null;
  }

  affords(rows: number): boolean {
    const figures = this.#closed.map((step) => step.figures);
    this.#budgetEnd = budgetEnd(this.#plan.budget ?? {}, figures, rows * this.#plan.repeats);
    return this.#budgetEnd === null;
  }

  async demonstrate({ index, proposal }: Candidate, rows: readonly number[]): Promise<string | null> {
    const examples = this.#closed[index]?.examples;
    const shown = rows.map((place) => examples?.of(this.#rows.numberOf('training', place))?.trial);
    const demonstrations = shown.flatMap((trial) =>
      trial?.telemetry?.response === undefined
        ? []
        : [{ inputs: trial.example.inputs, answer: trial.telemetry.response.content }],
    );
    if (demonstrations.length < rows.length) return Promise.resolve(null);
    return Promise.resolve(withDemonstrations(proposal.prompt_template, demonstrations));
  }

  /** Tells what useless answers after the last candidate took, which no proposal can tell any more. */
  end(): void {
    if (this.#calls !== null && this.#lastError?.telemetry !== undefined) this.#plan.onCutOff?.(this.#lastError.telemetry);
  }

  get #opened(): Open {
    if (this.#open === null) throw new Error('no candidate is open');
    return this.#open;
  }

  #recalled(recorded: ProposalPayload): ProposalPayload | Refusal {
    const refused = recorded.refused?.[this.#refused.length];
    if (refused === undefined) return recorded;
    this.#refused.push(refused);
    return { unusable: refused };
  }

  #contextOf(ask: Ask) {
    const { task, metrics, template } = this.#plan;
    const numbers = ask.rows.map((place) => this.#rows.numberOf('training', place));
    const shown = ask.parents.flatMap(({ index }) => this.#closed[index] ?? []);
    const job = { task, metrics, placeholders: template.variables(), request: this.#request };
    const [{ index: first }] = ask.parents as readonly [Candidate, ...Candidate[]];
    const inVain = this.#closed.filter(({ proposal, figures }) => proposal.parents?.[0] === first && figures.score === null);
    return proposerContext(job, ask.origin, { steps: shown, inVain }, numbers);
  }

  #checks() {
    const tried = this.#closed.map(({ index, proposal }) => ({ index, source: proposal.prompt_template }));
    return { tried, step: this.#closed.length, fault: (source: string) => this.#copyFault(source) };
  }

  async #copyFault(source: string): Promise<string | null> {
    const copied = new CopiedText(source, this.#plan.template.source);
    const rows = [this.#rows.all(), this.#plan.heldOut?.read() ?? []];
    for (const part of rows) {
      for await (const { example } of part) {
        const words = copied.in(example);
        if (words !== null) return `it copies “${words}” from an example: say what holds for all examples instead`;
      }
    }
    return null;
  }

  #checkGoesOn(): void {
    if (this.#steps.recorded === null && (this.#signal.aborted || this.#plan.earlyStop?.isAsked === true)) this.#cut();
  }

  #cut(): never {
    this.end();
    throw new SearchCutError('the job ends');
  }

  #cutOff(telemetry: CallTelemetryPayload | undefined): SearchCutError {
    if (telemetry !== undefined) this.#plan.onCutOff?.(telemetry);
    return new SearchCutError('the job ended while its proposer was asked');
  }
}
