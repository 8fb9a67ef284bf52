import type { DatasetRow } from './example.ts';
import type { JsonObject, JsonValue } from './json.ts';
import type { Completion, CompletionRequest, Model } from './model.ts';
import { exampleIdentity } from './trial-id.ts';

/** A model with scripted answers that remembers its requests. */
export class FakeModel implements Model {
  readonly modelId = 'fake-1';
  readonly requests: CompletionRequest[] = [];
  readonly #answer: (request: CompletionRequest, signal: AbortSignal) => Partial<Completion> | Promise<Partial<Completion>>;

  /** Without an answer it says what the last message says. */
  constructor(
    answer: (request: CompletionRequest, signal: AbortSignal) => Partial<Completion> | Promise<Partial<Completion>> = ({
      messages,
    }) => ({
      content: messages.at(-1)?.content ?? '',
    }),
  ) {
    this.#answer = answer;
  }

  async complete(request: CompletionRequest, signal: AbortSignal): Promise<Completion> {
    this.requests.push(request);
    return { content: '', inputTokens: 3, outputTokens: 1, latencySeconds: 0.5, ...(await this.#answer(request, signal)) };
  }
}

/** A row as a dataset would have it, at this place in it. */
export function row(inputs: JsonObject, reference: JsonValue = null, place = 0): DatasetRow {
  return { row: place, example: { inputs, reference }, identity: exampleIdentity(inputs, reference) };
}
