import { describe, expect, it } from '@jest/globals';
import { statedLabels } from './label.ts';

function labels(instructions: string): string[] {
  return statedLabels(instructions).map(({ text }) => text);
}

describe('statedLabels', () => {
  it.each([
    ['Is it positive, negative or neutral?', ['positive', 'negative', 'neutral']],
    ['Labels: POSITIVE | NEGATIVE', ['POSITIVE', 'NEGATIVE']],
    ['Say "good" when it is praise and "bad" when it is blame.', ['good', 'bad']],
    ['One of:\n- positive: praise\n- negative: blame ("bad", "not ok")\n', ['positive', 'negative']],
    ['**positive**\n**mixed**', ['positive', 'mixed']],
    ['very positive, positive, negative or very_negative', ['very positive', 'positive', 'negative', 'very_negative']],
  ])('finds those in %p', (instructions, expected) => {
    expect(labels(instructions)).toEqual(expected);
  });

  it.each([
    ['What is the sentiment?'],
    ['Is this a positive review?'],
    ['happy and satisfied customers'],
    ['sports, politics or weather'],
    [''],
  ])('finds none in %p', (instructions) => {
    expect(labels(instructions)).toEqual([]);
  });
});
