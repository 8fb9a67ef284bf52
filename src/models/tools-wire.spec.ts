import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, describe, expect, it } from '@jest/globals';
import type { Completion, CompletionRequest } from '../evaluation/model.ts';
import { createModelRegistry } from './model-registry.ts';

const PNG = 'data:image/png;base64,iVBORw0KGgo=';
const CALL = { id: 'c1', name: 'add', arguments: { a: 1 } };
const TOOL = { name: 'add', description: 'Adds.', parameters: { type: 'object', properties: { a: { type: 'number' } } } };

const REQUEST: CompletionRequest = {
  messages: [
    {
      role: 'user',
      content: 'What is this?',
      parts: [
        { type: 'text', text: 'What is this?' },
        { type: 'image', image: PNG },
      ],
    },
    { role: 'assistant', content: '', toolCalls: [CALL] },
    { role: 'tool', content: '2', toolCallId: 'c1' },
  ],
  systemInstruction: null,
  outputSchema: null,
  generationKwargs: {},
  tools: [TOOL],
  toolChoice: 'auto',
};

let server: Server | undefined;

afterEach(() => {
  server?.close();
});

interface Exchange {
  readonly completion: Promise<Completion>;
  /** What the provider was sent, once the completion has settled. */
  readonly body: () => unknown;
}

/** Asks a provider on this machine, which gives this answer. */
async function asked(spec: string, variables: (url: string) => Record<string, string>, answer: object): Promise<Exchange> {
  let body: unknown;
  server = createServer((request, response) => {
    void text(request).then((sent) => {
      body = JSON.parse(sent);
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
    });
  });
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const policy = { maxRetries: 0, timeoutMs: 5_000 };
  const registry = createModelRegistry({ env: variables(`http://127.0.0.1:${port}/v1`), policy });
  const model = await registry.resolve(spec);
  return { completion: model.complete(REQUEST, new AbortController().signal), body: () => body };
}

function openai(message: object, finish = 'tool_calls'): Promise<Exchange> {
  const choices = [{ index: 0, finish_reason: finish, message: { role: 'assistant', ...message } }];
  const usage = { prompt_tokens: 9, completion_tokens: 5, total_tokens: 14 };
  const answer = { id: 'x', object: 'chat.completion', created: 1, model: 'gpt-x', choices, usage };
  return asked('openai:gpt-x', (url) => ({ OPENAI_API_KEY: 'k', OPENAI_BASE_URL: url }), answer);
}

function call(given: string): object {
  return { content: null, tool_calls: [{ id: 'c7', type: 'function', function: { name: 'add', arguments: given } }] };
}

describe('tools and images on the wire', () => {
  it('reach OpenAI as it has them, and its calls come back', async () => {
    const { completion, body } = await openai(call('{"a": 12345678901234567891}'));

    const { content, toolCalls, outputTokens } = await completion;

    expect([content, outputTokens]).toEqual(['', 5]);
    expect(JSON.stringify(toolCalls)).toBe('[{"id":"c7","name":"add","arguments":{"a":12345678901234567891}}]');
    expect(body()).toMatchObject({
      messages: [
        {
          role: 'user',
          content: [
            { type: 'text', text: 'What is this?' },
            { type: 'image_url', image_url: { url: PNG } },
          ],
        },
        { role: 'assistant', tool_calls: [{ id: 'c1', function: { name: 'add', arguments: '{"a":1}' } }] },
        { role: 'tool', tool_call_id: 'c1', content: '2' },
      ],
      tools: [{ type: 'function', function: { name: 'add', description: 'Adds.', parameters: TOOL.parameters } }],
      tool_choice: 'auto',
    });
  });

  it('reach Anthropic as it has them, and its calls come back beside its text', async () => {
    const content = [
      { type: 'text', text: 'I add.' },
      { type: 'tool_use', id: 'c8', name: 'add', input: { a: 3 } },
    ];
    const usage = { input_tokens: 9, output_tokens: 5 };
    const answer = { type: 'message', id: 'x', role: 'assistant', model: 'claude', content, stop_reason: 'tool_use', usage };
    const variables = (url: string): Record<string, string> => ({ ANTHROPIC_API_KEY: 'k', ANTHROPIC_BASE_URL: url });
    const { completion, body } = await asked('anthropic:claude', variables, answer);

    expect(await completion).toMatchObject({ content: 'I add.', toolCalls: [{ id: 'c8', name: 'add', arguments: { a: 3 } }] });
    expect(body()).toMatchObject({
      messages: [
        {
          role: 'user',
          content: [
            { type: 'text', text: 'What is this?' },
            { type: 'image', source: { type: 'base64', media_type: 'image/png', data: 'iVBORw0KGgo=' } },
          ],
        },
        { role: 'assistant', content: [{ type: 'tool_use', id: 'c1', name: 'add', input: { a: 1 } }] },
        { role: 'user', content: [{ type: 'tool_result', tool_use_id: 'c1' }] },
      ],
      tools: [{ name: 'add', description: 'Adds.', input_schema: TOOL.parameters }],
    });
  });

  it('takes a call without arguments', async () => {
    expect(await (await openai(call(''))).completion).toMatchObject({ toolCalls: [{ id: 'c7', name: 'add', arguments: {} }] });
  });

  it.each([['{"a": '], ['[1]'], ['"a"']])('refuses the arguments %s', async (given) => {
    const { completion } = await openai(call(given));
    await expect(completion).rejects.toThrow('the model called add with arguments that are no JSON object');
  });

  it('still refuses an answer with neither text nor call', async () => {
    await expect((await openai({ content: '' }, 'stop')).completion).rejects.toThrow('the answer has no text');
  });
});
