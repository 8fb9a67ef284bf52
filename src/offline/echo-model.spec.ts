import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import type { JsonSchema } from '../evaluation/json.ts';
import { ModelRequestError, StructuredOutputError } from '../evaluation/model.ts';
import { signal, userRequest } from './completion-request.fixture.ts';
import { createLocalModel } from './local-models.ts';

const echo = createLocalModel('echo');

describe('EchoModel', () => {
  it('answers with the last user message and counts a token for four characters', async () => {
    const messages = [
      { role: 'user', content: 'first' },
      { role: 'assistant', content: 'yes' },
      { role: 'user', content: 'the last' },
    ] as const;
    const request = { messages, systemInstruction: 'be kind', outputSchema: null, generationKwargs: {} };
    const { latencySeconds, ...answer } = await echo.complete(request, signal);
    expect(answer).toEqual({ content: 'the last', inputTokens: 6, outputTokens: 2 });
    expect(latencySeconds).toBeGreaterThanOrEqual(0);
  });

  it('refuses a request without a user message', async () => {
    const request = { messages: [], systemInstruction: 'be kind', outputSchema: null, generationKwargs: {} };
    await expect(echo.complete(request, signal)).rejects.toThrow(ModelRequestError);
  });

  it.each(['', 'hi', 'a much longer text than the three tokens asked for', '😀😀😀😀😀😀😀'])(
    'cuts or repeats %p to output_tokens',
    async (text) => {
      const { content, outputTokens } = await createLocalModel('echo?output_tokens=3').complete(userRequest(text), signal);
      expect(content).toHaveLength(12);
      expect(content.isWellFormed()).toBe(true);
      expect(outputTokens).toBe(3);
    },
  );

  it('fills a schema made by zod', async () => {
    const schema = z.object({
      text: z.string(),
      label: z.enum(['a', 'b', 'c']),
      kind: z.literal('fixed'),
      share: z.number().gt(0).lt(1),
      count: z.int().min(3).max(5),
      when: z.iso.datetime(),
      mail: z.email(),
      id: z.uuid(),
      tags: z.array(z.string().max(4)).min(2),
      pair: z.tuple([z.string(), z.number()]),
      perhaps: z.string().nullable(),
      either: z.discriminatedUnion('type', [
        z.object({ type: z.literal('x'), x: z.number() }),
        z.object({ type: z.literal('y') }),
      ]),
      scores: z.record(z.enum(['left', 'right']), z.boolean()),
    });
    const request = userRequest('some text', z.toJSONSchema(schema) as JsonSchema);
    const { parsed, content } = await echo.complete(request, signal);
    expect(schema.parse(parsed)).toMatchObject({ text: 'some text', kind: 'fixed', perhaps: 'some text' });
    expect(JSON.parse(content)).toEqual(parsed);
  });

  it('fills a schema that contains itself', async () => {
    const schema: JsonSchema = {
      $defs: {
        node: { type: 'object', properties: { next: { $ref: '#/$defs/node' }, name: { type: 'string' } }, required: ['name'] },
      },
      $ref: '#/$defs/node',
    };
    const { parsed } = await echo.complete(userRequest('leaf', schema), signal);
    expect(parsed).toMatchObject({ name: 'leaf', next: { name: 'leaf' } });
  });

  it('chooses among all values of an enum, by the request', async () => {
    const answers = await Promise.all(
      Array.from({ length: 60 }, (_, index) =>
        echo.complete(userRequest(`request ${index}`, { enum: ['a', 'b', 'c'] }), signal),
      ),
    );
    expect(new Set(answers.map(({ parsed }) => parsed))).toEqual(new Set(['a', 'b', 'c']));
  });

  it('says so if it can find nothing that fits', async () => {
    const answer = echo.complete(userRequest('text', { type: 'string', pattern: '^zebra-[0-9]{9}$' }), signal);
    await expect(answer).rejects.toThrow(StructuredOutputError);
    await expect(answer).rejects.toThrow(/can't make an answer that fits the schema: .*pattern/);
  });

  it('refuses an invalid JSON Schema', async () => {
    await expect(echo.complete(userRequest('text', { type: 'sandwich' }), signal)).rejects.toThrow(/not a valid JSON Schema/);
  });
});
