import type { Completion, CompletionRequest, Model } from '../../../evaluation/model.ts';
import { structuredAnswer } from '../schema/structured-answer.ts';
import { estimatedInputTokens, estimatedTokens } from '../token-estimate.ts';
import { ArithmeticContent } from './arithmetic-content.ts';
import { askedAnswer } from './asked-answer.ts';
import { workedAnswer } from './worked-answer.ts';

/**
 * Computes the arithmetic expression in the last user message, exactly. It is no language model and understands no word
 * problem. Asked for steps it minds precedence; asked for the answer alone it works from left to right, as a pocket
 * calculator does, so that prompts can be compared by it.
 */
export class ArithmeticModel implements Model {
  readonly modelId: string;

  constructor(modelId: string) {
    this.modelId = modelId;
  }

  async complete(request: CompletionRequest, signal: AbortSignal): Promise<Completion> {
    signal.throwIfAborted();
    const started = performance.now();
    const worked = workedAnswer(askedAnswer(request));
    const answer =
      request.outputSchema === null
        ? { content: worked.text }
        : structuredAnswer(this.modelId, request.outputSchema, new ArithmeticContent(worked));
    return {
      ...answer,
      inputTokens: estimatedInputTokens(request),
      outputTokens: estimatedTokens(answer.content),
      latencySeconds: (performance.now() - started) / 1000,
    };
  }
}
