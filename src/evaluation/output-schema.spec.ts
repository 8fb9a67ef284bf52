import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { z as mini } from 'zod/mini';
import type { Completion } from './model.ts';
import { JsonNumber } from './json-number.ts';
import { outputSchema, structuredOutput } from './output-schema.ts';

describe('outputSchema', () => {
  it('closes objects at every depth and says nothing of drafts', () => {
    expect(outputSchema(z.object({ label: z.enum(['a', 'b']), parts: z.array(z.object({ n: z.int().min(0) })) }))).toEqual({
      type: 'object',
      properties: {
        label: { type: 'string', enum: ['a', 'b'] },
        parts: {
          type: 'array',
          items: {
            type: 'object',
            properties: { n: { type: 'integer', minimum: 0, maximum: Number.MAX_SAFE_INTEGER } },
            required: ['n'],
            additionalProperties: false,
          },
        },
      },
      required: ['label', 'parts'],
      additionalProperties: false,
    });
  });

  it('asks the model for what goes into a transform', () => {
    expect(outputSchema(z.string().transform((text) => text.length))).toEqual({ type: 'string' });
  });

  it('takes zod/mini too', () => {
    expect(outputSchema(mini.boolean() as unknown as z.ZodType)).toEqual({ type: 'boolean' });
  });

  it('leaves a loose object open', () => {
    expect(outputSchema(z.looseObject({ a: z.string() }))).toMatchObject({ additionalProperties: {} });
  });

  it('passes JSON Schema on as it is', () => {
    const schema = { type: 'object', properties: { a: { type: 'string' } } };
    expect(outputSchema(schema)).toBe(schema);
  });

  it.each([[null], ['string'], [[]], [5]])('refuses %p', (schema) => {
    expect(() => outputSchema(schema as never)).toThrow('schema must be a zod type or a JSON Schema object');
  });

  it('says so where zod knows no JSON Schema', () => {
    expect(() => outputSchema(z.bigint())).toThrow('BigInt');
  });
});

describe('structuredOutput', () => {
  const long = JsonNumber.of('12345678901234567891');
  const parsed = { answer: long, list: [JsonNumber.of('4.0')], text: 'x' };
  const completion: Completion = { content: '', parsed, inputTokens: null, outputTokens: null, latencySeconds: 0 };

  it('keeps digits that a JavaScript number can not hold, and makes JavaScript numbers of the rest', async () => {
    const schema = z.object({ answer: z.number(), list: z.array(z.int()), text: z.string() });
    const expected = { answer: long, list: [4], text: 'x' };
    expect(await structuredOutput(schema, completion)).toStrictEqual(expected);
    expect(await structuredOutput(outputSchema(z.any()), completion)).toStrictEqual(expected);
  });

  it('gives what a transform makes of a number', async () => {
    const schema = z.object({ answer: z.number().transform((n) => n > 1) });
    expect(await structuredOutput(schema, completion)).toEqual({ answer: true });
  });
});
