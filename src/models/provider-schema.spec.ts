import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import type { JsonSchema } from '../evaluation/json.ts';
import { StructuredOutputError } from '../evaluation/model.ts';
import { jsonAnswer, providerSchema, strictSchema } from './provider-schema.ts';

describe('strictSchema', () => {
  it('closes every object', () => {
    const strict = strictSchema({
      type: 'object',
      properties: { items: { type: 'array', items: { type: 'object', properties: {} } }, at: { $ref: '#/$defs/at' } },
      required: ['items', 'at'],
      $defs: { at: { type: 'object', properties: { x: { type: 'number' } }, required: ['x'] } },
    });
    expect(strict).toEqual({
      type: 'object',
      properties: {
        items: { type: 'array', items: { type: 'object', properties: {}, required: [], additionalProperties: false } },
        at: { $ref: '#/$defs/at' },
      },
      required: ['items', 'at'],
      additionalProperties: false,
      $defs: { at: { type: 'object', properties: { x: { type: 'number' } }, required: ['x'], additionalProperties: false } },
    });
  });

  it('does not change the schema that it is given', () => {
    const schema = { type: 'object', properties: { a: { type: 'object' } }, required: ['a'] };
    const before = structuredClone(schema);
    strictSchema(schema);
    expect(schema).toEqual(before);
  });

  it('takes the schema that zod makes of an object with a union and a nullable', () => {
    const schema = z.object({ label: z.enum(['a', 'b']), why: z.string().nullable(), n: z.union([z.string(), z.number()]) });
    const json = z.toJSONSchema(schema) as JsonSchema;
    expect(strictSchema(json)).toEqual(json);
  });

  it.each<[string, JsonSchema]>([
    ['an optional property', { type: 'object', properties: { a: {} } }],
    ['free-form properties', { type: 'object', additionalProperties: { type: 'string' } }],
    ['an optional property further in', { anyOf: [{ type: 'object', properties: { a: {} } }] }],
    ['an optional property of an array’s items', { type: 'array', items: { type: 'object', properties: { a: {} } } }],
    ['oneOf', { oneOf: [{ type: 'string' }] }],
    ['a schema that is a boolean', { type: 'object', properties: { a: true }, required: ['a'] }],
  ])('has no strict form for %s', (_, schema) => {
    expect(strictSchema(schema)).toBeNull();
  });
});

const sentiment = providerSchema(
  z.toJSONSchema(z.object({ label: z.enum(['good', 'bad']), sure: z.number().max(1) })) as JsonSchema,
);

describe('jsonAnswer', () => {
  it.each([
    ['plain', '{"label":"good","sure":0.5}'],
    ['with blanks around it', '\n  {"label":"good","sure":0.5}\n'],
    ['in a fence', '```json\n{"label":"good","sure":0.5}\n```'],
    ['in a fence without a language', '```\n{"label":"good",\n"sure":0.5}\n```\n'],
  ])('takes an answer %s', (_, content) => {
    expect(jsonAnswer(content, sentiment, 'stub:m')).toEqual({ label: 'good', sure: 0.5 });
  });

  it('names everything that does not fit', () => {
    expect(() => jsonAnswer('{"label":"great","sure":2}', sentiment, 'stub:m')).toThrow(
      'stub:m: the answer does not fit the schema: answer/label must be equal to one of the allowed values; answer/sure must be <= 1',
    );
  });

  it('keeps the text of an answer that is not JSON', () => {
    let failure: unknown;
    try {
      jsonAnswer('It is good.', sentiment, 'stub:m');
    } catch (error) {
      failure = error;
    }
    expect(failure).toBeInstanceOf(StructuredOutputError);
    expect(failure).toMatchObject({ content: 'It is good.', message: 'stub:m: the answer is not JSON: "It is good."' });
  });

  it('keeps the digits of a number that a JavaScript number can not hold', () => {
    const number = providerSchema({ type: 'object', properties: { n: { type: 'integer' } } });
    expect(JSON.stringify(jsonAnswer('{"n": 12345678901234567891}', number, 'stub:m'))).toBe('{"n":12345678901234567891}');
  });

  it('refuses two values, and half a value', () => {
    expect(() => jsonAnswer('{"label":"good","sure":1} {"label":"bad","sure":1}', sentiment, 'stub:m')).toThrow(
      'stub:m: the answer has 2 different JSON objects, and only one can be meant: "{',
    );
    expect(() => jsonAnswer('{"label":"good","su', sentiment, 'stub:m')).toThrow('is not JSON');
    expect(() => jsonAnswer('', sentiment, 'stub:m')).toThrow('is not JSON');
  });
});

describe('providerSchema', () => {
  it('prepares equal schemas once', () => {
    expect(providerSchema({ type: 'string', minLength: 3 })).toBe(providerSchema({ type: 'string', minLength: 3 }));
  });

  it('leaves the dialect out of what is sent', () => {
    const sent = providerSchema({ $schema: 'http://json-schema.org/draft-07/schema#', $id: 'same', type: 'string' });
    expect(sent.schema).not.toHaveProperty('$schema');
  });
});
