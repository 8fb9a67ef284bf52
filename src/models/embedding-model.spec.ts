import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, describe, expect, it } from '@jest/globals';
import type { Attempt } from '../evaluation/model.ts';
import { similarityRequest } from '../evaluation/similarity-request.ts';
import { createModelRegistry, type ModelRegistry } from './model-registry.ts';

const never = new AbortController().signal;
let server: Server | undefined;

afterEach(() => {
  server?.close();
});

interface Asked {
  readonly path: string | undefined;
  readonly body: unknown;
}

/** A registry whose `openai:` is a server on this machine that gives these answers in turn. */
async function registryOf(
  answers: readonly { status: number; body: object }[],
): Promise<{ registry: ModelRegistry; asked: Asked[] }> {
  const asked: Asked[] = [];
  server = createServer((request: IncomingMessage, response) => {
    void text(request).then((body) => {
      const answer = answers[asked.length] ?? { status: 500, body: {} };
      asked.push({ path: request.url, body: JSON.parse(body) as unknown });
      response.writeHead(answer.status, { 'content-type': 'application/json' }).end(JSON.stringify(answer.body));
    });
  });
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const env = { OPENAI_API_KEY: 'k', OPENAI_BASE_URL: `http://127.0.0.1:${port}/v1` };
  const policy = { maxRetries: 1, timeoutMs: 5_000, baseDelayMs: 1, maxDelayMs: 1 };
  return { registry: createModelRegistry({ env, policy: policy }), asked };
}

const VECTORS = {
  object: 'list',
  model: 'text-embedding-3-small',
  data: [
    { object: 'embedding', index: 0, embedding: [3, 4] },
    { object: 'embedding', index: 1, embedding: [4, 3] },
  ],
  usage: { prompt_tokens: 7, total_tokens: 7 },
};

describe('a model of embeddings', () => {
  it('gives the cosines of what a provider embeds, with its tokens', async () => {
    const { registry, asked } = await registryOf([{ status: 200, body: VECTORS }]);
    const model = await registry.resolve('openai:text-embedding-3-small', 'embedding');
    const attempts: Attempt[] = [];

    const completion = await model.complete(similarityRequest('one', ['other']), never, {
      onAttempt: (attempt) => attempts.push(attempt),
    });

    expect(completion).toMatchObject({ content: '[0.96]', parsed: [0.96], inputTokens: 7, outputTokens: 0 });
    expect(attempts).toMatchObject([{ content: '[0.96]', error: null }]);
    expect(asked).toMatchObject([
      { path: '/v1/embeddings', body: { model: 'text-embedding-3-small', input: ['one', 'other'] } },
    ]);
  });

  it('says what a provider answered that refuses', async () => {
    const { registry } = await registryOf([{ status: 401, body: { error: { message: 'no such key' } } }]);
    const model = await registry.resolve('openai:text-embedding-3-small', 'embedding');

    await expect(model.complete(similarityRequest('one', ['other']), never)).rejects.toThrow('no such key');
  });

  it.each([
    ['anthropic:claude', 'anthropic has no embeddings here'],
    ['local:echo', "there is no model of embeddings 'local:echo'. There are: local:words"],
  ])('is not %s', async (spec, message) => {
    const registry = createModelRegistry({ env: { ANTHROPIC_API_KEY: 'k' }, policy: {} as never });
    await expect(registry.resolve(spec, 'embedding')).rejects.toThrow(message);
  });

  it('finds texts near each other by their words, offline', async () => {
    const registry = createModelRegistry({ env: {}, policy: {} as never });
    const model = await registry.resolve('local:words', 'embedding');
    const { parsed } = await model.complete(similarityRequest('The red cat', ['the RED cat!', 'a red dog', 'blue']), never);
    expect(parsed).toEqual([expect.closeTo(1, 12), expect.closeTo(1 / 3, 12), 0]);
    await expect(registry.resolve('local:words')).rejects.toThrow("there is no model 'local:words'");
  });
});
