import type { LanguageModelV4CallOptions, LanguageModelV4GenerateResult } from '@ai-sdk/provider';
import type { JsonValue } from '../evaluation/json.ts';
import {
  type AskOptions,
  type Attempt,
  type Completion,
  type CompletionRequest,
  type Model,
  StructuredOutputError,
} from '../evaluation/model.ts';
import { failureOf } from '../evaluation/trial.ts';
import { callOptions } from './call-options.ts';
import { tokenLimit } from './generation-kwargs.ts';
import { isRefusalOf, providerAnswer, providerFailure } from './provider-failure.ts';
import { jsonAnswer, type ProviderSchema, providerSchema } from './provider-schema.ts';
import { CallError, type FailedAttempt, type RetriedCall } from './retry-policy.ts';
import { answerText, cutText, leftOutOptions, reasoningOf, textOf, tokensOf, toolCallsOf, warningText } from './sdk-answer.ts';
import type { Endpoint, SdkLanguageModel } from './sdk-provider.ts';

export interface SdkModelOptions {
  readonly provider: string;
  readonly endpoint: Endpoint;
  readonly call: RetriedCall;
  readonly warn: (text: string) => void;
}

/** One request on its way. */
interface Asking {
  readonly schema: ProviderSchema | null;
  readonly signal: AbortSignal;
  readonly onAttempt: (attempt: Attempt) => void;
  readonly onWait: (isWaiting: boolean) => void;
}

const TEMPERATURE = 'temperature';

/** A model of the AI SDK, called through its provider layer (`doGenerate`), which neither retries nor times out by itself. */
export class SdkModel implements Model {
  readonly modelId: string;
  readonly #model: SdkLanguageModel;
  readonly #options: SdkModelOptions;
  readonly #source: string;
  #refusesTemperature = false;

  constructor(model: SdkLanguageModel, options: SdkModelOptions) {
    this.modelId = model.model.modelId;
    this.#model = model;
    this.#options = options;
    this.#source = `${options.provider}:${this.modelId}`;
  }

  async complete(
    request: CompletionRequest,
    signal: AbortSignal,
    { onAttempt = () => undefined, onWait = () => undefined }: AskOptions = {},
  ): Promise<Completion> {
    const schema = request.outputSchema === null ? null : providerSchema(request.outputSchema);
    const asking = { schema, signal, onAttempt, onWait };
    const hasTemperature = (request.generationKwargs[TEMPERATURE] ?? null) !== null;
    if (!hasTemperature) return this.#ask(request, asking);
    if (this.#refusesTemperature) return this.#askWithoutTemperature(request, asking);
    try {
      return await this.#ask(request, asking);
    } catch (error) {
      if (!(error instanceof CallError) || !isRefusalOf(TEMPERATURE, error.cause)) throw error;
      this.#refusesTemperature = true;
      this.#warn(`'${TEMPERATURE}' is refused, and is left out from now on`);
      return await this.#askWithoutTemperature(request, asking);
    }
  }

  async #askWithoutTemperature(request: CompletionRequest, asking: Asking): Promise<Completion> {
    const { [TEMPERATURE]: _refused, ...generationKwargs } = request.generationKwargs;
    const completion = await this.#ask({ ...request, generationKwargs }, asking);
    return { ...completion, leftOut: [TEMPERATURE, ...(completion.leftOut ?? [])] };
  }

  async #ask(request: CompletionRequest, asking: Asking): Promise<Completion> {
    const { schema, onAttempt } = asking;
    const { adapt, completionTokensOption } = this.#model;
    const plain = callOptions(request, schema, { provider: this.#options.provider, completionTokensOption });
    const options = adapt === undefined ? plain : adapt(plain, schema);
    const { result, latencySeconds } = await this.#generate(options, asking);
    for (const warning of result.warnings) this.#warn(warningText(warning));
    const cost = { ...tokensOf(result), latencySeconds };
    try {
      const answer = this.#read(result, schema, tokenLimit(request.generationKwargs));
      onAttempt({ content: answer.content, ...cost, error: null });
      const leftOut = leftOutOptions(result);
      return { ...answer, ...reasoningOf(result), ...cost, ...(leftOut.length === 0 ? {} : { leftOut }) };
    } catch (error) {
      onAttempt({ content: textOf(result), ...cost, error: failureOf(error).message });
      throw error;
    }
  }

  async #generate(options: LanguageModelV4CallOptions, asking: Asking): Promise<TimedResult> {
    const { schema, signal, onAttempt, onWait } = asking;
    const { call, endpoint } = this.#options;
    const attempt = async (abortSignal: AbortSignal): Promise<TimedResult> => {
      const startedAt = performance.now();
      const result = await this.#model.model.doGenerate({ ...options, abortSignal });
      return { result, latencySeconds: (performance.now() - startedAt) / 1000 };
    };
    const onFailedAttempt = ({ error, latencySeconds }: FailedAttempt): void => {
      const nothing = { content: null, inputTokens: null, outputTokens: null };
      onAttempt({ ...nothing, latencySeconds, error: providerAnswer(error, endpoint) });
    };
    try {
      return await call(attempt, signal, { onFailedAttempt, onWait, headersOf });
    } catch (error) {
      if (!(error instanceof CallError) || isRefusalOf(TEMPERATURE, error.cause, options)) throw error;
      throw providerFailure(error, this.#source, endpoint, { hasSchema: schema !== null });
    }
  }

  #read(
    result: LanguageModelV4GenerateResult,
    schema: ProviderSchema | null,
    limit: number | undefined,
  ): Pick<Completion, 'content' | 'parsed' | 'toolCalls'> {
    const asked = { source: this.#source, isStructured: schema !== null, tokenLimit: limit };
    const content = answerText(result, asked, (text) => this.#warn(text));
    if (schema === null) return { content, ...toolCallsOf(result, this.#source) };
    return { content, parsed: this.#json(result, content, schema, limit) };
  }

  /** JSON that was whole when the limit came is an answer like any other. */
  #json(
    { finishReason, structuredOutputText }: LanguageModelV4GenerateResult,
    content: string,
    schema: ProviderSchema,
    limit: number | undefined,
  ): JsonValue {
    try {
      return jsonAnswer(structuredOutputText ?? content, schema, this.#source);
    } catch (error) {
      if (finishReason.unified !== 'length' || !(error instanceof StructuredOutputError)) throw error;
      throw new StructuredOutputError(`${error.message}; ${cutText(limit)}: raise max_tokens`, content);
    }
  }

  #warn(text: string): void {
    this.#options.warn(`${this.#source}: ${text}`);
  }
}

function headersOf({ result }: TimedResult): Record<string, string> | undefined {
  return result.response?.headers;
}

interface TimedResult {
  readonly result: LanguageModelV4GenerateResult;
  readonly latencySeconds: number;
}
