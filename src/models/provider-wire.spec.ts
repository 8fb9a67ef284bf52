import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { promisify } from 'node:util';
import { createOpenAI } from '@ai-sdk/openai';
import { LLMock } from '@copilotkit/aimock';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Model } from '../evaluation/model.ts';
import { strictOutput } from './call-options.ts';
import { requestOf } from './language-model.fixture.ts';
import { createModelRegistry } from './model-registry.ts';
import { openaiProvider } from './providers/openai-provider.ts';
import { retrying, type RetryNotice, type RetryPolicy } from './retry-policy.ts';
import { SdkModel } from './sdk-model.ts';
import { endpointOf, type Env } from './sdk-provider.ts';

const KEY = 'a-key-of-the-tests';
const SCHEMA = {
  type: 'object',
  properties: { label: { type: 'string', enum: ['good', 'bad'] } },
  required: ['label'],
};
const QUICK: RetryPolicy = { maxRetries: 2, timeoutMs: 20_000, baseDelayMs: 1, maxDelayMs: 2 };
const never = new AbortController().signal;

const PROVIDERS = [
  { spec: 'openai:gpt-4.1-mini', path: '/v1/chat/completions', key: 'OPENAI_API_KEY' },
  { spec: 'anthropic:claude-sonnet-4-5', path: '/v1/messages', key: 'ANTHROPIC_API_KEY' },
  { spec: 'mistral:mistral-medium-latest', path: '/v1/chat/completions', key: 'MISTRAL_API_KEY' },
  { spec: 'google:gemini-2.5-flash', path: '/v1beta/models/gemini-2.5-flash:generateContent', key: 'GEMINI_API_KEY' },
  { spec: 'openrouter:qwen/qwen3:free', path: '/api/v1/chat/completions', key: 'OPENROUTER_API_KEY' },
  { spec: 'compatible:llama3.2:3b', path: '/v1/chat/completions', key: 'ASSAY_COMPATIBLE_API_KEY' },
];

const mock = new LLMock({ port: 0 });
let notices: RetryNotice[];
let warnings: string[];

beforeAll(async () => {
  await mock.start();
});

afterAll(async () => {
  await mock.stop();
});

beforeEach(() => {
  mock.reset();
  notices = [];
  warnings = [];
  mock.onMessage('hello', { content: 'Hi there!' });
  mock.onMessage('rate it', { content: '{"label":"good"}' });
});

function envFor(url: string): Env {
  return {
    ...Object.fromEntries(PROVIDERS.map(({ key }) => [key, KEY])),
    OPENAI_BASE_URL: `${url}/v1`,
    ANTHROPIC_BASE_URL: url,
    MISTRAL_BASE_URL: `${url}/v1`,
    GOOGLE_GENERATIVE_AI_BASE_URL: `${url}/v1beta`,
    OPENROUTER_BASE_URL: `${url}/api/v1`,
    ASSAY_COMPATIBLE_BASE_URL: `${url}/v1/`,
  };
}

function resolve(spec: string, { env = {}, policy = QUICK }: { env?: Env; policy?: RetryPolicy } = {}): Promise<Model> {
  const registry = createModelRegistry({
    env: { ...envFor(mock.url), ...env },
    policy,
    onRetry: (notice) => notices.push(notice),
    onWarning: (warning) => warnings.push(warning),
  });
  return registry.resolve(spec);
}

function lastBody(): unknown {
  return mock.getLastRequest()?.body;
}

