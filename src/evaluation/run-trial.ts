import { fittingTrial } from './event-size.ts';
import type { DatasetRow } from './example.ts';
import type { JsonObject } from './json.ts';
import { jsonCopy } from './json-output.ts';
import type { Model } from './model.ts';
import { ModelCalls } from './model-calls.ts';
import { asWritten, projectCopy } from './number-forms.ts';
import { type Complete, mayAskAnyTimes, type Program } from './program.ts';
import type { PromptTemplate } from './prompt-template.ts';
import type { EarlyStop } from './early-stop.ts';
import { callPayload } from './event-payloads.ts';
import type { CallPayload } from './event.ts';
import { lastPrompt } from './completion-request.ts';
import { ManyCompletions } from './many-completions.ts';
import { SingleCompletion } from './single-completion.ts';
import {
  type CallRecord,
  CUT_TRIAL,
  failureOf,
  type ProgramCallRecord,
  type Trial,
  type TrialFailure,
  type TrialTelemetry,
} from './trial.ts';
import { StoppedWaitError } from './stopped-waits.ts';
import { TimeLimit } from './time-limit.ts';
import { trialId } from './trial-id.ts';

type Variables = Readonly<Record<string, unknown>>;

/** What all trials of a run have in common. */
export interface TrialSetup {
  readonly program: Program;
  readonly template: PromptTemplate;
  readonly model: Model;
  /** Temperature and the like, for every completion. */
  readonly generationKwargs: JsonObject;
  /** How long one trial, or one look of a metric, may take; `null` for no limit. */
  readonly trialTimeoutMs: number | null;
  /** Milliseconds since 1970; given where trials are to say when they were made. */
  readonly now?: () => number;
  /** Hears of each call of a program that may ask as often as it needs, as soon as the call is over. */
  readonly onCall?: (call: CallPayload) => void;
  /** Once it is asked because the job has taken what it may, such a program gets no further answer. */
  readonly earlyStop?: EarlyStop;
}

/**
 * Calls the program on one example. Whatever the program does, the result is a trial: one that throws, takes too long or
 * does not complete as often as it has to is a failed trial that says so. `null` when the signal aborted it, or the job ended before its first
 * call was made; where it ended between two calls, the trial is a failed one that keeps what they took.
 */
export async function runTrial(
  setup: TrialSetup,
  row: DatasetRow,
  replicate: number,
  signal: AbortSignal,
): Promise<Trial | null> {
  const identity = { trialId: trialId(row.identity, replicate), row: row.row, example: row.example, replicate };
  const calls = { setup, row, replicate, signal };
  const call = mayAskAnyTimes(setup.program) ? new AskingProgramCall(calls) : new ProgramCall(calls);
  const startedAtMs = setup.now?.();
  try {
    const output = await call.output();
    const result = { output, outputJson: jsonCopy(output, 'output'), telemetry: call.telemetryOfAnswer() };
    const times = timesOf(setup, startedAtMs);
    return signal.aborted ? null : fittingTrial({ ...identity, ...times, status: 'success', ...result });
  } catch (error) {
    if (signal.aborted || call.wasStopped) return null;
    const times = timesOf(setup, startedAtMs);
    return fittingTrial({ ...identity, ...times, status: 'failed', failure: call.failure(error), telemetry: call.telemetry });
  }
}

function timesOf({ now }: TrialSetup, startedAtMs: number | undefined): Pick<Trial, 'times'> {
  return now === undefined || startedAtMs === undefined ? {} : { times: { startedAtMs, finishedAtMs: now() } };
}

interface ProgramCallOptions {
  readonly setup: TrialSetup;
  readonly row: DatasetRow;
  readonly replicate: number;
  readonly signal: AbortSignal;
}

/** One call of a program, and what it asks the model meanwhile. */
abstract class AnyProgramCall {
  protected readonly setup: TrialSetup;
  protected readonly limit: TimeLimit;
  protected readonly calls: ModelCalls;
  readonly #row: DatasetRow;
  #lastRendered: string | undefined;

  constructor({ setup, row, replicate, signal }: ProgramCallOptions, onSettled?: (call: ProgramCallRecord) => void) {
    this.setup = setup;
    this.#row = row;
    this.limit = new TimeLimit(signal, setup.trialTimeoutMs);
    this.calls = new ModelCalls(setup.model, { replicate, onWait: this.limit.hold, onSettled });
  }

