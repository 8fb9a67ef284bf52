import { describe, expect, it } from '@jest/globals';
import { lessons } from './lessons.ts';

function weights(instructions: string): Record<string, number> {
  return Object.fromEntries(lessons(instructions).weights);
}

describe('lessons', () => {
  it('takes the quoted words and phrases of a definition as cues', () => {
    expect(weights('- positive: praise ("worth it", "begeistert")\n- negative: complaints: “fell apart”')).toEqual({
      'worth it': 2,
      begeistert: 2,
      'fell apart': -2,
    });
  });

  it('takes the words of an example sentence as hints, without common words and those of the lexicon', () => {
    expect(weights('"The awful hinge came open after a week." → negative')).toEqual({
      hinge: -0.5,
      came: -0.5,
      open: -0.5,
      week: -0.5,
    });
  });

  it('learns nothing from words of both sides, and keeps the usual weight of a word of a neutral label', () => {
    expect(weights('positive: "sturdy"\nnegative: "sturdy"\nneutral: "delivery", "good"')).toEqual({
      sturdy: 0,
      delivery: 0,
      good: 3,
    });
  });

  it('learns from scripts without spaces, character by character', () => {
    expect(weights('negative: "壊れた"')).toEqual({ '壊 れ た': -2 });
  });

  it('learns nothing from lines without a label, or without quotes', () => {
    expect(weights('Beware of "sarcasm".\nnegative: refund\nreview: "kaputt"')).toEqual({});
  });

  it.each([
    ['neutral: praise and blame in balance', true],
    ['mixed: some of each', true],
    ['neutral: no side', false],
    ['Look at both sides.', false],
  ])('tells from %p whether both sides are a case of their own: %p', (instructions, expected) => {
    expect(lessons(instructions).weighsSides).toBe(expected);
  });
});
