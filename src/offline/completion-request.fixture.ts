import type { JsonSchema } from '../evaluation/json.ts';
import type { CompletionRequest } from '../evaluation/model.ts';

/** A signal that never aborts. */
export const { signal } = new AbortController();

/** A request with one user message. */
export function userRequest(content: string, outputSchema: JsonSchema | null = null): CompletionRequest {
  return { messages: [{ role: 'user', content }], systemInstruction: null, outputSchema, generationKwargs: {} };
}
