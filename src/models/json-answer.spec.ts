import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import type { JsonSchema } from '../evaluation/json.ts';
import { StructuredOutputError } from '../evaluation/model.ts';
import { jsonAnswer } from './json-answer.ts';
import { providerSchema } from './provider-schema.ts';

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

  it('says what did not fit, all of it', () => {
    expect(() => jsonAnswer('{"label":"great","sure":2}', sentiment, 'stub:m')).toThrow(
      'stub:m: the answer does not fit the schema: answer/label must be equal to one of the allowed values; answer/sure must be <= 1',
    );
  });

  it('keeps the text of an answer that is no JSON', () => {
    let failure: unknown;
    try {
      jsonAnswer('It is good.', sentiment, 'stub:m');
    } catch (error) {
      failure = error;
    }
    expect(failure).toBeInstanceOf(StructuredOutputError);
    expect(failure).toMatchObject({ content: 'It is good.', message: 'stub:m: the answer is no JSON: "It is good."' });
  });

  it('refuses two values, and half a value', () => {
    expect(() => jsonAnswer('{"label":"good","sure":1} {"label":"bad","sure":1}', sentiment, 'stub:m')).toThrow('is no JSON');
    expect(() => jsonAnswer('{"label":"good","su', sentiment, 'stub:m')).toThrow('is no JSON');
    expect(() => jsonAnswer('', sentiment, 'stub:m')).toThrow('is no JSON');
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
