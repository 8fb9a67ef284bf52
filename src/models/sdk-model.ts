import type {
  LanguageModelV4,
  LanguageModelV4CallOptions,
  LanguageModelV4GenerateResult,
  SharedV4Warning,
} from '@ai-sdk/provider';
import {
  AnswerError,
  type Attempt,
  type Completion,
  type CompletionRequest,
  type Model,
  ModelError,
  StructuredOutputError,
} from '../evaluation/model.ts';
import type { JsonValue } from '../evaluation/json.ts';
import { failureOf } from '../evaluation/trial.ts';
import { callOptions } from './call-options.ts';
import { providerAnswer, providerFailure } from './provider-failure.ts';
import { jsonAnswer, type ProviderSchema, providerSchema } from './provider-schema.ts';
import {
  CallError,
  type FailedAttempt,
  type RetriedCall,
  retrying,
  type RetryNotice,
  type RetryPolicy,
} from './retry-policy.ts';
import { type Endpoint, endpointOf, type Env, type SdkLanguageModel, type SdkProvider } from './sdk-provider.ts';

export interface SdkModelOptions {
  readonly provider: string;
  readonly endpoint: Endpoint;
  readonly call: RetriedCall;
  readonly warn: (text: string) => void;
}

/** A model of the AI SDK, called through its provider layer (`doGenerate`), which neither retries nor times out by itself. */
export class SdkModel implements Model {
  readonly modelId: string;
  readonly #model: LanguageModelV4;
  readonly #adapt: SdkLanguageModel['adapt'];
  readonly #options: SdkModelOptions;
  readonly #source: string;

  constructor({ model, adapt }: SdkLanguageModel, options: SdkModelOptions) {
    this.modelId = model.modelId;
    this.#model = model;
    this.#adapt = adapt;
    this.#options = options;
    this.#source = `${options.provider}:${model.modelId}`;
  }

  async complete(
    request: CompletionRequest,
    signal: AbortSignal,
    onAttempt: (attempt: Attempt) => void = () => undefined,
  ): Promise<Completion> {
    const schema = request.outputSchema === null ? null : providerSchema(request.outputSchema);
    const plain = callOptions(request, schema, this.#options.provider);
    const options = this.#adapt === undefined ? plain : this.#adapt(plain, schema);
    const { result, latencySeconds } = await this.#generate(options, signal, onAttempt);
    for (const warning of result.warnings) this.#warn(warningText(warning));
    const cost = { ...tokensOf(result), latencySeconds };
    try {
      const content = this.#text(result, options);
      const parsed = schema === null ? {} : { parsed: this.#json(result, content, schema, options) };
      onAttempt({ content, ...cost, error: null });
      return { content, ...parsed, ...reasoningOf(result), ...cost };
    } catch (error) {
      onAttempt({ content: textOf(result), ...cost, error: failureOf(error).message });
      throw error;
    }
  }

  async #generate(
    options: LanguageModelV4CallOptions,
    signal: AbortSignal,
    onAttempt: (attempt: Attempt) => void,
  ): Promise<TimedResult> {
    const { call, endpoint } = this.#options;
    const attempt = async (abortSignal: AbortSignal): Promise<TimedResult> => {
      const startedAt = performance.now();
      const result = await this.#model.doGenerate({ ...options, abortSignal });
      return { result, latencySeconds: (performance.now() - startedAt) / 1000 };
    };
    const onFailedAttempt = ({ error, latencySeconds }: FailedAttempt): void =>
      onAttempt({
        content: null,
        inputTokens: null,
        outputTokens: null,
        latencySeconds,
        error: providerAnswer(error, endpoint),
      });
    try {
      return await call(attempt, signal, onFailedAttempt);
    } catch (error) {
      throw error instanceof CallError ? providerFailure(error, this.#source, endpoint) : error;
    }
  }

  #text(result: LanguageModelV4GenerateResult, { responseFormat, maxOutputTokens }: LanguageModelV4CallOptions): string {
    const text = textOf(result);
    const { unified, raw } = result.finishReason;
    const reason = raw ?? unified;
    switch (unified) {
      case 'content-filter':
        throw new AnswerError(`${this.#source}: the provider's content filter stopped the answer (${reason})`, text);
      case 'error':
      case 'interrupted':
        throw new ModelError(`${this.#source}: the provider broke off the answer (${reason})`);
      case 'length':
        if (responseFormat === undefined) this.#acceptCut(text, maxOutputTokens);
        return text;
      case 'stop':
      case 'tool-calls':
      case 'other':
        if (text === '') throw new AnswerError(`${this.#source}: the answer has no text (it ended with '${reason}')`, text);
        return text;
    }
  }

  /** Text cut at the request's own limit is what was asked for; any other cut answer is a failure. */
  #acceptCut(text: string, limit: number | undefined): void {
    const cut = cutText(limit);
    if (text === '') throw new AnswerError(`${this.#source}: ${cut} before any text came: raise max_tokens`, text);
    if (limit === undefined) throw new AnswerError(`${this.#source}: ${cut}: set max_tokens, or ask for less`, text);
    this.#warn(`${cut}, as max_tokens says`);
  }

