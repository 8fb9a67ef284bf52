import type { CompletionRequest } from '../evaluation/model.ts';

/** Characters that the local models count as one token: a rule of thumb for English, not any tokenizer's count. */
export const CHARACTERS_PER_TOKEN = 4;

/** A quarter of the text's length, rounded up. */
export function estimatedTokens(text: string): number {
  return Math.ceil(text.length / CHARACTERS_PER_TOKEN);
}

/** The same over a request's messages and system instruction together. */
export function estimatedInputTokens(request: CompletionRequest): number {
  let length = request.systemInstruction?.length ?? 0;
  for (const message of request.messages) length += message.content.length;
  return Math.ceil(length / CHARACTERS_PER_TOKEN);
}
