import { describe, expect, it } from '@jest/globals';
import type { JsonSchema, JsonValue } from '../../evaluation/json.ts';
import { signal, userRequest } from '../completion-request.fixture.ts';
import { LexiconModel } from './lexicon-model.ts';

const lexicon = new LexiconModel('lexicon');

async function textAnswer(prompt: string): Promise<string> {
  return (await lexicon.complete(userRequest(prompt), signal)).content;
}

async function answer(prompt: string, properties: Record<string, JsonSchema>): Promise<JsonValue | undefined> {
  const schema = { type: 'object', properties, required: Object.keys(properties), additionalProperties: false };
  return (await lexicon.complete(userRequest(prompt, schema), signal)).parsed;
}

describe('LexiconModel with a schema', () => {
  const label = { type: 'string', enum: ['positive', 'negative', 'neutral'] };

  it('gives label and explanation with the words that it found', async () => {
    expect(await answer('<r>I love it, the lid is slightly awful</r>', { label, why: { type: 'string' } })).toEqual({
      label: 'positive',
      why: '"love" (+3), "awful" (−1.5): positive',
    });
    expect(await answer("<r>It isn't great</r>", { label, why: { type: 'string' } })).toEqual({
      label: 'negative',
      why: '"great" after "isn\'t" (−1.5): negative',
    });
    expect(await answer('<r>It is blue</r>', { label, why: { type: 'string' } })).toEqual({
      label: 'neutral',
      why: 'no word of it is in the lexicon: neutral',
    });
  });

  it('is misled by words of the instructions if the input is not marked off', async () => {
    const instructions = 'Please help, you are a great expert:';
    expect(await answer(`${instructions} the lid is bad`, { label })).toEqual({ label: 'positive' });
    expect(await answer(`${instructions} <r>the lid is bad</r>`, { label })).toEqual({ label: 'negative' });
  });

  it('reads a system instruction and earlier messages as instructions', async () => {
    const messages = [
      { role: 'user', content: 'You are great' },
      { role: 'assistant', content: 'thanks' },
      { role: 'user', content: 'the lid is bad' },
    ] as const;
    const request = { messages, systemInstruction: 'a wonderful expert', outputSchema: label, generationKwargs: {} };
    expect((await lexicon.complete(request, signal)).parsed).toBe('negative');
  });

  it('finds nested labels, synonyms and levels', async () => {
    const nested = { type: 'object', properties: { mood: { enum: ['sports', 'Unhappy', 'HAPPY'] } }, required: ['mood'] };
    expect(await answer('<r>I love it</r>', { nested })).toEqual({ nested: { mood: 'HAPPY' } });
    const five = { enum: ['very negative', 'negative', 'neutral', 'positive', 'very positive'] };
    expect(await answer('<r>perfect, amazing, I love it</r>', { five })).toEqual({ five: 'very positive' });
    expect(await answer('<r>a bit bad</r>', { five })).toEqual({ five: 'negative' });
  });

  it('maps the score onto stars, ranges, booleans and confidence', async () => {
    const properties = {
      stars: { enum: [1, 2, 3, 4, 5] },
      grade: { type: 'integer', minimum: 0, maximum: 10 },
      positive: { type: 'boolean' },
      is_negative: { type: 'boolean' },
      confidence: { type: 'number', minimum: 0, maximum: 1 },
    };
    const praise = await answer('<r>perfect, amazing, excellent, I love it</r>', properties);
    expect(praise).toMatchObject({ stars: 5, grade: 10, positive: true, is_negative: false });
    const blame = await answer('<r>awful, horrible, terrible, I hate it</r>', properties);
    expect(blame).toMatchObject({ stars: 1, grade: 0, positive: false, is_negative: true });
    expect(await answer('<r>It is blue</r>', properties)).toEqual({
      stars: 3,
      grade: 5,
      positive: false,
      is_negative: false,
      confidence: 0.5,
    });
  });

  it('keeps to the labels that the prompt states', async () => {
    expect(await answer('Positive or negative?\n<r>It is blue, and cheaply sad</r>', { label })).toEqual({ label: 'negative' });
    expect(await answer('Positive or negative?\n<r>It is blue</r>', { label })).toEqual({ label: 'positive' });
  });

  it('weighs both sides when the prompt defines them', async () => {
    const review = '<r>good sound, poor battery</r>';
    expect(await answer(`Labels:\n- positive\n- negative\n- neutral\n${review}`, { label })).toEqual({ label: 'positive' });
    expect(await answer(`- positive: praise\n- neutral: both in balance\n- negative: blame\n${review}`, { label })).toEqual({
      label: 'neutral',
    });
  });

  it('reads the cues that definitions teach', async () => {
    const review = '<r>Ging sofort kaputt</r>';
    expect(await answer(`negative: blame\n${review}`, { label })).toEqual({ label: 'neutral' });
    expect(await answer(`negative: blame, such as "kaputt"\n${review}`, { label })).toEqual({ label: 'negative' });
  });
});

describe('LexiconModel without a schema', () => {
  it('answers in its own words if no labels are stated', async () => {
    expect(await textAnswer('One word only.\n<r>I love it</r>')).toBe('good');
    expect(await textAnswer('One word only.\n<r>I hate it</r>')).toBe('bad');
    expect(await textAnswer('One word only.\n<r>It is blue</r>')).toBe('so-so');
  });

  it('answers with just a stated label only if asked to', async () => {
    expect(await textAnswer('POSITIVE or NEGATIVE? Only the label.\n<r>I love it</r>')).toBe('POSITIVE');
    expect(await textAnswer('POSITIVE or NEGATIVE?\n<r>I love it</r>')).toBe('"love" (+3): POSITIVE');
  });

  it('quotes a dozen words at most', async () => {
    expect(await textAnswer(`<r>${'love '.repeat(15)}</r>`)).toMatch(/^("love" \(\+3\), ){11}"love" \(\+3\) and 3 more: good$/);
  });
});
