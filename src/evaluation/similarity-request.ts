import type { JsonValue } from './json.ts';
import { AnswerError, type Completion, type CompletionRequest } from './model.ts';

/** What an embedding model is asked: how near a text is to others. It answers with a list of cosines, as JSON. */
export function similarityRequest(text: string, others: readonly string[]): CompletionRequest {
  const messages = [text, ...others].map((content) => ({ role: 'user' as const, content }));
  return { messages, systemInstruction: null, outputSchema: null, generationKwargs: {} };
}

/** The texts of such a request, the compared one first. */
export function textsIn({ messages }: CompletionRequest): readonly string[] {
  return messages.map(({ content }) => content);
}

/** The answer to such a request, out of the vectors of its texts. Throws an `AnswerError` where they can't be compared. */
export function similarityAnswer(vectors: readonly (readonly number[])[]): Pick<Completion, 'content' | 'parsed'> {
  const [first = [], ...others] = vectors;
  const parsed = others.map((other) => cosine(first, other));
  if (parsed.some((similarity) => !Number.isFinite(similarity)))
    throw new AnswerError('the embeddings have no direction, or not the same length', '');
  return { content: JSON.stringify(parsed), parsed };
}

function cosine(one: readonly number[], other: readonly number[]): number {
  if (one.length !== other.length) return NaN;
  return dot(one, other) / (Math.sqrt(dot(one, one)) * Math.sqrt(dot(other, other)));
}

function dot(one: readonly number[], other: readonly number[]): number {
  return one.reduce((sum, value, at) => sum + value * (other[at] ?? 0), 0);
}

/** The cosines of an answer. Throws an `AnswerError` where it has none. */
export function similaritiesIn({ parsed, content }: Pick<Completion, 'content' | 'parsed'>): readonly number[] {
  const values: readonly JsonValue[] = Array.isArray(parsed) ? (parsed as readonly JsonValue[]) : [];
  const numbers = values.map(Number);
  if (numbers.length > 0 && numbers.every(Number.isFinite)) return numbers;
  throw new AnswerError('the embedding model gave no similarities', content);
}
