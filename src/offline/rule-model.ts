import type { Completion, CompletionRequest, Model, ToolCall } from '../evaluation/model.ts';
import { type AnswerContent, structuredAnswer } from './schema/structured-answer.ts';

/** The answer of a model that follows rules, in either form. */
export interface RuleAnswer {
  /** For a request without a schema. */
  readonly text: () => string;
  /** What to fill a schema with. */
  readonly content: () => AnswerContent;
  /** The tools that it asks to call instead of an answer. */
  readonly toolCalls?: readonly ToolCall[];
}

/** An offline model that answers by rules. Tokens are estimated; latency is the time that the rules took. */
export abstract class RuleModel implements Model {
  readonly modelId: string;

  constructor(modelId: string) {
    this.modelId = modelId;
  }

  protected abstract answer(request: CompletionRequest): RuleAnswer;

  async complete(request: CompletionRequest, signal: AbortSignal): Promise<Completion> {
    signal.throwIfAborted();
    const started = performance.now();
    const answer = this.#answer(request);
    const written = answer.content + (answer.toolCalls === undefined ? '' : JSON.stringify(answer.toolCalls));
    return {
      ...answer,
      inputTokens: estimatedInputTokens(request),
      outputTokens: estimatedTokens(written),
      latencySeconds: (performance.now() - started) / 1000,
    };
  }

  #answer(request: CompletionRequest): Pick<Completion, 'content' | 'parsed' | 'toolCalls'> {
    const { text, content, toolCalls } = this.answer(request);
    if (toolCalls !== undefined) return { content: '', toolCalls };
    return request.outputSchema === null
      ? { content: text() }
      : structuredAnswer(this.modelId, request.outputSchema, content());
  }
}

/** How many characters the local models count as one token: a rule of thumb for English, not the count of any tokenizer. */
export const CHARACTERS_PER_TOKEN = 4;

/** A quarter of the text's length, rounded up. */
function estimatedTokens(text: string): number {
  return Math.ceil(text.length / CHARACTERS_PER_TOKEN);
}

/** The same over a request's messages and system instruction together. */
function estimatedInputTokens(request: CompletionRequest): number {
  let length = request.systemInstruction?.length ?? 0;
  for (const message of request.messages) length += message.content.length;
  return Math.ceil(length / CHARACTERS_PER_TOKEN);
}
