import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { FakeModel } from '../evaluation/fake-model.fixture.ts';
import { type Completion, type CompletionRequest, ModelError } from '../evaluation/model.ts';
import { CachedModel } from './cached-model.ts';
import { requestOf } from './language-model.fixture.ts';
import { ResponseCache } from './response-cache.ts';

const never = new AbortController().signal;

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'assay-cache-'));
});

afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

function cached(model: FakeModel, name = 'openai:gpt-5'): CachedModel {
  const cache = new ResponseCache({ folder, maxBytes: 16 * 1024 ** 2, warn: () => undefined });
  return new CachedModel(model, { model: name, address: null }, cache);
}

function ask(model: CachedModel, request: Partial<CompletionRequest> = {}, replicate = 0): Promise<Completion> {
  return model.complete(requestOf(request), never, { replicate });
}

describe('CachedModel', () => {
  it('asks once, and says of an answer from the cache that it is one', async () => {
    const model = new FakeModel(() => ({ content: 'hi', parsed: { a: [1, null] }, reasoning: 'hm' }));
    const first = await ask(cached(model));
    const again = await ask(cached(model));
    expect(first).not.toHaveProperty('cached');
    expect(again).toEqual({ ...first, latencySeconds: expect.any(Number), cached: true });
    expect(model.requests).toHaveLength(1);
  });

  it.each([
    ['other messages', { messages: [{ role: 'user', content: 'bye' }] }],
    ['a system instruction', { systemInstruction: 'Be brief.' }],
    ['a schema', { outputSchema: { type: 'object' } }],
    ['another temperature', { generationKwargs: { temperature: 1 } }],
  ] as const)('asks again with %s', async (_what, request) => {
    const model = new FakeModel();
    await ask(cached(model));
    await ask(cached(model), request);
    expect(model.requests).toHaveLength(2);
  });

  it('asks again for another replicate, and another model', async () => {
    const model = new FakeModel();
    await ask(cached(model));
    await ask(cached(model), {}, 1);
    await ask(cached(model, 'openai:gpt-6'));
    expect(model.requests).toHaveLength(3);
  });

  it('has an answer of its own for each of the equal requests of a trial', async () => {
    let count = 0;
    const model = new FakeModel(() => ({ content: String((count += 1)) }));
    const asked = async (occurrence: number): Promise<string> =>
      (await cached(model).complete(requestOf(), never, { occurrence })).content;
    expect([await asked(0), await asked(1), await asked(0), await asked(1)]).toEqual(['1', '2', '1', '2']);
  });

  it('does not keep a failure', async () => {
    const model = new FakeModel(() => {
      if (model.requests.length === 1) throw new ModelError('no');
      return { content: 'yes' };
    });
    await expect(ask(cached(model))).rejects.toThrow('no');
    expect(await ask(cached(model))).toMatchObject({ content: 'yes' });
  });

  it('does not give an answer again that was of no use', async () => {
    const model = new FakeModel();
    const asked = cached(model);
    await asked.discard(await ask(asked));
    await ask(asked);
    expect(model.requests).toHaveLength(2);
  });

  it('sends a request once that is asked twice at the same time', async () => {
    const answer = Promise.withResolvers<Partial<Completion>>();
    const model = new FakeModel(() => answer.promise);
    const asked = cached(model);
    const both = Promise.all([ask(asked), ask(asked)]);
    answer.resolve({ content: 'hi' });
    const [first, second] = await both;
    expect(model.requests).toHaveLength(1);
    expect([first, second].filter((completion) => completion.cached === true)).toHaveLength(1);
  });
});
