import { once } from 'node:events';
import { createServer as createSocketServer } from 'node:net';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { loopbackProxy } from '../../test/fixtures/loopback-proxy.ts';
import { AnswerError, type Attempt, type Completion, type CompletionRequest, ModelError } from '../evaluation/model.ts';
import { requestOf } from './language-model.fixture.ts';
import { createModelRegistry } from './model-registry.ts';
import type { Env } from './sdk-provider.ts';

const KEY = 'a-key-of-the-tests';
const LIMIT = 64 * 1024;
const never = new AbortController().signal;

type Handler = (request: IncomingMessage, response: ServerResponse, body: string) => void;

let server: Server;
let url: string;
let handlers: Handler[];
let requests: { readonly path: string; readonly key: string | undefined; readonly body: Record<string, unknown> }[];
let attempts: Attempt[];

beforeEach(async () => {
  handlers = [];
  requests = [];
  attempts = [];
  server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks).toString();
      const parsed = body === '' ? {} : (JSON.parse(body) as Record<string, unknown>);
      requests.push({ path: request.url ?? '', key: request.headers.authorization, body: parsed });
      const handler = handlers.length > 1 ? handlers.shift() : handlers[0];
      (handler ?? answer('Hi'))(request, response, body);
    });
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterEach(() => {
  server.closeAllConnections();
  server.close();
});

function chat(content: string | null, more: object = {}): object {
  return {
    id: '1',
    object: 'chat.completion',
    created: 1,
    model: 'm',
    choices: [{ index: 0, message: { role: 'assistant', content }, finish_reason: 'stop' }],
    usage: { prompt_tokens: 3, completion_tokens: 2, total_tokens: 5 },
    ...more,
  };
}

