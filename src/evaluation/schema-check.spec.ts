import { describe, expect, it } from '@jest/globals';
import { ModelRequestError } from './model.ts';
import { schemaCheck } from './schema-check.ts';

describe('schemaCheck', () => {
  it('compiles equal schemas once', () => {
    expect(schemaCheck({ type: 'string', minLength: 3 })).toBe(schemaCheck({ type: 'string', minLength: 3 }));
  });

  it('takes schemas of any dialect, and two with the same $id', () => {
    const draft7 = schemaCheck({ $schema: 'http://json-schema.org/draft-07/schema#', $id: 'same', type: 'string' });
    const draft2020 = schemaCheck({ $schema: 'https://json-schema.org/draft/2020-12/schema', $id: 'same', type: 'number' });
    expect([draft7('x'), draft7(1)]).toEqual([null, 'answer must be string']);
    expect([draft2020(1), draft2020('x')]).toEqual([null, 'answer must be number']);
  });

  it('refuses a schema that is not valid', () => {
    expect(() => schemaCheck({ type: 'strin' })).toThrow(ModelRequestError);
    expect(() => schemaCheck({ type: 'strin' })).toThrow('the output schema is not a valid JSON Schema');
  });
});
