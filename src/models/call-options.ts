import type { JSONObject, LanguageModelV4CallOptions, LanguageModelV4Message } from '@ai-sdk/provider';
import type { CompletionRequest, Message } from '../evaluation/model.ts';
import { generationSettings } from './generation-kwargs.ts';
import type { ProviderSchema } from './provider-schema.ts';

/** What of a provider decides how a request is put. */
export interface CallTarget {
  readonly provider: string;
  /** See `SdkLanguageModel`. */
  readonly completionTokensOption?: string | undefined;
}

/** A request as a call of the AI SDK, the system instruction first. Throws a `GenerationKwargsError`. */
export function callOptions(
  request: CompletionRequest,
  schema: ProviderSchema | null,
  { provider, completionTokensOption }: CallTarget,
): LanguageModelV4CallOptions {
  const { ownOptions, maxCompletionTokens, ...settings } = generationSettings(request.generationKwargs);
  const options: LanguageModelV4CallOptions = { ...settings, prompt: prompt(request) };
  const own: JSONObject = { ...ownOptions };
  if (maxCompletionTokens !== undefined && completionTokensOption === undefined) options.maxOutputTokens = maxCompletionTokens;
  if (maxCompletionTokens !== undefined && completionTokensOption !== undefined)
    own[completionTokensOption] = maxCompletionTokens;
  if (Object.keys(own).length > 0) options.providerOptions = { [provider]: own };
  if (schema !== null) options.responseFormat = { type: 'json', schema: schema.schema };
  return options;
}

function prompt({ messages, systemInstruction }: CompletionRequest): LanguageModelV4Message[] {
  const prompt = messages.map(toSdkMessage);
  if (systemInstruction !== null) prompt.unshift({ role: 'system', content: systemInstruction });
  return prompt;
}

function toSdkMessage({ role, content }: Message): LanguageModelV4Message {
  return role === 'system' ? { role, content } : { role, content: [{ type: 'text', text: content }] };
}

/** Adds options that only this provider has; values that the caller set win. */
export function withOwnOptions(
  options: LanguageModelV4CallOptions,
  provider: string,
  defaults: JSONObject,
): LanguageModelV4CallOptions {
  return { ...options, providerOptions: { [provider]: { ...defaults, ...options.providerOptions?.[provider] } } };
}

/**
 * For providers that expect strict structured output by default: sends the strict schema if there is one, and turns strictness off
 * if there is none, instead of being refused.
 */
export function strictOutput(
  provider: string,
): (options: LanguageModelV4CallOptions, schema: ProviderSchema | null) => LanguageModelV4CallOptions {
  return (options, schema) => {
    if (schema === null) return options;
    if (schema.strict === null) return withOwnOptions(options, provider, { strictJsonSchema: false });
    return { ...options, responseFormat: { type: 'json', schema: schema.strict } };
  };
}