  /** What the program returns. Throws what it throws, and where it did not complete as often as it has to. */
  abstract output(): Promise<unknown>;

  /** Of a program that has completed. */
  abstract telemetryOfAnswer(): TrialTelemetry;

  /** `null` where a program that has to ask did not. */
  abstract get telemetry(): TrialTelemetry | null;

  /** Whether the job ended before anything was asked. */
  abstract get wasStopped(): boolean;

  abstract failure(error: unknown): TrialFailure;

  protected async run(complete: Complete): Promise<unknown> {
    const { program, template } = this.setup;
    // A copy of its own: what a program does to its inputs must not reach the record of the trial.
    const inputs = projectCopy(this.#row.example.inputs) as JsonObject;
    const render = (variables: Variables = inputs): string =>
      (this.#lastRendered = template.render(this.#asWritten(variables)));
    return program({ inputs, render, complete, signal: this.limit.signal });
  }

  /** What was rendered last, else what was asked last. */
  protected renderedPrompt(record: CallRecord | undefined): string | null {
    return this.#lastRendered ?? (record === undefined ? null : lastPrompt(record.request.messages));
  }

  /** The numbers of the inputs as the dataset has them, wherever the program passes them on. */
  #asWritten(variables: Variables): Variables {
    return asWritten(variables, this.#row.example.inputs) as Variables;
  }
}

/** Of a program that asks exactly once. */
class ProgramCall extends AnyProgramCall {
  async output(): Promise<unknown> {
    const completion = new SingleCompletion(this.calls, this.setup.generationKwargs, this.limit.signal);
    try {
      const output = await this.limit.race(this.run(completion.complete), 'the trial');
      completion.close();
      return output;
    } catch (error) {
      completion.abandon();
      throw error;
    }
  }

  get wasStopped(): boolean {
    return this.calls.wasStopped;
  }

  failure(error: unknown): TrialFailure {
    return { ...failureOf(error), kind: this.calls.faultAt({ isTimeUp: this.limit.signal.aborted }) };
  }

  get telemetry(): TrialTelemetry | null {
    const { record } = this.calls;
    return record === null ? null : { renderedPrompt: this.renderedPrompt(record) ?? '', ...record };
  }

  telemetryOfAnswer(): TrialTelemetry {
    const { telemetry } = this;
    if (telemetry === null) throw new TypeError('a program that completed has asked its model');
    return telemetry;
  }
}

/** Of a program that asks as often as it needs. */
class AskingProgramCall extends AnyProgramCall {
  readonly #completions: ManyCompletions;

  constructor(options: ProgramCallOptions) {
    const { onCall, generationKwargs, earlyStop } = options.setup;
    super(options, onCall && ((call) => onCall(callPayload(call))));
    this.#completions = new ManyCompletions(this.calls, { generationKwargs, signal: this.limit.signal, earlyStop });
  }

  async output(): Promise<unknown> {
    const { complete } = this.#completions;
    const output = await this.limit.race(
      this.#completions.around(() => this.run(complete)),
      'the trial',
    );
    const { cutBy } = this.#completions;
    if (cutBy !== null) throw new StoppedWaitError(`the job ended (${cutBy})`);
    return output;
  }

  get wasStopped(): boolean {
    return this.#completions.cutBy !== null && this.calls.records.length === 0;
  }

  /** One that the job has cut has no answer: nobody knows how it would have scored. */
  failure(error: unknown): TrialFailure {
    const { cutBy } = this.#completions;
    if (cutBy === null)
      return { ...failureOf(error), kind: this.calls.faultOf(error, { isTimeUp: this.limit.signal.aborted }) };
    const message = `the job ended (${cutBy}) between two calls of this trial; it is made anew where the job is resumed`;
    return { type: CUT_TRIAL, message, kind: 'provider' };
  }

  get telemetry(): TrialTelemetry {
    const calls = this.calls.records;
    return { renderedPrompt: this.renderedPrompt(calls.at(-1)), calls };
  }

  telemetryOfAnswer(): TrialTelemetry {
    return this.telemetry;
  }
}
