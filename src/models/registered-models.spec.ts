import { describe, expect, it } from '@jest/globals';
import type { ModelFacts } from '../domain/model-directory.ts';
import { RegisteredModels } from './registered-models.ts';

async function factsOf(model: string, env: Readonly<Record<string, string>> = {}): Promise<ModelFacts | undefined> {
  const [facts] = await new RegisteredModels({ env, pricesFile: null }).look([model]);
  return facts;
}

describe('RegisteredModels', () => {
  it('knows the published price of a model, and that its provider has no key', async () => {
    expect(await factsOf('openai:gpt-5-mini')).toEqual({
      provider: 'openai',
      hasKey: false,
      isPriceKnown: true,
      problem: 'openai: models need an API key: set OPENAI_API_KEY',
    });
  });

  it('sees a key in any of a provider’s variables', async () => {
    const facts = { provider: 'google', hasKey: true, isPriceKnown: true, problem: null };
    expect(await factsOf('google:gemini-2.5-flash', { GEMINI_API_KEY: 'k' })).toEqual(facts);
  });

  it('knows no price at another server than the provider’s own', async () => {
    const env = { OPENAI_API_KEY: 'k', OPENAI_BASE_URL: 'http://127.0.0.1:1/v1' };
    expect(await factsOf('openai:gpt-5-mini', env)).toMatchObject({ isPriceKnown: false, problem: null });
  });

  it('refuses what needs a provider where the server is offline, and nothing else', async () => {
    const models = new RegisteredModels({ env: { OPENAI_API_KEY: 'k' }, offline: true, pricesFile: null });
    const facts = await models.look(['openai:gpt-5-mini', 'compatible:llama3.2', 'local:echo']);
    const problem = 'this server is offline (ASSAY_OFFLINE), use a local: model, or recorded:';
    expect(facts.map((fact) => fact.problem)).toEqual([problem, problem, null]);
  });

  it('asks for no key where none is needed', async () => {
    const env = { ASSAY_COMPATIBLE_BASE_URL: 'http://127.0.0.1:1/v1' };
    expect(await factsOf('compatible:llama3.2:3b', env)).toEqual({
      provider: 'compatible',
      hasKey: null,
      isPriceKnown: false,
      problem: null,
    });
    expect(await factsOf('recorded:monday')).toMatchObject({ hasKey: null, isPriceKnown: true, problem: null });
  });

  it.each([
    ['gpt-5', /names no provider/],
    ['opnai:gpt-5', /no such provider/],
    ['local:ehco', /there is no model 'local:ehco'/],
    ['compatible:llama3.2', /ASSAY_COMPATIBLE_BASE_URL/],
  ])('says why %s can’t be used', async (model, problem) => {
    expect(await factsOf(model)).toMatchObject({ problem: expect.stringMatching(problem) as unknown });
  });
});
