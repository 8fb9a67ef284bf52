import { basename } from 'node:path';
import type { Example } from './example.ts';
import type { JsonValue } from './json.ts';
import type { Attempt, Completion, CompletionRequest } from './model.ts';
import { projectFrame } from './project-frame.ts';
import { sandboxRefusal } from './sandbox-refusal.ts';

/** What went wrong, in two words that JSON can hold: the error's class name and its message. */
export interface Failure {
  readonly type: string;
  readonly message: string;
}

/** Who failed a trial: the model's provider gave no answer, the answer can't be used, or the program is at fault. */
export const FAILURE_KINDS = ['provider', 'answer', 'program'] as const;
export type FailureKind = (typeof FAILURE_KINDS)[number];

export function isFailureKind(value: unknown): value is FailureKind {
  return FAILURE_KINDS.some((kind) => kind === value);
}

/** Classes of errors with which clients of providers say that no answer came: those of OpenAI, Anthropic, Google, Mistral, httpx, requests and aiohttp. */
const PROVIDER_ERRORS: ReadonlySet<unknown> = new Set(
  [
    'APIError APIStatusError APIConnectionError APITimeoutError APIResponseValidationError RateLimitError InternalServerError',
    'AuthenticationError PermissionDeniedError ServiceUnavailableError OverloadedError DeadlineExceededError',
    'ResourceExhausted TooManyRequests ServiceUnavailable DeadlineExceeded GatewayTimeout BadGateway ServerError ClientError',
    'SDKError HTTPStatusError ConnectError ConnectTimeout ReadError ReadTimeout WriteError WriteTimeout PoolTimeout',
    'RemoteProtocolError HTTPError ClientConnectorError ClientResponseError ServerDisconnectedError ServerTimeoutError',
  ].flatMap((names) => names.split(' ')),
);

/**
 * Who failed a trial: as its event says, else, as in archives of promptuna-server, by the class of the error; `null` where that doesn't tell.
 *
 * @example failureKind({ type: 'RateLimitError' }) // 'provider'
 */
export function failureKind({ kind, type }: { readonly kind?: unknown; readonly type?: unknown }): FailureKind | null {
  if (isFailureKind(kind)) return kind;
  return kind === undefined && PROVIDER_ERRORS.has(type) ? 'provider' : null;
}

/** The type of the error of a trial that its job has cut between two calls: a job that goes on makes it anew. */
export const CUT_TRIAL = 'CutTrialError';

/** Why a trial failed. */
export interface TrialFailure extends Failure {
  readonly kind: FailureKind;
}

/** A call with what it cost. */
export interface Costed {
  /** In US dollars; `null` where it is not known, absent where the model has no price. */
  readonly costUsd?: number | null;
}

/** What a model was asked, and all that came of it. */
export interface CallRecord {
  readonly modelId: string;
  /** See `Model`. */
  readonly provider?: string;
  readonly request: CompletionRequest;
  /** The answer that was taken, else the last that came; without any answer its content is empty and its tokens are `null`. */
  readonly response: Completion & Costed;
  /** All calls beside the one that `response` is of, in their order: those that were tried again, and answers that were of no use. */
  readonly otherAttempts: readonly (Attempt & Costed)[];
}

/** A call of a program that may ask as often as it needs. */
export interface ProgramCallRecord extends CallRecord {
  /** Why the program got no answer from it; `null` where it got one. */
  readonly failure: Failure | null;
}

/** What a trial's one completion was asked and answered. */
interface SingleCallTelemetry extends CallRecord {
  readonly renderedPrompt: string;
}

/** All completions of a trial of a program that may ask as often as it needs, in the order in which they were begun. */
export interface ManyCallsTelemetry {
  /** `null` where nothing was rendered or asked. */
  readonly renderedPrompt: string | null;
  readonly calls: readonly ProgramCallRecord[];
}

export type TrialTelemetry = SingleCallTelemetry | ManyCallsTelemetry;

/** When something was done, in milliseconds since 1970. */
export interface WorkTimes {
  readonly startedAtMs: number;
  readonly finishedAtMs: number;
}

interface TrialIdentity {
  /** See `trial-id.ts`. */
  readonly trialId: string;
  /** See `DatasetRow`. */
  readonly row: number;
  readonly example: Example;
  /** 0 for the first trial of an example. */
  readonly replicate: number;
  /** Set where the job is traced. */
  readonly times?: WorkTimes;
}

export interface SuccessfulTrial extends TrialIdentity {
  readonly status: 'success';
  /** What the program returned, as it returned it. */
  readonly output: unknown;
  /** The same as JSON. */
  readonly outputJson: JsonValue;
  readonly telemetry: TrialTelemetry;
}

export interface FailedTrial extends TrialIdentity {
  readonly status: 'failed';
  readonly failure: TrialFailure;
  /** `null` where a program that has to ask did not. */
  readonly telemetry: TrialTelemetry | null;
}

/** One call of a program on one example. */
export type Trial = SuccessfulTrial | FailedTrial;

/** A trial as far as metrics look at it. */
export type TrialToScore = Omit<SuccessfulTrial, 'telemetry'> | Omit<FailedTrial, 'telemetry'>;

const MAX_LENGTH = 2000;

/** A thrown value as its class name and message, whatever was thrown; each at most 2,000 characters. */
export function failureOf(thrown: unknown): Failure {
  try {
    return thrown instanceof Error
      ? { type: bounded(className(thrown)), message: bounded(`${messageOf(thrown)}${placeOfSlip(thrown)}`) }
      : { type: 'NotAnError', message: bounded(`a value that is no error was thrown: ${textOf(thrown)}`) };
  } catch {
    return { type: 'UnreadableError', message: 'an error was thrown that can not be read' };
  }
}

/** What the engine says of a missing name, property or function. */
const SLIP = /^Cannot (?:read|set) propert|is not (?:defined|a function|a constructor|iterable)\b/;

/** Where the code of a project slipped, such as ` (programs.ts:12)`: the engine's own message does not say it. */
function placeOfSlip({ name, message, stack }: Error): string {
  if ((name !== 'ReferenceError' && name !== 'TypeError') || !SLIP.test(message)) return '';
  const place = projectFrame(stack ?? '');
  return place === undefined ? '' : ` (${basename(place.path)}:${place.line})`;
}

function className(error: Error): string {
  return error.name === 'Error' ? error.constructor.name : error.name;
}

function messageOf(error: Error): string {
  const refusal = sandboxRefusal(error);
  if (refusal !== null) return `${refusal}: ${error.message}`;
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
