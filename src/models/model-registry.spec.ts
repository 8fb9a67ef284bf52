import { describe, expect, it } from '@jest/globals';
import { UnusableRequestError } from '../domain/errors.ts';
import { createModelRegistry, type ModelRegistry, parseModelSpec } from './model-registry.ts';
import type { Env } from './sdk-provider.ts';

function registry(env: Env = {}): ModelRegistry {
  return createModelRegistry({ env, policy: { maxRetries: 0, timeoutMs: 1000 } });
}

describe('createModelRegistry', () => {
  it.each([
    ['openai:gpt-5-mini', { OPENAI_API_KEY: 'k' }],
    ['anthropic:claude-sonnet-4-5', { ANTHROPIC_API_KEY: 'k' }],
    ['mistral:mistral-medium-latest', { MISTRAL_API_KEY: 'k' }],
    ['google:gemini-2.5-flash', { GOOGLE_GENERATIVE_AI_API_KEY: 'k' }],
    ['google:gemini-2.5-pro', { GEMINI_API_KEY: 'k' }],
    ['google:gemini-2.5-flash-lite', { GOOGLE_API_KEY: 'k' }],
    ['openrouter:meta-llama/llama-3.3-70b-instruct:free', { OPENROUTER_API_KEY: 'k' }],
    ['compatible:llama3.2:3b', { ASSAY_COMPATIBLE_BASE_URL: 'http://127.0.0.1:11434/v1' }],
  ])('finds %s', async (spec, env: Env) => {
    const model = await registry(env).resolve(spec);
    expect(model.modelId).toBe(spec.slice(spec.indexOf(':') + 1));
  });

  it('finds the offline models without any variable', async () => {
    expect((await registry().resolve('local:echo')).modelId).toBe('echo');
  });

  it('gives the same model for the same spec, at once or later', async () => {
    const models = registry({ OPENAI_API_KEY: 'k' });
    const [one, other] = await Promise.all([models.resolve('openai:gpt-5'), models.resolve('openai:gpt-5')]);
    expect(other).toBe(one);
    expect(await models.resolve('openai:gpt-5')).toBe(one);
    expect(await models.resolve('openai:gpt-5-mini')).not.toBe(one);
  });

  it.each([
    ['openai:gpt-5', 'set OPENAI_API_KEY'],
    ['anthropic:x', 'set ANTHROPIC_API_KEY'],
    ['mistral:x', 'set MISTRAL_API_KEY'],
    ['google:x', 'set GOOGLE_GENERATIVE_AI_API_KEY or GEMINI_API_KEY or GOOGLE_API_KEY'],
    ['openrouter:x', 'set OPENROUTER_API_KEY'],
    ['compatible:x', 'set ASSAY_COMPATIBLE_BASE_URL'],
  ])('names the variable that %s lacks', async (spec, words) => {
    await expect(registry().resolve(spec)).rejects.toThrow(UnusableRequestError);
    await expect(registry().resolve(spec)).rejects.toThrow(words);
  });

  it('treats an empty key as missing', async () => {
    await expect(registry({ OPENAI_API_KEY: ' ' }).resolve('openai:gpt-5')).rejects.toThrow('set OPENAI_API_KEY');
  });

  it.each(['127.0.0.1:11434', 'localhost', 'ftp://127.0.0.1/v1'])('refuses %s as a base URL', async (url) => {
    const resolved = registry({ ASSAY_COMPATIBLE_BASE_URL: url }).resolve('compatible:x');
    await expect(resolved).rejects.toThrow(`ASSAY_COMPATIBLE_BASE_URL is not an http or https URL: '${url}'`);
  });

  it.each([
    ['http://127.0.0.1/v1/chat/completions', "give the root of the API, without '/chat/completions'"],
    ['http://127.0.0.1/v1/chat/completions/', "without '/chat/completions/'"],
    ['http://127.0.0.1/v1/responses', "without '/responses'"],
    ['http://127.0.0.1/v1/models/llama', "without '/models/llama'"],
    ['http://127.0.0.1/v1?key=1', "without '?key=1'"],
    ['http://user:word@127.0.0.1/v1', 'holds a name or password'],
  ])('refuses %s, which is more than the root of an API', async (url, words) => {
    const resolved = registry({ ASSAY_COMPATIBLE_BASE_URL: url }).resolve('compatible:x');
    await expect(resolved).rejects.toThrow('ASSAY_COMPATIBLE_BASE_URL');
    await expect(resolved).rejects.toThrow(words);
  });

  it('refuses a proxy that is no URL', async () => {
    const resolved = registry({ ASSAY_COMPATIBLE_BASE_URL: 'http://127.0.0.1/v1', HTTP_PROXY: 'a b' }).resolve('compatible:x');
    await expect(resolved).rejects.toThrow('HTTP_PROXY or HTTPS_PROXY is not the URL of a proxy');
  });

  it('refuses an unknown way of structured output', async () => {
    const env = { ASSAY_COMPATIBLE_BASE_URL: 'http://127.0.0.1/v1', ASSAY_COMPATIBLE_STRUCTURED_OUTPUT: 'xml' };
    await expect(registry(env).resolve('compatible:x')).rejects.toThrow("is 'xml': it must be json_schema or json_object");
  });

  it('lists the providers if one is unknown', async () => {
    await expect(registry().resolve('opnai:gpt-5')).rejects.toThrow(
      "unknown provider 'opnai': use openai, anthropic, mistral, google, openrouter, compatible, local, recorded",
    );
  });

  it.each(['gpt-5', 'openai:', ''])('refuses %j', async (spec) => {
    await expect(registry().resolve(spec)).rejects.toThrow(UnusableRequestError);
  });

  it('refuses models of providers where the server is offline, also with a key', async () => {
    const offline = createModelRegistry({
      env: { OPENAI_API_KEY: 'k' },
      policy: { maxRetries: 0, timeoutMs: 1000 },
      offline: true,
    });
    await expect(offline.resolve('openai:gpt-5-mini')).rejects.toThrow(
      "model 'openai:gpt-5-mini' needs a network: this server is offline (ASSAY_OFFLINE), use a local: model, or recorded:",
    );
    expect(typeof (await offline.resolve('local:echo'))).toBe('object');
  });

  it('refuses an unknown offline model', async () => {
    await expect(registry().resolve('local:gpt')).rejects.toThrow(UnusableRequestError);
  });
});

describe('parseModelSpec', () => {
  it.each([
    ['openai:gpt-5-mini', 'openai', 'gpt-5-mini'],
    ['compatible:llama3.2:3b', 'compatible', 'llama3.2:3b'],
    ['openrouter:meta-llama/llama-3.3-70b-instruct:free', 'openrouter', 'meta-llama/llama-3.3-70b-instruct:free'],
    ['local:echo?latency_ms=20&fail_rate=0.1', 'local', 'echo?latency_ms=20&fail_rate=0.1'],
  ])('splits %s at its first colon', (spec, provider, modelId) => {
    expect(parseModelSpec(spec)).toEqual({ provider, modelId });
  });

  it.each([
    ['gpt-5', 'names no provider'],
    ['', 'names no provider'],
    [':gpt-5', 'nothing before the colon'],
    ['openai:', 'no model id after the colon'],
    ['openai:  ', 'no model id after the colon'],
  ])('refuses %j and says that it has %s', (spec, words) => {
    expect(() => parseModelSpec(spec)).toThrow(words);
  });
});
