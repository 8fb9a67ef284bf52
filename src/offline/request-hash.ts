import type { CompletionRequest } from '../evaluation/model.ts';

/** The part of a request that decides a local model's random choices: its words and generation options, not its schema. */
export function requestText(request: CompletionRequest): string {
  return JSON.stringify([request.systemInstruction, request.messages, request.generationKwargs]);
}

/**
 * A number in [0, 1) that depends only on the text. FNV-1a over UTF-16 code units, then MurmurHash3's 32-bit finalizer, without
 * which texts that differ in their last letter give neighbouring numbers.
 */
export function hashFraction(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return ((hash ^ (hash >>> 16)) >>> 0) / 0x1_0000_0000;
}
