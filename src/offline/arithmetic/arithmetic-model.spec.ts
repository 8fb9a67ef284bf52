import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { JsonSchema, JsonValue } from '../../evaluation/json.ts';
import type { CompletionRequest } from '../../evaluation/model.ts';
import { signal, userRequest } from '../completion-request.fixture.ts';
import { createLocalModel } from '../local-models.ts';

const arithmetic = createLocalModel('arithmetic');

async function answer(prompt: string): Promise<string> {
  return (await arithmetic.complete(userRequest(prompt), signal)).content;
}

async function filled(prompt: string, schema: JsonSchema): Promise<JsonValue | undefined> {
  return (await arithmetic.complete(userRequest(prompt, schema), signal)).parsed;
}

describe('ArithmeticModel', () => {
  it('works in steps with precedence if the prompt asks for it, and ends in the requested form', async () => {
    const question = '<problem>\nWhat is 7 + 5 × 3?\n</problem>\n';
    const steps = '1. 5 × 3 = 15\n2. 7 + 15 = 22\n\n';
    expect(await answer(`${question}Reason step by step. End with \\boxed{number}.`)).toBe(
      `${steps}The final answer is \\boxed{22}.`,
    );
    expect(await answer(`${question}Show your working, then #### and the number.`)).toBe(`${steps}#### 22`);
    expect(await answer(`${question}Work in this order:\n1. Read it.`)).toBe(`${steps}The final answer is 22.`);
  });

  it.each([
    ['Answer with the number alone.', '36'],
    ['Answer with \\boxed{number} and no words.', '\\boxed{36}'],
    ['Do not think step by step.', '36'],
    ["Don't show your working.", '36'],
    ['Never explain. Reason step by step!', '1. 5 × 3 = 15\n2. 7 + 15 = 22\n\nThe final answer is 22.'],
  ])('asked %p answers %p', async (instruction, expected) => {
    expect(await answer(`${instruction}\n<problem>What is 7 + 5 × 3?</problem>`)).toBe(expected);
  });

  it('reads the whole message if nothing is marked off, and instructions from everywhere', async () => {
    expect(await answer('What is 2 + 3 × 4?')).toBe('20');
    const messages = [
      { role: 'user', content: 'Work step by step. 1 + 1?' },
      { role: 'assistant', content: '2' },
      { role: 'user', content: 'And 2 + 3 × 4?' },
    ] as const;
    const request = { ...userRequest(''), messages };
    expect((await arithmetic.complete(request, signal)).content).toContain('The final answer is 14.');
    const system = { ...userRequest('2 + 3 × 4'), systemInstruction: 'Think step by step, and use \\boxed{}.' };
    expect((await arithmetic.complete(system, signal)).content).toContain('\\boxed{14}');
  });

  it('does not take a number in the instructions for the question', async () => {
    expect(await answer('Round 3 + 4 + 5 never.\n<problem>What is 1 + 1?</problem>')).toBe('2');
  });

  it("says that it finds nothing in a word problem, and what can't be computed", async () => {
    expect(await answer('A box holds 12 eggs. How many eggs are in 7 boxes?')).toBe(
      'I find no arithmetic expression in this to compute.',
    );
    expect(await answer('What is 5 ÷ (3 − 3)? Step by step!')).toBe("It can't be computed: it divides by zero.");
  });

  it('fills a schema with the result and its working', async () => {
    const schema = {
      type: 'object',
      properties: {
        reasoning: { type: 'string' },
        final_answer: { type: 'string' },
        value: { type: 'number' },
        rounded: { type: 'integer' },
        option: { enum: ['21', '5.5', 22] },
        found: { type: 'boolean' },
      },
    };
    expect(await filled('What is 1/2 + 5? Step by step.', schema)).toEqual({
      reasoning: '1. 1 ÷ 2 = 0.5\n2. 0.5 + 5 = 5.5\n\nThe final answer is 5.5.',
      final_answer: '5.5',
      value: 5.5,
      rounded: 6,
      option: '5.5',
      found: true,
    });
    expect(await filled('How many are there?', schema)).toMatchObject({ value: 0, option: '21', found: false });
  });

  it('answers any text', async () => {
    const piece = fc.oneof(
      fc.constantFrom(
        '7',
        '0',
        '+',
        '×',
        '^',
        '/',
        '(',
        ')',
        '%',
        ' of ',
        '-',
        '9^9',
        'step by step',
        '\\boxed{}',
        '<p>',
        '</p>',
      ),
      fc.string({ unit: 'grapheme' }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(piece), async (pieces) => {
        expect(await answer(pieces.join(' '))).toMatch(/\d|I find no arithmetic expression|It can't be computed: /);
      }),
      { numRuns: 300 },
    );
  });
});

describe('ArithmeticModel with a calculator', () => {
  const tool = (properties: JsonSchema): CompletionRequest => ({
    ...userRequest('<problem>What is 15% of (80 + 20) − 3^2?</problem>'),
    tools: [{ name: 'calculate', description: 'Computes.', parameters: { type: 'object', properties } }],
  });
  const calculator = tool({ expression: { type: 'string' } });

  it('has the tool compute the expression', async () => {
    expect(await arithmetic.complete(calculator, signal)).toMatchObject({
      content: '',
      toolCalls: [{ id: 'call_1', name: 'calculate', arguments: { expression: '15 / 100 * (80 + 20) - 3^2' } }],
    });
  });

  it('answers with what the tool gave, in the form that was asked for', async () => {
    const toolCalls = [{ id: 'call_1', name: 'calculate', arguments: {} }];
    const messages = [
      { role: 'user', content: 'What is 2 + 3? Use \\boxed{}.' },
      { role: 'assistant', content: '', toolCalls },
      { role: 'tool', content: '5', toolCallId: 'call_1' },
    ] as const;
    const completion = await arithmetic.complete({ ...calculator, messages }, signal);
    expect(completion).toMatchObject({ content: '\\boxed{5}' });
    expect(completion).not.toHaveProperty('toolCalls');
  });

  it.each([
    ['a tool with other arguments', tool({ a: { type: 'number' } })],
    ['a tool with several arguments', tool({ a: { type: 'string' }, b: { type: 'string' } })],
    ['a request to call none', { ...calculator, toolChoice: 'none' as const }],
    ['a question without an expression', { ...calculator, messages: userRequest('How are you?').messages }],
  ])('answers by itself with %s', async (_what, request) => {
    const completion = await arithmetic.complete(request, signal);
    expect(completion).not.toHaveProperty('toolCalls');
    expect(completion.content).not.toBe('');
  });
});
