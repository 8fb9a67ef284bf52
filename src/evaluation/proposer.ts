import type { CallTelemetryPayload, ProposalPayload } from './event.ts';
import { callTelemetryPayload } from './event-payloads.ts';
import { AnswerError, type Completion, type Message, type Model, StructuredOutputError } from './model.ts';
import { ModelCalls } from './model-calls.ts';
import type { PromptTemplate } from './prompt-template.ts';
import { PROPOSAL_SCHEMA, proposalFault, readProposal, type TriedTemplate } from './proposal.ts';
import { type ProposerContext, proposerPrompt } from './proposer-prompt.ts';
import { StoppedWaitError } from './stopped-waits.ts';
import { failureOf } from './trial.ts';

/** The model gave no usable proposal; the message says why, and `telemetry` what asking took. */
export class ProposerError extends Error {
  override readonly name = 'ProposerError';
  readonly telemetry: CallTelemetryPayload | undefined;

  constructor(message: string, telemetry: CallTelemetryPayload | undefined) {
    super(message);
    this.telemetry = telemetry;
  }
}

/** The job ended while the model was asked; `telemetry` is what asking took, where it took anything. */
export class ProposerCutError extends Error {
  override readonly name = 'ProposerCutError';
  readonly telemetry: CallTelemetryPayload | undefined;

  constructor(calls: ModelCalls) {
    super('the job ended while its proposer was asked');
    this.telemetry = hasTaken(calls) ? telemetryOf(calls) : undefined;
  }
}

/** The proposer's answer can be read, but not tried. */
class UnusableProposalError extends AnswerError {
  override readonly name = 'UnusableProposalError';
}

/** An answer that can't be used. `content` is `null` where there was none at all. */
interface Refusal {
  readonly reason: string;
  readonly content: string | null;
}

const ATTEMPTS = 2;

/** What a template is held against, beside the baseline. */
export interface ProposalChecks {
  /** By default those that are shown, as is the number of the step that the template is for. */
  readonly tried?: readonly TriedTemplate[];
  readonly step?: number;
  /** What else is wrong with it, as a sentence about it; `null` where nothing is. */
  readonly fault?: (source: string) => Promise<string | null>;
}

/** Asks a model for the next template. */
export class Proposer {
  readonly #model: Model;
  readonly #baseline: PromptTemplate;

  constructor(model: Model, baseline: PromptTemplate) {
    this.#model = model;
    this.#baseline = baseline;
  }

  /**
   * A proposal that can be tried. An answer that can't be used is asked for once more, with the reason; then it throws a
   * `ProposerError` with the reason. Throws a `ProposerCutError` where the job ends meanwhile. `calls` counts what earlier useless answers took, too.
   */
  async propose(
    context: ProposerContext,
    signal: AbortSignal,
    checks: ProposalChecks = {},
    calls = this.newCalls(),
  ): Promise<ProposalPayload> {
    const messages: Message[] = [{ role: 'user', content: proposerPrompt(context) }];
    const tried = context.trajectory.map(({ index, proposal }) => ({ index, source: proposal.prompt_template }));
    const fault = (proposal: ProposalPayload): Promise<string | null> => this.#fault(proposal, { tried, ...checks });
    const reasons: string[] = [];
    while (reasons.length < ATTEMPTS) {
      const answer = await this.#ask(calls, messages, fault, signal);
      if ('prompt_template' in answer) return withTelemetry(answer, calls);
      reasons.push(answer.reason);
      if (answer.content !== null) messages.push(...correction(answer.content, answer.reason));
    }
    throw new ProposerError(failureMessage(checks.step ?? context.trajectory.length, reasons), telemetryOf(calls));
  }

  newCalls(): ModelCalls {
    return new ModelCalls(this.#model);
  }

  async #ask(
    calls: ModelCalls,
    messages: readonly Message[],
    faultOf: (proposal: ProposalPayload) => Promise<string | null>,
    signal: AbortSignal,
  ): Promise<ProposalPayload | Refusal> {
    const request = { messages: [...messages], systemInstruction: null, outputSchema: PROPOSAL_SCHEMA, generationKwargs: {} };
    try {
      return await calls.ask(request, signal, (answer) => read(answer, faultOf));
    } catch (error) {
      if (signal.aborted || error instanceof StoppedWaitError) throw new ProposerCutError(calls);
      if (error instanceof UnusableProposalError) return { reason: error.message, content: error.content };
      const content = error instanceof StructuredOutputError && error.content !== '' ? error.content : null;
      return { reason: `the proposer gave no answer that can be read: ${failureOf(error).message}`, content };
    }
  }

  async #fault({ prompt_template: source }: ProposalPayload, { tried = [], fault }: ProposalChecks): Promise<string | null> {
    const found = proposalFault(source, this.#baseline, tried) ?? (await fault?.(source)) ?? null;
    return found === null ? null : `the proposed template can't be used: ${found}`;
  }
}

async function read(
  { parsed, content }: Completion,
  faultOf: (proposal: ProposalPayload) => Promise<string | null>,
): Promise<ProposalPayload> {
  const proposal = readProposal(parsed);
  if (typeof proposal === 'string') throw new UnusableProposalError(proposal, content);
  const fault = await faultOf(proposal);
  if (fault !== null) throw new UnusableProposalError(fault, content);
  return proposal;
}

function withTelemetry(proposal: ProposalPayload, calls: ModelCalls): ProposalPayload {
  const telemetry = telemetryOf(calls);
  return telemetry === undefined ? proposal : { ...proposal, telemetry };
}

/** Whether any call was answered, or tried in vain. */
function hasTaken({ record }: ModelCalls): boolean {
  return record !== null && (record.response.content !== '' || record.otherAttempts.length > 0);
}

function telemetryOf({ record }: ModelCalls): CallTelemetryPayload | undefined {
  return record === null ? undefined : callTelemetryPayload(record);
}

function correction(content: string, reason: string): readonly Message[] {
  const demand =
    `Your answer can't be used: ${reason}. Answer again, in the same form and in full, with a template that has not this ` +
    'fault. It must use each placeholder of the baseline and no other, and differ from every template that was tried.';
  return [
    { role: 'assistant', content },
    { role: 'user', content: demand },
  ];
}

function failureMessage(step: number, reasons: readonly string[]): string {
  const [first = '', second = ''] = reasons;
  const told = first === second ? 'it was told so, and failed the same way again' : `after it was told so, ${second}`;
  return `no template for step ${step}: ${first}; ${told}`;
}
