import type { DatasetRow } from './example.ts';
import type { JsonObject, JsonValue } from './json.ts';
import type { AskOptions, Completion, CompletionRequest, Model } from './model.ts';
import { exampleIdentity } from './trial-id.ts';

type Answer = (
  request: CompletionRequest,
  signal: AbortSignal,
  options: AskOptions,
) => Partial<Completion> | Promise<Partial<Completion>>;

/** A model with scripted answers that remembers its requests. */
export class FakeModel implements Model {
  readonly modelId = 'fake-1';
  readonly requests: CompletionRequest[] = [];
  readonly #answer: Answer;

  /** Without an answer it says what the last message says. */
  constructor(answer: Answer = ({ messages }) => ({ content: messages.at(-1)?.content ?? '' })) {
    this.#answer = answer;
  }

  async complete(request: CompletionRequest, signal: AbortSignal, options: AskOptions = {}): Promise<Completion> {
    this.requests.push(request);
    const answer = await this.#answer(request, signal, options);
    return { content: '', inputTokens: 3, outputTokens: 1, latencySeconds: 0.5, ...answer };
  }
}

/** A row as a dataset would have it, at this place in it. */
export function row(inputs: JsonObject, reference: JsonValue = null, place = 0): DatasetRow {
  return { row: place, example: { inputs, reference }, identity: exampleIdentity(inputs, reference) };
}
