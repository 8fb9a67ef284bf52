import type { JsonObject, JsonSchema, JsonValue } from './json.ts';

export interface Message {
  readonly role: 'system' | 'user' | 'assistant';
  readonly content: string;
}

/** One request to a language model. */
export interface CompletionRequest {
  /** At least one message that is no system message. */
  readonly messages: readonly Message[];
  readonly systemInstruction: string | null;
  /** When given, the answer must be JSON that fits it. */
  readonly outputSchema: JsonSchema | null;
  /** Temperature and the like, by the names of the wire: `temperature`, `max_tokens`, `top_p`, `seed`, … */
  readonly generationKwargs: JsonObject;
}

/** A language model's answer. */
export interface Completion {
  /** The text as the model gave it. */
  readonly content: string;
  /** The parsed JSON, present when the request carried a schema; the adapter has checked it against that schema. */
  readonly parsed?: JsonValue;
  /** As the provider counted them, `null` where it does not say. */
  readonly inputTokens: number | null;
  readonly outputTokens: number | null;
  /** Seconds from the call that succeeded to its answer; waits before a retry do not count. */
  readonly latencySeconds: number;
}

/**
 * A language model, the one port of the evaluation core.
 *
 * An adapter retries what is worth a retry, and throws a `ModelError` when it gives up.
 */
export interface Model {
  /** What the provider knows it by: `gpt-5-mini` of `openai:gpt-5-mini`. */
  readonly modelId: string;
  complete(request: CompletionRequest, signal: AbortSignal): Promise<Completion>;
}

/** A completion that could not be had. `message` says what the provider answered. */
export class ModelError extends Error {
  override readonly name: string = 'ModelError';
}

/** The model answered, but not with JSON that fits the schema. */
export class StructuredOutputError extends ModelError {
  override readonly name = 'StructuredOutputError';
  readonly content: string;

  constructor(message: string, content: string, options?: ErrorOptions) {
    super(message, options);
    this.content = content;
  }
}