describe.each(PROVIDERS)('the wire of $spec', ({ spec, path, key }) => {
  it('answers with text', async () => {
    const model = await resolve(spec);
    const completion = await model.complete(requestOf({ systemInstruction: 'Be brief.' }), never);
    expect(completion.content).toBe('Hi there!');
    expect(completion.inputTokens).toEqual(expect.any(Number));
    expect(completion.outputTokens).toEqual(expect.any(Number));
    expect(mock.getLastRequest()).toMatchObject({ path, body: { messages: [{ role: 'system' }, { role: 'user' }] } });
  });

  it('answers with JSON that fits a schema', async () => {
    const model = await resolve(spec);
    const messages = [{ role: 'user', content: 'rate it' }] as const;
    const completion = await model.complete(requestOf({ messages, outputSchema: SCHEMA }), never);
    expect(completion.parsed).toEqual({ label: 'good' });
  });

  it('tries again after a 429', async () => {
    mock.nextRequestError(429, { message: 'slow down' });
    const model = await resolve(spec);
    expect((await model.complete(requestOf(), never)).content).toBe('Hi there!');
    expect(notices).toMatchObject([{ model: spec, message: expect.stringMatching(/^429 .*slow down/), delayMs: 2 }]);
  });

  it('gives up after several 500s, and says how often it tried', async () => {
    for (let attempt = 1; attempt <= 3; attempt += 1) mock.nextRequestError(500, { message: 'broken' });
    const model = await resolve(spec);
    await expect(model.complete(requestOf(), never)).rejects.toThrow(
      new RegExp(`^${spec} failed after 3 attempts: 500 .*broken`),
    );
  });

  it('names the variable of a refused key, but not the key', async () => {
    mock.nextRequestError(401, { message: `${KEY} is no key` });
    const model = await resolve(spec);
    await expect(model.complete(requestOf(), never)).rejects.toThrow(
      new RegExp(`^${spec} failed: 401 .*\\*\\*\\* is no key.* Check ${key}\\.$`),
    );
    expect(notices).toEqual([]);
  });
});

describe('the wire of OpenAI itself', () => {
  it('answers with JSON that fits a strict schema', async () => {
    const endpoint = endpointOf(openaiProvider, { OPENAI_API_KEY: KEY });
    const model = createOpenAI({ baseURL: `${mock.url}/v1`, apiKey: KEY }).responses('gpt-4.1-mini');
    const call = retrying(QUICK);
    const options = { provider: 'openai', endpoint, call, warn: () => undefined };
    const messages = [{ role: 'user', content: 'rate it' }] as const;
    const completion = await new SdkModel({ model, adapt: strictOutput('openai') }, options).complete(
      requestOf({ messages, outputSchema: SCHEMA }),
      never,
    );
    expect(completion.parsed).toEqual({ label: 'good' });
    expect(mock.getLastRequest()).toMatchObject({ path: '/v1/responses' });
  });
});

