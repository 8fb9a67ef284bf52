import { APICallError } from '@ai-sdk/provider';
import type { Refusal } from '../evaluation/model.ts';

/** What providers write about a refusal in a body, whatever its status. */
const NO_CREDIT = /insufficient_quota|billing_hard_limit_reached|credit balance is too low/i;
const BAD_KEY = /API_KEY_INVALID|invalid_api_key|api key not valid/i;
const NO_MODEL = /model_not_found|unknown_model|invalid model\b/i;

/** OpenRouter refuses a single input with the status of a bad key. */
const MODERATED = /moderation|flagged/i;

/** Why no request of this kind can ever pass, where that is so: the same error would come again, whatever is asked and however often. */
export function refusalOf(error: unknown): Refusal | null {
  if (!APICallError.isInstance(error)) return null;
  const { statusCode, message, responseBody = '' } = error;
  if (statusCode === undefined || statusCode < 400 || statusCode >= 500) return null;
  const said = `${message} ${responseBody}`;
  if (statusCode === 402 || NO_CREDIT.test(said)) return 'credit';
  if (statusCode === 429) return null;
  if (statusCode === 401 || BAD_KEY.test(said)) return 'key';
  if (statusCode === 403) return MODERATED.test(said) ? null : 'key';
  return statusCode === 404 || NO_MODEL.test(said) ? 'model' : null;
}
