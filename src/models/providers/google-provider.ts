import type { SdkProvider } from '../sdk-provider.ts';

/** Gemini through Google's Generative Language API. */
export const googleProvider: SdkProvider = {
  name: 'google',
  keyVariables: ['GOOGLE_GENERATIVE_AI_API_KEY', 'GEMINI_API_KEY', 'GOOGLE_API_KEY'],
  needsKey: true,
  baseUrlVariable: 'GOOGLE_GENERATIVE_AI_BASE_URL',
  defaultBaseUrl: 'https://generativelanguage.googleapis.com/v1beta',

  async open(modelId, { baseUrl, apiKey }, _env, fetch) {
    const { createGoogle } = await import('@ai-sdk/google');
    return { model: createGoogle({ baseURL: baseUrl, fetch, apiKey: apiKey ?? '' })(modelId) };
  },

  async openEmbedding(modelId, { baseUrl, apiKey }, fetch) {
    const { createGoogle } = await import('@ai-sdk/google');
    return createGoogle({ baseURL: baseUrl, fetch, apiKey: apiKey ?? '' }).embeddingModel(modelId);
  },
};
