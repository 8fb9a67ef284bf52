import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import type { JsonSchema } from '../evaluation/json.ts';
import { strictSchema } from './strict-schema.ts';

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

  it('leaves the schema that it is given as it was', () => {
    const schema = { type: 'object', properties: { a: { type: 'object' } }, required: ['a'] };
    const before = structuredClone(schema);
    strictSchema(schema);
    expect(schema).toEqual(before);
  });

  it('takes what zod makes of an object with a union and a nullable', () => {
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