function json(body: object, status = 200): Handler {
  return (_request, response) => response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

function answer(content: string): Handler {
  return json(chat(content));
}

async function ask(
  spec = 'compatible:m',
  {
    request = {},
    env = {},
    base = url,
    retries = 2,
  }: { request?: Partial<CompletionRequest>; env?: Env; base?: string; retries?: number } = {},
): Promise<Completion> {
  const registry = createModelRegistry({
    env: {
      OPENAI_API_KEY: KEY,
      OPENROUTER_API_KEY: KEY,
      ASSAY_COMPATIBLE_API_KEY: KEY,
      OPENAI_BASE_URL: `${base}/v1`,
      OPENROUTER_BASE_URL: `${base}/v1`,
      ASSAY_COMPATIBLE_BASE_URL: `${base}/v1`,
      ...env,
    },
    policy: { maxRetries: retries, timeoutMs: 20_000, baseDelayMs: 1, maxDelayMs: 2 },
    maxResponseBytes: LIMIT,
  });
  return (await registry.resolve(spec)).complete(requestOf(request), never, {
    onAttempt: (attempt) => attempts.push(attempt),
  });
}

const OPENAI_LIKE = ['openai:gpt-4.1-mini', 'openrouter:a/b', 'compatible:m'];

describe('an error in a body', () => {
  it.each(OPENAI_LIKE)('of status 200 is tried again by its code, at %s', async (spec) => {
    handlers = [json({ error: { message: 'upstream overloaded', code: 502 } }), answer('Hi')];
    expect((await ask(spec)).content).toBe('Hi');
    expect(attempts).toMatchObject([
      { content: null, error: '502 upstream overloaded' },
      { content: 'Hi', error: null },
    ]);
  });

  it.each([
    [{ error: { message: 'it broke', type: 'server_error' } }, 3, '502 it broke'],
    [{ error: { message: 'no such model', code: 'model_not_found' } }, 1, '404 no such model'],
    [{ error: 'context too long' }, 1, '400 context too long'],
    [{ error: { message: 'bad key', code: '401' } }, 1, '401 bad key'],
    [{ choices: [{ error: { code: 504, message: 'gone' }, finish_reason: 'error', message: { content: '' } }] }, 3, '504 gone'],
  ])('shows the provider’s words: %j is asked %i times', async (body, times, words) => {
    handlers = [json(body)];
    const asked = ask();
    await expect(asked).rejects.toThrow(ModelError);
    await expect(asked).rejects.toThrow(words);
    expect(requests).toHaveLength(times);
  });

  it('that is empty beside an answer is none', async () => {
    handlers = [json(chat('Hi', { error: null }))];
    expect((await ask()).content).toBe('Hi');
  });

  it('that is cut shows what came of it, and is tried again by its code', async () => {
    handlers = [
      (_request, response) => {
        response.writeHead(200, { 'content-type': 'application/json', 'content-length': '500' });
        response.write('{"error":{"code":502,"message":"upstream over', () => response.destroy());
      },
    ];
    await expect(ask()).rejects.toThrow(
      /^compatible:m failed after 3 attempts: 502 upstream over… \(the answer broke off here\)/,
    );
  });
});

describe('an answer that breaks off', () => {
  it('is tried again, and says so', async () => {
    handlers = [
      (_request, response) => {
        response.writeHead(200, { 'content-length': '500' });
        response.write('{"choices":[', () => response.destroy());
      },
    ];
    await expect(ask()).rejects.toThrow(
      /^compatible:m failed after 3 attempts: the connection broke after 12 bytes of the answer: .+ Check the network/,
    );
  });

  it('that is not HTTP shows what came', async () => {
    const odd = createSocketServer((socket) => socket.end('SSH-2.0-OpenSSH_9.6\r\n'));
    await once(odd.listen(0, '127.0.0.1'), 'listening');
    const base = `http://127.0.0.1:${(odd.address() as AddressInfo).port}`;
    try {
      await expect(ask('compatible:m', { base, retries: 0 })).rejects.toThrow(
        /could not be reached: .*got "SSH-2\.0-OpenSSH_9\.6/,
      );
    } finally {
      odd.close();
    }
  });
});

describe('an answer that is no JSON', () => {
  it('shows what came', async () => {
    handlers = [(_request, response) => response.writeHead(200).end('<html>Sign in</html>')];
    await expect(ask()).rejects.toThrow('200 Invalid JSON response: <html>Sign in</html>');
  });
});

describe('an answer of any size', () => {
  const tooLong = `its answer is longer than ${LIMIT} bytes, which ASSAY_MODEL_RESPONSE_LIMIT allows`;

  it('is taken up to the limit', async () => {
    const content = 'x'.repeat(LIMIT - 1000);
    handlers = [answer(content)];
    expect((await ask()).content).toBe(content);
  });

  it.each([200, 500])('without an end is one failure that names the limit (status %i)', async (status) => {
    handlers = [
      (_request, response) => {
        response.writeHead(status);
        const more = (): void => {
          while (response.write('x'.repeat(16_384)));
        };
        response.on('drain', more);
        more();
      },
    ];
    await expect(ask()).rejects.toThrow(tooLong);
    expect(requests).toHaveLength(1);
  });

  it('is measured after decompression', async () => {
    handlers = [
      (_request, response) =>
        response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(JSON.stringify(chat('x'.repeat(10_000_000))))),
    ];
    await expect(ask()).rejects.toThrow(tooLong);
    handlers = [
      (_request, response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(JSON.stringify(chat('Hi')))),
    ];
    expect((await ask()).content).toBe('Hi');
  });

  it('that is not UTF-8 is a failure', async () => {
    handlers = [(_request, response) => response.writeHead(200).end(Buffer.from('{"choices":"20 \xb0C"}', 'latin1'))];
    await expect(ask()).rejects.toThrow('its answer is not UTF-8');
  });
});

describe('a redirect', () => {
  const to =
    (location: string, status = 307): Handler =>
    (_request, response) =>
      response.writeHead(status, { location }).end();

  it('is followed, with the request', async () => {
    handlers = [to('/elsewhere'), answer('Hi')];
    expect((await ask()).content).toBe('Hi');
    expect(requests).toMatchObject([
      { path: '/v1/chat/completions' },
      { path: '/elsewhere', key: `Bearer ${KEY}`, body: { model: 'm' } },
    ]);
  });

  it('to another host does not take the key along', async () => {
    handlers = [to(`${url.replace('127.0.0.1', 'localhost')}/v2`), answer('Hi')];
    await ask();
    expect(requests.map(({ key }) => key)).toEqual([`Bearer ${KEY}`, undefined]);
  });

  it('that goes round in circles ends after a few', async () => {
    handlers = [to('/v1/round')];
    await expect(ask()).rejects.toThrow('it redirects more than 5 times');
    expect(requests).toHaveLength(6);
  });
});

