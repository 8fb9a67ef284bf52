import type { JSONObject, JSONSchema7, LanguageModelV4CallOptions } from '@ai-sdk/provider';
import { withOwnOptions } from '../call-options.ts';
import type { ProviderSchema } from '../provider-schema.ts';
import type { SdkProvider } from '../sdk-provider.ts';

/** OpenRouter. Its package copies its own options into the body unchanged, and takes the reasoning effort only from there. */
export const openrouterProvider: SdkProvider = {
  name: 'openrouter',
  keyVariables: ['OPENROUTER_API_KEY'],
  needsKey: true,
  baseUrlVariable: 'OPENROUTER_BASE_URL',
  defaultBaseUrl: 'https://openrouter.ai/api/v1',

  async open(modelId, { baseUrl, apiKey }, _env, fetch) {
    const { createOpenRouter } = await import('@openrouter/ai-sdk-provider');
    const openrouter = createOpenRouter({ baseURL: baseUrl, fetch, apiKey: apiKey ?? '', compatibility: 'strict' });
    return { model: openrouter(modelId), completionTokensOption: 'max_completion_tokens', adapt };
  },

  async openEmbedding(modelId, { baseUrl, apiKey }, fetch) {
    const { createOpenRouter } = await import('@openrouter/ai-sdk-provider');
    return createOpenRouter({ baseURL: baseUrl, fetch, apiKey: apiKey ?? '' }).textEmbeddingModel(modelId);
  },
};

function adapt(
  { reasoning, ...options }: LanguageModelV4CallOptions,
  schema: ProviderSchema | null,
): LanguageModelV4CallOptions {
  const own = {
    ...(reasoning === undefined ? {} : { reasoning: { effort: reasoning } }),
    ...(schema === null ? {} : { response_format: responseFormat(schema) }),
  };
  return withOwnOptions(options, 'openrouter', own);
}

function responseFormat({ schema, strict }: ProviderSchema): { type: string; json_schema: JSONObject } {
  const sent: JSONSchema7 = strict ?? schema;
  return { type: 'json_schema', json_schema: { name: 'response', strict: strict !== null, schema: sent as JSONObject } };
}
