import { describe, expect, it } from '@jest/globals';
import { endpointOf } from '../sdk-provider.ts';
import { openaiProvider } from './openai-provider.ts';

async function surfaceAt(baseUrl?: string): Promise<string> {
  const env = { OPENAI_API_KEY: 'k', OPENAI_BASE_URL: baseUrl };
  const { model } = await openaiProvider.open('gpt-5', endpointOf(openaiProvider, env), env, fetch);
  return model.provider;
}

describe('openaiProvider', () => {
  it.each([undefined, '', 'https://api.openai.com/v1', 'https://eu.api.openai.com/v1/'])(
    'uses the responses API at OpenAI itself (%s)',
    async (baseUrl) => {
      expect(await surfaceAt(baseUrl)).toBe('openai.responses');
    },
  );

  it.each(['http://127.0.0.1:8000/v1', 'https://gateway.example/openai/v1', 'https://api.openai.com.example/v1'])(
    'uses chat completions at %s',
    async (baseUrl) => {
      expect(await surfaceAt(baseUrl)).toBe('openai.chat');
    },
  );
});
