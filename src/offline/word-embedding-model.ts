import { createHash } from 'node:crypto';
import type { Completion, CompletionRequest, Model } from '../evaluation/model.ts';
import { similarityAnswer, textsIn } from '../evaluation/similarity-request.ts';
import { tokens } from './lexicon/tokens.ts';

/** So many that two words seldom share one. */
const DIMENSIONS = 4_096;

/**
 * Embeds a text as how often each word occurs in it (feature hashing, Weinberger et al. 2009), so that texts are near each other that have words in
 * common. It knows no meaning.
 */
export class WordEmbeddingModel implements Model {
  readonly modelId: string;

  constructor(modelId: string) {
    this.modelId = modelId;
  }

  async complete(request: CompletionRequest, signal: AbortSignal): Promise<Completion> {
    signal.throwIfAborted();
    const words = textsIn(request).map(wordsOf);
    const answer = similarityAnswer(words.map(vectorOf));
    const inputTokens = words.reduce((sum, { length }) => sum + length, 0);
    return { ...answer, inputTokens, outputTokens: 0, latencySeconds: 0 };
  }
}

/** A text without a word is one by itself. */
function wordsOf(text: string): readonly string[] {
  const words = tokens(text).flatMap(({ word }) => (word === '' ? [] : [word]));
  return words.length > 0 ? words : [text];
}

function vectorOf(words: readonly string[]): readonly number[] {
  const vector = new Array<number>(DIMENSIONS).fill(0);
  for (const word of words) {
    const place = createHash('sha256').update(word).digest().readUInt32BE() % DIMENSIONS;
    vector[place] = (vector[place] ?? 0) + 1;
  }
  return vector;
}
