import type { EmbeddingModelV4, EmbeddingModelV4Result } from '@ai-sdk/provider';
import type { AskOptions, Completion, CompletionRequest, Model } from '../evaluation/model.ts';
import { similarityAnswer, textsIn } from '../evaluation/similarity-request.ts';
import { failureOf } from '../evaluation/trial.ts';
import { providerAnswer, providerFailure } from './provider-failure.ts';
import { CallError } from './retry-policy.ts';
import { tokenCount, warningText } from './sdk-answer.ts';
import type { SdkModelOptions } from './sdk-model.ts';

interface TimedResult {
  readonly result: EmbeddingModelV4Result;
  readonly latencySeconds: number;
}

/** An embedding model of the AI SDK. It answers a `similarityRequest`: what is kept of its vectors are their cosines. */
export class EmbeddingModel implements Model {
  readonly modelId: string;
  readonly #model: EmbeddingModelV4;
  readonly #options: SdkModelOptions;
  readonly #source: string;

  constructor(model: EmbeddingModelV4, options: SdkModelOptions) {
    this.modelId = model.modelId;
    this.#model = model;
    this.#options = options;
    this.#source = `${options.provider}:${this.modelId}`;
  }

  async complete(request: CompletionRequest, signal: AbortSignal, options: AskOptions = {}): Promise<Completion> {
    const { onAttempt = () => undefined } = options;
    const { result, latencySeconds } = await this.#embed(textsIn(request), signal, options);
    for (const warning of result.warnings) this.#options.warn(`${this.#source}: ${warningText(warning)}`);
    const cost = { inputTokens: tokenCount(result.usage?.tokens), outputTokens: 0, latencySeconds };
    try {
      const answer = similarityAnswer(result.embeddings);
      onAttempt({ content: answer.content, ...cost, error: null });
      return { ...answer, ...cost };
    } catch (error) {
      onAttempt({ content: null, ...cost, error: failureOf(error).message });
      throw error;
    }
  }

  async #embed(
    texts: readonly string[],
    signal: AbortSignal,
    { onAttempt = () => undefined, onWait = () => undefined }: AskOptions,
  ): Promise<TimedResult> {
    const { call, endpoint } = this.#options;
    const attempt = async (abortSignal: AbortSignal): Promise<TimedResult> => {
      const startedAt = performance.now();
      const result = await this.#model.doEmbed({ values: [...texts], abortSignal });
      return { result, latencySeconds: (performance.now() - startedAt) / 1000 };
    };
    try {
      return await call(attempt, signal, {
        onFailedAttempt: ({ error, latencySeconds }) =>
          onAttempt({
            content: null,
            inputTokens: null,
            outputTokens: null,
            latencySeconds,
            error: providerAnswer(error, endpoint),
          }),
        onWait,
        headersOf: ({ result }) => result.response?.headers,
      });
    } catch (error) {
      if (!(error instanceof CallError)) throw error;
      throw providerFailure(error, this.#source, endpoint, { hasSchema: false });
    }
  }
}
