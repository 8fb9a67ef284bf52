import { describe, expect, it } from '@jest/globals';
import { lineOf, resultRow, textOf } from './result-row.ts';

const SAMPLE = {
  row: 3,
  replicate: 1,
  status: 'success' as const,
  scores: { correct: 1 },
  latency: 0.4,
  cost: null,
  input_tokens: 12,
  output_tokens: null,
};

describe('a line of the table', () => {
  it('has what came out, and of a failed row why', () => {
    const texts = { inputs: '4+28?', prompt: 'Answer: 4+28?', response: '{"sum":"32"}', reference: '32', error: null, cut: [] };
    expect(resultRow({ ...SAMPLE, texts })).toMatchObject({ inputs: '4+28?', output: '32', isError: false, tokens: 12 });
    const failed = { ...texts, error: 'no answer' };
    expect(resultRow({ ...SAMPLE, texts: failed })).toMatchObject({ output: 'no answer', isError: true });
  });

  it.each([
    ['a\n  text ', 'a text'],
    [null, ''],
    ['["a","b"]', '["a","b"]'],
    ['{"answer":{"label":"positive"}}', '{"label":"positive"}'],
    ['{"label":"positive","why":"it\\nsays so"}', 'label: positive · why: it says so'],
    ['{"label":"positive","why":"it was cu', '{"label":"positive","why":"it was cu'],
    ['{}', '{}'],
  ])('shows %j as %s', (text, line) => {
    expect(lineOf(text)).toBe(line);
  });

  it('keeps false and zero, which are not nothing', () => {
    expect([textOf(false), textOf(0), textOf('')]).toEqual(['false', '0', '']);
  });
});