describe('a proxy of the environment', () => {
  it('is used for model calls, unless NO_PROXY excepts the host', async () => {
    const proxy = await loopbackProxy();
    try {
      const env = { HTTP_PROXY: proxy.url };
      expect((await ask('compatible:m', { env })).content).toBe('Hi');
      expect(proxy.asked).toHaveLength(1);
      expect((await ask('compatible:m', { env: { ...env, NO_PROXY: '127.0.0.1' } })).content).toBe('Hi');
      expect(proxy.asked).toHaveLength(1);
      expect(requests).toHaveLength(2);
    } finally {
      proxy.close();
    }
  });
});

describe('a refusal', () => {
  it.each(['openai:gpt-4.1-mini', 'compatible:m'])('shows the model’s words at %s', async (spec) => {
    const refusal = "I can't help with that.";
    const message = { role: 'assistant', content: null, refusal };
    handlers = [json(chat(null, { choices: [{ index: 0, message, finish_reason: 'stop' }] }))];
    const asked = ask(spec);
    await expect(asked).rejects.toThrow(AnswerError);
    await expect(asked).rejects.toThrow(`the model refused: "${refusal}"`);
    expect(attempts).toMatchObject([{ inputTokens: 3, error: expect.stringContaining(refusal) }]);
  });

  it('by the content filter shows the text that it stopped', async () => {
    const choice = { index: 0, message: { role: 'assistant', content: 'First, take' }, finish_reason: 'content_filter' };
    handlers = [json(chat(null, { choices: [choice] }))];
    await expect(ask()).rejects.toThrow('the content filter stopped the answer (content_filter): "First, take"');
  });

  it('of the request by the content filter is an answer, not an outage', async () => {
    handlers = [json({ error: { message: 'The prompt was filtered', code: 'content_filter' } }, 400)];
    const asked = ask();
    await expect(asked).rejects.toThrow(AnswerError);
    await expect(asked).rejects.toThrow('the content filter refused the request: 400 The prompt was filtered');
  });

  it('for want of credit says nothing about workers', async () => {
    handlers = [json({ error: { message: 'You exceeded your quota', code: 'insufficient_quota' } }, 429)];
    await expect(ask()).rejects.toThrow(/failed: 429 You exceeded your quota\. The account has no credit left: top it up/);
    expect(requests).toHaveLength(1);
  });

  it('of a text request says nothing about schemas', async () => {
    handlers = [json({ error: { message: 'top_p is not supported' } }, 400)];
    await expect(ask()).rejects.toThrow(/failed: 400 top_p is not supported\.$/);
  });
});

describe('a temperature', () => {
  const cold = { request: { generationKwargs: { temperature: 0, top_p: 0.5 } } };

  it('that a model refuses is left out, and the answer says so', async () => {
    const refusal = json({ error: { message: "Unsupported value: 'temperature' does not support 0 with this model." } }, 400);
    handlers = [refusal, answer('Hi')];
    expect(await ask('compatible:m', cold)).toMatchObject({ content: 'Hi', leftOut: ['temperature'] });
    expect(requests.map(({ body }) => body.temperature)).toEqual([0, undefined]);
    expect(requests.map(({ body }) => body.top_p)).toEqual([0.5, 0.5]);
    expect(attempts).toMatchObject([{ content: null, error: expect.stringContaining('400') }, { content: 'Hi' }]);
  });

  it('is sent where it is taken, and not named', async () => {
    expect(await ask('compatible:m', cold)).not.toHaveProperty('leftOut');
    expect(requests).toMatchObject([{ body: { temperature: 0 } }]);
  });
});

describe('what an answer is counted with', () => {
  it('is the reasoning, aloud and in tokens', async () => {
    const message = { role: 'assistant', content: 'Hi', reasoning_content: 'They greet.' };
    const usage = { prompt_tokens: 3, completion_tokens: 9, completion_tokens_details: { reasoning_tokens: 7 } };
    handlers = [json(chat(null, { choices: [{ index: 0, message, finish_reason: 'stop' }], usage }))];
    expect(await ask()).toMatchObject({ content: 'Hi', outputTokens: 9, reasoning: 'They greet.', reasoningTokens: 7 });
  });

  it.each([{ prompt_tokens: -3, completion_tokens: 1e300 }, { prompt_tokens: 'many', completion_tokens: 'few' }, null])(
    'is nothing where the usage is %j',
    async (usage) => {
      handlers = [json(chat('Hi', { usage }))];
      expect(await ask()).toMatchObject({ content: 'Hi', inputTokens: null, outputTokens: null });
    },
  );
});
