import { describe, expect, it } from '@jest/globals';
import type { JsonSchema, JsonValue } from '../evaluation/json.ts';
import { ModelRequestError } from '../evaluation/model.ts';
import { signal, userRequest } from './completion-request.fixture.ts';
import { OverlapModel } from './overlap-model.ts';

const overlap = new OverlapModel('overlap');

function judgePrompt(input: JsonValue, output: JsonValue): string {
  return `Rate <output>.\n<inputs>\n${JSON.stringify(input)}\n</inputs>\n<output>\n${typeof output === 'string' ? output : JSON.stringify(output)}\n</output>\nAnswer.`;
}

async function judged(prompt: string, score: JsonSchema): Promise<JsonValue | undefined> {
  const schema = { type: 'object', properties: { reason: { type: 'string' }, score }, required: ['reason', 'score'] };
  return (await overlap.complete(userRequest(prompt, schema), signal)).parsed;
}

const LEVELS = { enum: ['none', 'some', 'all'] };

describe('OverlapModel', () => {
  it.each([
    ['all', '"love" (+3), "awful" (−3): mixed', '2 of 2 quoted words stand in the input; found: "love", "awful".'],
    ['some', '"love" and "great"', '1 of 2 quoted words stand in the input; found: "love"; not found: "great".'],
    ['none', '"great"', '0 of 1 quoted words stand in the input; not found: "great".'],
    ['none', 'love and awful', 'The output quotes no words, so there is no evidence to look up.'],
    ['all', 'it says “Love the lamp”', '3 of 3 quoted words stand in the input; found: "love", "the", "lamp".'],
    [
      'all',
      "'love' and „awful“ and «lamp» and `lid`",
      '4 of 4 quoted words stand in the input; found: "love", "awful", "lamp", "lid".',
    ],
    ['none', "don't say the lamp isn't good", 'The output quotes no words, so there is no evidence to look up.'],
  ])('answers %p for %p', async (score, explanation, reason) => {
    const prompt = judgePrompt({ review: 'I love the lamp, the lid is awful' }, { label: 'mixed', explanation });
    expect(await judged(prompt, LEVELS)).toEqual({ score, reason });
  });

  it('looks quotes up in other languages', async () => {
    expect(await judged(judgePrompt({ review: 'すぐに壊れました。' }, '「壊れました」'), LEVELS)).toMatchObject({
      score: 'all',
    });
    expect(await judged(judgePrompt({ review: 'Très déçue' }, '"DÉÇUE"'), LEVELS)).toMatchObject({ score: 'all' });
  });

  it('maps the share onto numbers and booleans', async () => {
    const prompt = judgePrompt({ review: 'I love it' }, '"love" "hate" "lamp" "lid"');
    expect(await judged(prompt, { type: 'number', minimum: 0, maximum: 10 })).toMatchObject({ score: 2.5 });
    expect(await judged(prompt, { enum: [false, true] })).toMatchObject({ score: false });
    expect(await judged(judgePrompt({ review: 'I love it' }, '"love"'), { enum: [false, true] })).toMatchObject({
      score: true,
    });
  });

  it('reads plain text between the tags', async () => {
    expect(await judged('<input>[I love] it</input><output>"love"</output>', LEVELS)).toMatchObject({ score: 'all' });
    expect(await judged('<input>I love it</input><output>says "love"</output>', LEVELS)).toMatchObject({ score: 'all' });
  });

  it('answers with share and reason in words without a schema', async () => {
    const { content } = await overlap.complete(userRequest(judgePrompt('I love it', '"love" "hate"')), signal);
    expect(content).toBe('0.50: 1 of 2 quoted words stand in the input; found: "love"; not found: "hate".');
  });

  it.each(['Rate it.', '<inputs>x</inputs>', '<output>x</output>'])(
    'refuses the prompt %p, which has nothing to compare',
    async (prompt) => {
      await expect(judged(prompt, LEVELS)).rejects.toThrow(ModelRequestError);
      await expect(judged(prompt, LEVELS)).rejects.toThrow('must hold <inputs>');
    },
  );
});
