import type { Completion, CompletionRequest, Model } from '../evaluation/model.ts';
import type { AnswerContent } from './schema/fill-schema.ts';
import { structuredAnswer } from './schema/structured-answer.ts';
import { estimatedInputTokens, estimatedTokens } from './token-estimate.ts';

/** What a model by rules has to say, in either form. */
export interface RuleAnswer {
  /** Where no schema is asked for. */
  readonly text: () => string;
  /** What a schema is filled with. */
  readonly content: () => AnswerContent;
}

/** An offline model that answers by rules; tokens are estimated, and the time is what the rules took. */
export abstract class RuleModel implements Model {
  readonly modelId: string;

  constructor(modelId: string) {
    this.modelId = modelId;
  }

  protected abstract answer(request: CompletionRequest): RuleAnswer;

  async complete(request: CompletionRequest, signal: AbortSignal): Promise<Completion> {
    signal.throwIfAborted();
    const started = performance.now();
    const { text, content } = this.answer(request);
    const { outputSchema } = request;
    const answer = outputSchema === null ? { content: text() } : structuredAnswer(this.modelId, outputSchema, content());
    return {
      ...answer,
      inputTokens: estimatedInputTokens(request),
      outputTokens: estimatedTokens(answer.content),
      latencySeconds: (performance.now() - started) / 1000,
    };
  }
}