describe('what is sent', () => {
  const rating = requestOf({ messages: [{ role: 'user', content: 'rate it' }], outputSchema: SCHEMA });
  const open = { ...SCHEMA, properties: { ...SCHEMA.properties, why: { type: 'string' } } };

  it.each(['openai:gpt-4.1-mini', 'openrouter:a/b', 'compatible:m'])(
    'is a strict schema to %s if there is one',
    async (spec) => {
      await (await resolve(spec)).complete(rating, never);
      const schema = { ...SCHEMA, additionalProperties: false };
      expect(lastBody()).toMatchObject({ response_format: { type: 'json_schema', json_schema: { strict: true, schema } } });
    },
  );

  it.each(['openai:gpt-4.1-mini', 'openrouter:a/b', 'compatible:m'])('is a guiding schema to %s otherwise', async (spec) => {
    await (await resolve(spec)).complete({ ...rating, outputSchema: open }, never);
    expect(lastBody()).toMatchObject({ response_format: { json_schema: { strict: false, schema: open } } });
  });

  it('is the schema in the prompt for a server that knows no schemas', async () => {
    const model = await resolve('compatible:m', { env: { ASSAY_COMPATIBLE_STRUCTURED_OUTPUT: 'json_object' } });
    expect((await model.complete(rating, never)).parsed).toEqual({ label: 'good' });
    expect(lastBody()).toMatchObject({
      response_format: { type: 'json_object' },
      messages: [{ role: 'system', content: expect.stringContaining(JSON.stringify(SCHEMA)) }, { role: 'user' }],
    });
  });

  it('is the generation options by the names of the wire', async () => {
    const generationKwargs = { temperature: 0.1, max_tokens: 5, top_p: 0.5, stop: ['X'], seed: 3, reasoning_effort: 'low' };
    const own = { provider_options: { repetition_penalty: 1.1 } };
    await (await resolve('compatible:m')).complete(requestOf({ generationKwargs: { ...generationKwargs, ...own } }), never);
    expect(lastBody()).toMatchObject({ ...generationKwargs, repetition_penalty: 1.1 });
  });

  it.each(['openai:gpt-4.1-mini', 'openrouter:a/b', 'compatible:m'])(
    'is max_completion_tokens under its name to %s',
    async (spec) => {
      await (await resolve(spec)).complete(requestOf({ generationKwargs: { max_completion_tokens: 7 } }), never);
      expect(lastBody()).toMatchObject({ max_completion_tokens: 7 });
      expect(lastBody()).not.toHaveProperty('max_tokens');
    },
  );

  it('is the reasoning effort to OpenRouter too', async () => {
    await (await resolve('openrouter:a/b')).complete(requestOf({ generationKwargs: { reasoning_effort: 'high' } }), never);
    expect(lastBody()).toMatchObject({ reasoning: { effort: 'high' } });
  });

  it('is reported once if a provider does not take it', async () => {
    const model = await resolve('anthropic:claude-sonnet-4-5');
    await model.complete(requestOf({ generationKwargs: { seed: 1 } }), never);
    await model.complete(requestOf({ generationKwargs: { seed: 1 } }), never);
    expect(warnings).toEqual(["anthropic:claude-sonnet-4-5: 'seed' is not supported and was left out"]);
  });

  it('says how to work without schemas when a compatible server refuses one', async () => {
    mock.nextRequestError(400, { message: 'bad response_format' });
    const asked = (await resolve('compatible:m')).complete(rating, never);
    await expect(asked).rejects.toThrow('set ASSAY_COMPATIBLE_STRUCTURED_OUTPUT=json_object');
  });
});

/** A port that was free a moment ago. */
async function closedPort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

describe('a server that never answers', () => {
  let server: Server;
  let silent: Env;

  beforeAll(async () => {
    server = createServer(() => undefined).listen(0, '127.0.0.1');
    await once(server, 'listening');
    silent = envFor(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  });

  afterAll(async () => {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  });

  it('is given up when the time is up', async () => {
    const model = await resolve('openai:gpt-5', { env: silent, policy: { ...QUICK, maxRetries: 1, timeoutMs: 20 } });
    const asked = model.complete(requestOf(), never);
    await expect(asked).rejects.toThrow('openai:gpt-5 failed after 2 attempts: no answer within 20 ms.');
  });

  it('is abandoned, with the connection closed, when the caller aborts', async () => {
    const model = await resolve('mistral:m', { env: silent });
    const controller = new AbortController();
    const asked = expect(model.complete(requestOf(), controller.signal)).rejects.toThrow('cancelled');
    const [, response] = (await once(server, 'request')) as [IncomingMessage, ServerResponse];
    controller.abort(new Error('cancelled'));
    await Promise.all([asked, once(response, 'close')]);
  });
});

describe('a server that is not there', () => {
  // In a process of its own, as it is used: under Jest, errors of `fetch` are of another realm, and the SDK does not know them.
  it.each(['127.0.0.1', 'localhost'])('is reported with the variable of its address, after retries, at %s', async (host) => {
    const url = `http://${host}:${await closedPort()}/v1`;
    const script = `
      import { createModelRegistry } from '${new URL('model-registry.ts', import.meta.url).href}';
      const registry = createModelRegistry({ env: { ASSAY_COMPATIBLE_BASE_URL: '${url}' }, policy: ${JSON.stringify(QUICK)} });
      const model = await registry.resolve('compatible:m');
      await model.complete(${JSON.stringify(requestOf())}, new AbortController().signal).catch((error) => console.log(error.message));
    `;
    const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', script]);
    expect(stdout).toMatch(
      /^compatible:m failed after 3 attempts: .*ECONNREFUSED.* Check the network, and ASSAY_COMPATIBLE_BASE_URL/,
    );
  });
});