  /** JSON that was whole when the limit came is an answer like any other. */
  #json(
    { finishReason, structuredOutputText }: LanguageModelV4GenerateResult,
    content: string,
    schema: ProviderSchema,
    { maxOutputTokens }: LanguageModelV4CallOptions,
  ): JsonValue {
    try {
      return jsonAnswer(structuredOutputText ?? content, schema, this.#source);
    } catch (error) {
      if (finishReason.unified !== 'length' || !(error instanceof StructuredOutputError)) throw error;
      throw new StructuredOutputError(`${error.message}; ${cutText(maxOutputTokens)}: raise max_tokens`, content);
    }
  }

  #warn(text: string): void {
    this.#options.warn(`${this.#source}: ${text}`);
  }
}

interface TimedResult {
  readonly result: LanguageModelV4GenerateResult;
  readonly latencySeconds: number;
}

/** As the provider counted them; what can't be a count is not known. */
function tokensOf({ usage }: LanguageModelV4GenerateResult): Pick<Completion, 'inputTokens' | 'outputTokens'> {
  return { inputTokens: tokenCount(usage.inputTokens.total), outputTokens: tokenCount(usage.outputTokens.total) };
}

function tokenCount(tokens: number | undefined): number | null {
  return tokens !== undefined && Number.isSafeInteger(tokens) && tokens >= 0 ? tokens : null;
}

/** What the model thought aloud, and how many tokens it took, where the provider says. */
function reasoningOf({ content, usage }: LanguageModelV4GenerateResult): Pick<Completion, 'reasoning' | 'reasoningTokens'> {
  const reasoning = content.flatMap((part) => (part.type === 'reasoning' ? [part.text] : [])).join('');
  const reasoningTokens = tokenCount(usage.outputTokens.reasoning);
  return { ...(reasoning === '' ? {} : { reasoning }), ...(reasoningTokens === null ? {} : { reasoningTokens }) };
}

function cutText(limit: number | undefined): string {
  return `the answer was cut off at ${limit === undefined ? "the model's limit" : `${limit} tokens`}`;
}

function textOf({ content }: LanguageModelV4GenerateResult): string {
  let text = '';
  for (const part of content) if (part.type === 'text') text += part.text;
  return text;
}

export interface OpenSdkModelOptions {
  readonly env: Env;
  readonly policy: RetryPolicy;
  readonly warn: (text: string) => void;
  readonly onRetry?: (notice: RetryNotice) => void;
  readonly random?: () => number;
}

/** Opens a provider's model under a retry policy. Throws a `ModelSpecError` if a variable is missing or wrong. */
export async function openSdkModel(
  provider: SdkProvider,
  modelId: string,
  { env, policy, warn, onRetry, random = Math.random }: OpenSdkModelOptions,
): Promise<Model> {
  const endpoint = endpointOf(provider, env);
  const model = `${provider.name}:${modelId}`;
  const call = retrying(
    policy,
    ({ error, delayMs }) => onRetry?.({ model, message: providerAnswer(error, endpoint), delayMs }),
    random,
  );
  return new SdkModel(await provider.open(modelId, endpoint, env), { provider: provider.name, endpoint, call, warn });
}

/** A warning of the AI SDK as a sentence. */
function warningText(warning: SharedV4Warning): string {
  switch (warning.type) {
    case 'unsupported':
      return withDetails(`'${warning.feature}' is not supported and was left out`, warning.details);
    case 'compatibility':
      return withDetails(`'${warning.feature}' works only in a compatibility mode`, warning.details);
    case 'deprecated':
      return withDetails(`'${warning.setting}' is deprecated`, warning.message);
    case 'other':
      return warning.message;
  }
}

function withDetails(text: string, details: string | undefined): string {
  return details === undefined ? text : `${text}: ${details}`;
}
