import { strictOutput } from '../call-options.ts';
import type { SdkProvider } from '../sdk-provider.ts';

/**
 * OpenAI: `/v1/responses` at OpenAI itself, where every model has it; `/v1/chat/completions` if `OPENAI_BASE_URL` points elsewhere,
 * because other servers have nothing else.
 */
export const openaiProvider: SdkProvider = {
  name: 'openai',
  keyVariables: ['OPENAI_API_KEY'],
  needsKey: true,
  baseUrlVariable: 'OPENAI_BASE_URL',
  defaultBaseUrl: 'https://api.openai.com/v1',

  async open(modelId, { baseUrl, apiKey }, _env, fetch) {
    const { createOpenAI } = await import('@ai-sdk/openai');
    const openai = createOpenAI({ baseURL: baseUrl, fetch, apiKey: apiKey ?? '' });
    const adapt = strictOutput('openai');
    if (isOpenAiItself(baseUrl)) return { model: openai.responses(modelId), adapt };
    return { model: openai.chat(modelId), completionTokensOption: 'maxCompletionTokens', adapt };
  },

  async openEmbedding(modelId, { baseUrl, apiKey }, fetch) {
    const { createOpenAI } = await import('@ai-sdk/openai');
    return createOpenAI({ baseURL: baseUrl, fetch, apiKey: apiKey ?? '' }).embeddingModel(modelId);
  },
};

function isOpenAiItself(baseUrl: string): boolean {
  const { hostname } = new URL(baseUrl);
  return hostname === 'api.openai.com' || hostname.endsWith('.api.openai.com');
}
