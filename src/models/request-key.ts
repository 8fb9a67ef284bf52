import { createHash } from 'node:crypto';
import { canonicalJson, parseJson } from '../evaluation/canonical-json.ts';
import type { JsonObject } from '../evaluation/json.ts';
import { jsonText } from '../evaluation/json-text.ts';
import type { AskOptions, CompletionRequest } from '../evaluation/model.ts';

/** Which of several answers to a request is wanted. */
export type WantedAnswer = Pick<AskOptions, 'replicate' | 'occurrence'>;

/** The hex SHA-256 of all that decides an answer: who is asked, the request with its options, and which of several answers is wanted. */
export function requestKey(
  asked: JsonObject,
  request: CompletionRequest,
  { replicate = 0, occurrence = 0 }: WantedAnswer,
): string {
  const { messages, systemInstruction, outputSchema, generationKwargs, tools, toolChoice } = request;
  const again = occurrence === 0 ? {} : { occurrence };
  const identity = {
    asked,
    messages,
    systemInstruction,
    outputSchema,
    generationKwargs,
    tools,
    toolChoice,
    replicate,
    ...again,
  };
  // What JSON leaves out, as a member that is undefined, decides nothing.
  const json = canonicalJson(parseJson(jsonText(identity)));
  return createHash('sha256').update(json).digest('hex');
}
