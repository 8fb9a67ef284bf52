import { STATUS_CODES } from 'node:http';
import { APICallError, type LanguageModelV4CallOptions } from '@ai-sdk/provider';
import { AnswerError, ModelError } from '../evaluation/model.ts';
import { type Hold, OutageError } from './call-limiter.ts';
import { refusalOf } from './refusal.ts';
import type { CallError } from './retry-policy.ts';
import type { Endpoint } from './sdk-provider.ts';

const LONGEST_MESSAGE = 500;
/** A shorter key is a dummy for a server that accepts any key, and may occur in a message by chance. */
const SHORTEST_SECRET = 8;

/** What of a request decides which advice fits. */
export interface RefusedRequest {
  readonly hasSchema: boolean;
}

/**
 * An error with the provider's last answer, the number of attempts, and what to check. A request that the provider's content filter refused counts
 * as answered.
 */
export function providerFailure(
  { cause: error, attempts }: CallError,
  source: string,
  endpoint: Endpoint,
  request: RefusedRequest,
): ModelError | AnswerError {
  const cause = error instanceof OutageError ? error.cause : error;
  const said = providerAnswer(cause, endpoint);
  if (isFiltered(cause)) return new AnswerError(`${source}: the content filter refused the request: ${said}`, '');
  const tried = attempts === 1 ? '' : ` after ${attempts} attempts`;
  const waited = error instanceof OutageError ? ` ${capital(error.message)} (see ASSAY_MODEL_OUTAGE_SECONDS).` : '';
  const message = `${source} failed${tried}: ${said}.${advice(cause, endpoint, request)}${waited}`;
  return new ModelError(message, { refusal: refusalOf(cause) });
}

/** Why calls wait, as a sentence. */
export function holdText(hold: Hold, source: string, endpoint: Endpoint): string {
  const said = providerAnswer(hold.error, endpoint);
  switch (hold.kind) {
    case 'outage':
      return (
        `${source} has been down since ${clockTime(hold.since)}: ${said}. ` +
        `Its calls wait until it is back, and fail if it is still down at ${clockTime(hold.until)}`
      );
    case 'limit':
      return `${source} takes no calls until ${clockTime(hold.until)}: ${said}`;
  }
}

/** `14:05:09 UTC`. */
function clockTime(milliseconds: number): string {
  return `${new Date(milliseconds).toISOString().slice(11, 19)} UTC`;
}

function capital(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}

/** Whether the provider refused a request for this option; `sent`, where given, must have it. */
export function isRefusalOf(option: 'temperature', error: unknown, sent?: LanguageModelV4CallOptions): boolean {
  if (sent !== undefined && sent[option] === undefined) return false;
  if (!APICallError.isInstance(error) || (error.statusCode !== 400 && error.statusCode !== 422)) return false;
  return `${error.message} ${error.responseBody ?? ''}`.toLowerCase().includes(option);
}

function isFiltered(error: unknown): boolean {
  return (
    APICallError.isInstance(error) &&
    error.statusCode === 400 &&
    /"code"\s*:\s*"content_(filter|policy_violation)"/.test(error.responseBody ?? '')
  );
}

/** The status and message of a failed attempt. Never contains the key, even if the provider quotes it. */
export function providerAnswer(error: unknown, { apiKey }: Endpoint): string {
  const text = APICallError.isInstance(error) ? apiAnswer(error) : error instanceof Error ? error.message : String(error);
  const short = text.trim().slice(0, LONGEST_MESSAGE).replace(/\.$/, '');
  return apiKey === null || apiKey.length < SHORTEST_SECRET ? short : short.replaceAll(apiKey, '***');
}

/** If the SDK found no message in the body, its message is the status in words: then the body itself says more. */
function apiAnswer({ statusCode, message, responseBody = '', cause }: APICallError): string {
  if (statusCode === undefined) return withErrorCode(message, cause);
  const isBare = (message === STATUS_CODES[statusCode] || message === '') && responseBody.trim() !== '';
  const isNoAnswer = statusCode < 300 && responseBody.trim() !== '';
  return isBare || isNoAnswer ? `${statusCode} ${message}: ${responseBody.trim()}` : `${statusCode} ${message}`;
}

/** If no address of a host answers, Node gives a code but no message. */
function withErrorCode(message: string, cause: unknown): string {
  const code = cause instanceof Error && 'code' in cause && typeof cause.code === 'string' ? cause.code : '';
  return message.includes(code) ? message : `${message.replace(/:\s*$/, '')} (${code})`;
}

function advice(
  error: unknown,
  { keyVariable, baseUrlVariable, structuredOutputVariable }: Endpoint,
  { hasSchema }: RefusedRequest,
): string {
  if (!APICallError.isInstance(error)) return '';
  switch (refusalOf(error)) {
    case 'credit':
      return ' The account has no credit left: top it up with the provider.';
    case 'key':
      return ` Check ${keyVariable}.`;
    case 'model':
      return ` Check the model id, and ${baseUrlVariable} if it is set.`;
    case null:
  }
  switch (error.statusCode) {
    case 429:
      return ' Lower the workers, or raise the limit with the provider.';
    case 400:
    case 422:
      return structuredOutputVariable === null || !hasSchema
        ? ''
        : ` If the server does not know json_schema, set ${structuredOutputVariable}=json_object.`;
    case undefined:
      return ` Check the network, and ${baseUrlVariable} if it is set.`;
    default:
      return '';
  }
}
