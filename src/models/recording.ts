import type { JsonObject } from '../evaluation/json.ts';
import type { CompletionRequest } from '../evaluation/model.ts';
import { requestKey, type WantedAnswer } from './request-key.ts';

/** Who asks: a program for its trials, a judge for its scores, the search for its proposals. */
export type AskingRole = 'program' | 'judge' | 'proposer';

/** Who asks whom. */
export interface RecordedAsker {
  readonly role: AskingRole;
  /** `provider:model-id`. */
  readonly model: string;
}

/**
 * What a recording finds an answer by. The model of a judge belongs to it, since judges of several models may ask the same; that of a program or a
 * proposer does not, since the recording stands in its place.
 */
export function recordedKey({ role, model }: RecordedAsker, request: CompletionRequest, answer: WantedAnswer): string {
  const asked: JsonObject = role === 'judge' ? { role, model } : { role };
  return requestKey(asked, request, answer);
}
