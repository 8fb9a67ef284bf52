import { describe, expect, it } from '@jest/globals';
import { importSample } from './import-fields.ts';

const SAMPLE = { id: 'a', scores: { m: 1 } };
const KEPT = { id: 'a', prompt: '', response: '', scores: { m: 1 } };

describe('a sample that is imported', () => {
  it('keeps its error, example, reasons, tokens and seconds', () => {
    const given = {
      error: { type: 'TimeoutError', message: 'late' },
      raw_response: { half: 1 },
      example: { inputs: { topic: 'x' } },
      reasons: { m: 'the same' },
      input_tokens: 3,
      output_tokens: 0,
      latency: 0.5,
    };
    expect(importSample({ ...SAMPLE, ...given })).toEqual({
      ...KEPT,
      error: given.error,
      rawResponse: '{"half":1}',
      example: given.example,
      reasons: given.reasons,
      usage: { input_tokens: 3, output_tokens: 0, latency: 0.5 },
    });
  });

  it('may have a message alone as its error, and null for what it lacks', () => {
    expect(importSample({ ...SAMPLE, error: 'late' })).toEqual({ ...KEPT, error: { type: 'Error', message: 'late' } });
    const nothing = { error: null, raw_response: null, example: null, reasons: null, input_tokens: null, latency: null };
    expect(importSample({ ...SAMPLE, ...nothing })).toEqual(KEPT);
  });

  it.each([
    [{ error: 5 }, 'error'],
    [{ error: { message: 5 } }, 'error.message'],
    [{ example: [] }, 'example'],
    [{ reasons: { m: 1 } }, 'reasons.m'],
    [{ input_tokens: 1.5 }, 'input_tokens'],
    [{ latency: -1 }, 'latency'],
  ])('is refused with %j', (change, path) => {
    expect(() => importSample({ ...SAMPLE, ...change })).toThrow(expect.objectContaining({ path }));
  });
});
