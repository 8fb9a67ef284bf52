import type { CallPrice, TokenUsage } from './call-cost.ts';
import type { JsonObject, JsonSchema, JsonValue } from './json.ts';

/** A part of a message that has images; an image is a `data:` URI. */
export type MessagePart = { readonly type: 'text'; readonly text: string } | { readonly type: 'image'; readonly image: string };

/** A model asks its program to call a tool. */
export interface ToolCall {
  /** What its result is matched by. */
  readonly id: string;
  readonly name: string;
  readonly arguments: JsonObject;
}

/** A tool that a model may ask for. */
export interface Tool {
  readonly name: string;
  readonly description: string;
  /** The JSON Schema of its arguments. */
  readonly parameters: JsonSchema;
}

/** Whether a model may ask for tools, must, or must not. */
export type ToolChoice = 'auto' | 'required' | 'none';

export interface Message {
  readonly role: 'system' | 'user' | 'assistant' | 'tool';
  /** Its text; of one that has `parts`, the texts among them. */
  readonly content: string;
  /** Of a user's message that has images: all of it, in order. */
  readonly parts?: readonly MessagePart[];
  /** What the assistant asked for. */
  readonly toolCalls?: readonly ToolCall[];
  /** Which call a tool's message is the result of. */
  readonly toolCallId?: string;
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
  readonly tools?: readonly Tool[];
  /** Only with `tools`; the provider's own choice without it. */
  readonly toolChoice?: ToolChoice;
}

/** A call of a model in a trace. */
export interface CallSpan {
  /** 16 hex digits. */
  readonly spanId: string;
  /** Since 1970. */
  readonly startedAtMs: number;
}

/** A language model's answer. */
export interface Completion extends TokenUsage {
  /** The text as the model gave it. */
  readonly content: string;
  /** The parsed JSON, present when the request carried a schema; the adapter has checked it against that schema. */
  readonly parsed?: JsonValue;
  /** The tools that it asks to call, if any; its text may be empty then. */
  readonly toolCalls?: readonly ToolCall[];
  /** What the model thought aloud before it answered, where the provider shows it. */
  readonly reasoning?: string;
  /** How many of the output tokens are reasoning, where the provider says. */
  readonly reasoningTokens?: number;
  /** Seconds from the call that succeeded to its answer; waits before a retry do not count. */
  readonly latencySeconds: number;
  /** Names of generation options that the model refused and was therefore asked without. */
  readonly leftOut?: readonly string[];
  /** Set where it came from a cache or a recording: nobody was asked, and it cost nothing. Its tokens are those of when it was asked for. */
  readonly cached?: true;
  /** Set where the job is traced. */
  readonly span?: CallSpan;
}

/** One call of a provider that is over, whether or not it was of use. */
export interface Attempt extends TokenUsage {
  /** The answer as it came; `null` where none came. */
  readonly content: string | null;
  readonly latencySeconds: number;
  /** Why it was of no use; `null` for the answer that was taken. */
  readonly error: string | null;
  /** Set where the job is traced. */
  readonly span?: CallSpan;
}

/** What belongs to asking a model, beside the request. */
export interface AskOptions {
  /** Which of several answers to the same request is wanted, from 0: a repeated trial, or another look of a judge. Default 0. */
  readonly replicate?: number;
  /** Which of a trial's equal requests it is, from 0. Default 0. */
  readonly occurrence?: number;
  /** Hears of every call of the provider as soon as it is over; a model that calls none need not tell. */
  readonly onAttempt?: (attempt: Attempt) => void;
  /** Hears when the request begins and ends to wait for its turn, which is not the time of who asks. */
  readonly onWait?: (isWaiting: boolean) => void;
}

/**
 * A language model, the one port of the evaluation core.
 *
 * An adapter retries what is worth a retry, and throws a `ModelError` when it gives up.
 */
export interface Model {
  /** What the provider knows it by: `gpt-5-mini` of `openai:gpt-5-mini`. */
  readonly modelId: string;
  /** Who answers: `openai` of `openai:gpt-5-mini`; absent where nobody has set it. */
  readonly provider?: string;
  /** What a call costs; absent where nobody has set it. */
  readonly price?: CallPrice;
  complete(request: CompletionRequest, signal: AbortSignal, options?: AskOptions): Promise<Completion>;
  /** An answer that it gave was of no use, and is not to be given again. */
  discard?(completion: Completion): Promise<void>;
}

/** What a model that stands before another one has of it: all but the answers. */
export function passedOn(model: Model): Omit<Model, 'complete'> {
  const { modelId, provider, price } = model;
  return {
    modelId,
    ...(provider === undefined ? {} : { provider }),
    ...(price === undefined ? {} : { price }),
    ...(model.discard === undefined ? {} : { discard: model.discard.bind(model) }),
  };
}

/** Why a provider refuses every request: it does not take the key, the account has no credit, or it has no such model. */
export type Refusal = 'key' | 'credit' | 'model';

/** No answer could be had. `message` says what the provider said instead. */
export class ModelError extends Error {
  override readonly name: string = 'ModelError';
  /** Set where no further request can pass either. */
  readonly refusal: Refusal | null;

  constructor(message: string, { refusal = null, ...options }: ErrorOptions & { readonly refusal?: Refusal | null } = {}) {
    super(message, options);
    this.refusal = refusal;
  }
}

/** The model can't be asked this at all, whatever its provider may do. */
export class ModelRequestError extends Error {
  override readonly name = 'ModelRequestError';
}

/** The model answered, but its answer can't be used: it was refused, filtered, cut off or empty. */
export class AnswerError extends Error {
  override readonly name: string = 'AnswerError';
  /** What the model answered. */
  readonly content: string;

  constructor(message: string, content: string, options?: ErrorOptions) {
    super(message, options);
    this.content = content;
  }
}

/** The model answered, but not with JSON that fits the schema. */
export class StructuredOutputError extends AnswerError {
  override readonly name = 'StructuredOutputError';
}
