import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { askedPayload } from './event-payloads.ts';
import { FakeModel, row } from './fake-model.fixture.ts';
import type { Completion, CompletionRequest } from './model.ts';
import { defineProgram, type Program } from './program.ts';
import { checkedMessages } from './prompt-messages.ts';
import { PromptTemplate } from './prompt-template.ts';
import { runTrial } from './run-trial.ts';
import type { Trial } from './trial.ts';

const PNG = 'data:image/png;base64,iVBORw0KGgo=';
const CALL = { id: 'c1', name: 'add', arguments: { a: 1 } };
const ADD = { description: 'Adds.', parameters: z.object({ a: z.number() }) };

describe('checkedMessages', () => {
  it('keeps plain messages as they are', () => {
    const messages = [
      { role: 'system', content: 'Be short.' },
      { role: 'user', content: 'Hello' },
      { role: 'assistant', content: 'Hi', toolCalls: [] },
    ];
    expect(checkedMessages(messages)).toEqual([...messages.slice(0, 2), { role: 'assistant', content: 'Hi' }]);
  });

  it('has the text of a message with images beside its parts', () => {
    const parts = [
      { type: 'text', text: 'What is' },
      { type: 'image', image: PNG },
      { type: 'text', text: 'this?' },
    ];
    expect(checkedMessages([{ role: 'user', content: parts }])).toEqual([{ role: 'user', content: 'What is\nthis?', parts }]);
    expect(checkedMessages([{ role: 'user', content: parts.slice(0, 1) }])).toEqual([{ role: 'user', content: 'What is' }]);
  });

  it('takes calls of tools and their results', () => {
    const messages = [
      { role: 'user', content: 'Add.' },
      { role: 'assistant', content: '', toolCalls: [CALL] },
      { role: 'tool', content: '2', toolCallId: 'c1' },
    ];
    expect(checkedMessages(messages)).toEqual(messages);
  });

  it.each([
    [[], 'the prompt needs a message that is no system message'],
    ['text', 'the prompt must be a text or a list of messages'],
    [[{ role: 'robot', content: 'x' }], 'message 0 must be'],
    [[{ role: 'assistant', content: [{ type: 'text', text: 'x' }] }], 'message 0 must be'],
    [[{ role: 'user', content: [] }], 'message 0 is empty'],
    [[{ role: 'user', content: [{ type: 'video' }] }], 'each part of message 0 must be'],
    [[{ role: 'user', content: [{ type: 'image', image: 7 }] }], 'an image of message 0 must be a text: a data: URI'],
    [[{ role: 'user', content: [{ type: 'image', image: 'https://example.org/a.png' }] }], 'not "https://example.org/a.png"'],
    [[{ role: 'user', content: [{ type: 'image', image: 'data:image/svg+xml;base64,PHN2Zz4=' }] }], 'must be data:image/png'],
    [[{ role: 'user', content: [{ type: 'image', image: 'data:image/png;base64,a"onerror=' }] }], 'must be data:image/png'],
    [
      [
        { role: 'user', content: 'x' },
        { role: 'tool', content: '2' },
      ],
      'message 1 is of a tool and needs a toolCallId',
    ],
    [
      [
        { role: 'user', content: 'x' },
        { role: 'tool', content: '2', toolCallId: 'c9' },
      ],
      'message 1 is the result of the tool call c9, which no message before it makes',
    ],
    [[{ role: 'assistant', content: '', toolCalls: {} }], 'toolCalls of message 0 must be a list'],
    [[{ role: 'assistant', content: '', toolCalls: [{ id: 'c1' }] }], 'each of the toolCalls of message 0 must be'],
  ])('refuses %j', (prompt, message) => {
    expect(() => checkedMessages(prompt)).toThrow(message);
  });
});

async function tried(
  program: Program,
  answer?: () => Partial<Completion>,
): Promise<{ trial: Trial | null; asked: CompletionRequest[] }> {
  const model = new FakeModel(answer);
  const setup = { program, template: new PromptTemplate('hello'), model, generationKwargs: {}, trialTimeoutMs: null };
  return { trial: await runTrial(setup, row({}), 0, new AbortController().signal), asked: model.requests };
}

describe('complete with tools', () => {
  it('passes the tools on, and gives what the model asks for', async () => {
    const program = defineProgram(async ({ complete }) => {
      const { text, toolCalls } = await complete('Add 1.', { tools: { add: ADD }, toolChoice: 'required' });
      return { text, toolCalls };
    });

    const { trial, asked } = await tried(program, () => ({ content: '', toolCalls: [CALL] }));

    expect(trial).toMatchObject({ status: 'success', output: { text: '', toolCalls: [CALL] } });
    expect(asked[0] && askedPayload(asked[0])).toMatchObject({
      tools: [
        { name: 'add', description: 'Adds.', parameters: { type: 'object', required: ['a'], additionalProperties: false } },
      ],
      tool_choice: 'required',
    });
    expect(trial).toMatchObject({ telemetry: { response: { toolCalls: [CALL] } } });
  });

  it('gives an empty list where the model answers', async () => {
    const program = defineProgram(async ({ complete }) => (await complete('Hello', { tools: { add: ADD } })).toolCalls);
    expect((await tried(program)).trial).toMatchObject({ status: 'success', output: [] });
  });

  it.each([
    [{ tools: {} }, 'tools must be an object of { name: { description, parameters } }'],
    [{ tools: [ADD] }, 'tools must be an object'],
    [{ tools: { 'a b': ADD } }, '"a b" is no name for a tool'],
    [{ tools: { add: { parameters: {} } } }, 'the tool add needs a description'],
    [{ tools: { add: { description: 'x' } } }, 'the tool add needs parameters'],
    [{ tools: { add: { description: 'x', parameters: { type: 'string' } } } }, 'must be those of an object'],
    [{ tools: { add: ADD }, toolChoice: 'add' }, "toolChoice must be 'auto', 'required' or 'none'"],
    [{ toolChoice: 'none' }, 'toolChoice needs tools'],
    [{ tools: { add: ADD }, schema: z.string() }, "schema and tools can't be used in one call"],
  ])('refuses %j', async (options, message) => {
    const program = defineProgram(({ complete }) => complete('Hello', options as object));
    const { trial, asked } = await tried(program);
    expect(trial).toMatchObject({ status: 'failed', failure: { message: expect.stringContaining(message) } });
    expect(asked).toEqual([]);
  });
});
