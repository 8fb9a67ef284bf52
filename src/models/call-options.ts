import type { LanguageModelV4CallOptions, LanguageModelV4Message } from '@ai-sdk/provider';
import type { CompletionRequest, Message } from '../evaluation/model.ts';
import { generationSettings } from './generation-kwargs.ts';
import type { ProviderSchema } from './provider-schema.ts';

/** A request in the AI SDK's words, the system instruction first. Throws a `GenerationKwargsError`. */
export function callOptions(
  request: CompletionRequest,
  schema: ProviderSchema | null,
  provider: string,
): LanguageModelV4CallOptions {
  const { ownOptions, ...settings } = generationSettings(request.generationKwargs);
  const options: LanguageModelV4CallOptions = { ...settings, prompt: prompt(request) };
  if (ownOptions !== undefined) options.providerOptions = { [provider]: ownOptions };
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
