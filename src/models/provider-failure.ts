import { STATUS_CODES } from 'node:http';
import { APICallError } from '@ai-sdk/provider';
import { ModelError } from '../evaluation/model.ts';
import type { CallError } from './retry-policy.ts';
import type { Endpoint } from './sdk-provider.ts';

const LONGEST_MESSAGE = 500;
/** What is shorter is a word for a server that asks for any key, and may stand in a message by chance. */
const SHORTEST_SECRET = 8;

/** Says what the provider answered last, after how many attempts, and what to check. */
export function providerFailure({ cause, attempts }: CallError, source: string, endpoint: Endpoint): ModelError {
  const tried = attempts === 1 ? '' : ` after ${attempts} attempts`;
  return new ModelError(`${source} failed${tried}: ${providerAnswer(cause, endpoint)}.${advice(cause, endpoint)}`);
}

/** What a failed attempt says: status and message. The key is never in it, also when the provider quotes it. */
export function providerAnswer(error: unknown, { apiKey }: Endpoint): string {
  const text = APICallError.isInstance(error) ? apiAnswer(error) : error instanceof Error ? error.message : String(error);
  const short = text.trim().slice(0, LONGEST_MESSAGE).replace(/\.$/, '');
  return apiKey === null || apiKey.length < SHORTEST_SECRET ? short : short.replaceAll(apiKey, '***');
}

/** Where the SDK found no message in the body, it gives the status in words: then the body itself says more. */
function apiAnswer({ statusCode, message, responseBody = '', cause }: APICallError): string {
  if (statusCode === undefined) return withErrorCode(message, cause);
  const isBare = message === STATUS_CODES[statusCode] && responseBody.trim() !== '';
  return isBare ? `${statusCode} ${message}: ${responseBody.trim()}` : `${statusCode} ${message}`;
}

/** Node has no message for a host of which no address answers, only a code. */
function withErrorCode(message: string, cause: unknown): string {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
  return message.includes(code) ? message : `${message.replace(/:\s*$/, '')} (${code})`;
}

function advice(error: unknown, { keyVariable, baseUrlVariable, structuredOutputVariable }: Endpoint): string {
  if (!APICallError.isInstance(error)) return '';
  switch (error.statusCode) {
    case 401:
    case 403:
      return ` Check ${keyVariable}.`;
    case 404:
      return ` Check the model id, and ${baseUrlVariable} where it is set.`;
    case 429:
      return ' Lower the workers, or raise the limit with the provider.';
    case 400:
    case 422:
      return structuredOutputVariable === null
        ? ''
        : ` If the server does not know json_schema, set ${structuredOutputVariable}=json_object.`;
    case undefined:
      return ` Check the network, and ${baseUrlVariable} where it is set.`;
    default:
      return '';
  }
}
