import type { SdkProvider } from '../sdk-provider.ts';

/** Mistral AI. */
export const mistralProvider: SdkProvider = {
  name: 'mistral',
  keyVariables: ['MISTRAL_API_KEY'],
  needsKey: true,
  baseUrlVariable: 'MISTRAL_BASE_URL',
  defaultBaseUrl: 'https://api.mistral.ai/v1',

  async open(modelId, { baseUrl, apiKey }, _env, fetch) {
    const { createMistral } = await import('@ai-sdk/mistral');
    return { model: createMistral({ baseURL: baseUrl, fetch, apiKey: apiKey ?? '' })(modelId) };
  },

  async openEmbedding(modelId, { baseUrl, apiKey }, fetch) {
    const { createMistral } = await import('@ai-sdk/mistral');
    return createMistral({ baseURL: baseUrl, fetch, apiKey: apiKey ?? '' }).embeddingModel(modelId);
  },
};
