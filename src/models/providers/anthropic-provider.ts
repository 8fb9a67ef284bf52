import type { SdkProvider } from '../sdk-provider.ts';

/** Anthropic. Their own libraries take a base URL without `/v1`, the AI SDK's takes one with it: both work. */
export const anthropicProvider: SdkProvider = {
  name: 'anthropic',
  keyVariables: ['ANTHROPIC_API_KEY'],
  needsKey: true,
  baseUrlVariable: 'ANTHROPIC_BASE_URL',
  defaultBaseUrl: 'https://api.anthropic.com/v1',

  async open(modelId, { baseUrl, apiKey }, _env, fetch) {
    const { createAnthropic } = await import('@ai-sdk/anthropic');
    const baseURL = /\/v\d+$/.test(baseUrl) ? baseUrl : `${baseUrl}/v1`;
    return { model: createAnthropic({ baseURL, fetch, apiKey: apiKey ?? '' })(modelId) };
  },
};
