import { fittingTrial } from './event-size.ts';
import type { DatasetRow } from './example.ts';
import type { JsonObject } from './json.ts';
import { jsonCopy } from './json-output.ts';
import type { Model } from './model.ts';
import { ModelCalls } from './model-calls.ts';
import { asWritten, projectCopy } from './number-forms.ts';
import type { Program } from './program.ts';
import type { PromptTemplate } from './prompt-template.ts';
import { lastPrompt, SingleCompletion } from './single-completion.ts';
import { TimeLimit } from './time-limit.ts';
import { failureOf, type Trial, type TrialFailure, type TrialTelemetry } from './trial.ts';
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
}

/**
 * Calls the program on one example. Whatever the program does, the result is a trial: one that throws, takes too long or
 * does not complete exactly once is a failed trial that says so. `null` when the signal aborted it, or the job ended before its call was made.
 */
export async function runTrial(
  setup: TrialSetup,
  row: DatasetRow,
  replicate: number,
  signal: AbortSignal,
): Promise<Trial | null> {
  const identity = { trialId: trialId(row.identity, replicate), row: row.row, example: row.example, replicate };
  const call = new ProgramCall(setup, row, replicate, signal);
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

/** One call of a program, and what it asks the model meanwhile. */
class ProgramCall {
  readonly #setup: TrialSetup;
  readonly #row: DatasetRow;
  readonly #limit: TimeLimit;
  readonly #calls: ModelCalls;
  #lastRendered: string | undefined;

  constructor(setup: TrialSetup, row: DatasetRow, replicate: number, signal: AbortSignal) {
    this.#setup = setup;
    this.#row = row;
    this.#limit = new TimeLimit(signal, setup.trialTimeoutMs);
    this.#calls = new ModelCalls(setup.model, { replicate, onWait: this.#limit.hold });
  }

  /** What the program returns. Throws what it throws, and where it did not complete exactly once. */
  async output(): Promise<unknown> {
    const { program, template, generationKwargs } = this.#setup;
    const { signal } = this.#limit;
    const completion = new SingleCompletion(this.#calls, generationKwargs, signal);
    // A copy of its own: what a program does to its inputs must not reach the record of the trial.
    const inputs = projectCopy(this.#row.example.inputs) as JsonObject;
    const render = (variables: Variables = inputs): string =>
      (this.#lastRendered = template.render(this.#asWritten(variables)));
    try {
      // Inside an async function, so that a program that throws at once is handled like one that rejects.
      const call = async (): Promise<unknown> => program({ inputs, render, complete: completion.complete, signal });
      const output = await this.#limit.race(call(), 'the trial');
      completion.close();
      return output;
    } catch (error) {
      completion.abandon();
      throw error;
    }
  }

  /** The numbers of the inputs as the dataset has them, wherever the program passes them on. */
  #asWritten(variables: Variables): Variables {
    return asWritten(variables, this.#row.example.inputs) as Variables;
  }

  get wasStopped(): boolean {
    return this.#calls.wasStopped;
  }

  failure(error: unknown): TrialFailure {
    return { ...failureOf(error), kind: this.#calls.faultAt({ isTimeUp: this.#limit.signal.aborted }) };
  }

  /** `null` where the model was not asked. */
  get telemetry(): TrialTelemetry | null {
    const { record } = this.#calls;
    if (record === null) return null;
    return { renderedPrompt: this.#lastRendered ?? lastPrompt(record.request.messages), ...record };
  }

  /** Of a program that has completed. */
  telemetryOfAnswer(): TrialTelemetry {
    const { telemetry } = this;
    if (telemetry === null) throw new TypeError('a program that completed has asked its model');
    return telemetry;
  }
}
