import type { Example } from './example.ts';
import type { JsonValue } from './json.ts';
import type { Completion, CompletionRequest } from './model.ts';

/** What went wrong, in two words that JSON can hold: the error's class name and its message. */
export interface Failure {
  readonly type: string;
  readonly message: string;
}

/** What a trial's one completion was asked and answered. */
export interface TrialTelemetry {
  readonly renderedPrompt: string;
  readonly modelId: string;
  readonly request: CompletionRequest;
  readonly response: Completion;
}

interface TrialIdentity {
  /** See `trial-id.ts`. */
  readonly trialId: string;
  /** See `DatasetRow`. */
  readonly row: number;
  readonly example: Example;
  /** 0 for the first trial of an example. */
  readonly replicate: number;
}

export interface SuccessfulTrial extends TrialIdentity {
  readonly status: 'success';
  /** What the program returned, as it returned it. */
  readonly output: unknown;
  /** The same as JSON; what JSON can't hold is text with a mark (see `json-output.ts`). */
  readonly outputJson: JsonValue;
  readonly telemetry: TrialTelemetry;
}

export interface FailedTrial extends TrialIdentity {
  readonly status: 'failed';
  readonly failure: Failure;
}

/** One call of a program on one example. */
export type Trial = SuccessfulTrial | FailedTrial;

const MAX_LENGTH = 2000;

/** A thrown value as its class name and message, whatever was thrown; each at most 2,000 characters. */
export function failureOf(thrown: unknown): Failure {
  try {
    return thrown instanceof Error
      ? { type: bounded(className(thrown)), message: bounded(messageOf(thrown)) }
      : { type: 'NotAnError', message: bounded(`a value that is no error was thrown: ${textOf(thrown)}`) };
  } catch {
    return { type: 'UnreadableError', message: 'an error was thrown that can not be read' };
  }
}

function className(error: Error): string {
  return error.name === 'Error' ? error.constructor.name : error.name;
}

function messageOf(error: Error): string {
  const own = error instanceof AggregateError && error.message === '' ? error.errors.map(textOf).join('; ') : error.message;
  const cause = error.cause instanceof Error ? error.cause.message : '';
  return own.includes(cause) ? own : `${own} (${cause})`;
}

function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  if (value instanceof Error || typeof value !== 'object' || value === null) return String(value);
  return JSON.stringify(value);
}

function bounded(text: unknown): string {
  const whole = String(text).toWellFormed();
  return whole.length <= MAX_LENGTH ? whole : `${whole.slice(0, MAX_LENGTH - 1).toWellFormed()}…`;
}
