import { describe, expect, it } from '@jest/globals';
import { CopiedText } from './copied-text.ts';

const question = 'Natalia sold clips to 48 of her friends in April, and then half as many in May.';
const baseline = 'Answer the question. Think step by step and give only the number at the end.\n{{ question }}';

function copied(template: string, inputs: Record<string, unknown>, reference: unknown = '72'): string | null {
  return new CopiedText(template, baseline).in({ inputs: inputs as never, reference: reference as never });
}

describe('text that a template has copied', () => {
  it('is eight words in a row, whatever their case and punctuation', () => {
    const template = `${baseline}\nE.g. NATALIA sold clips to 48 of her friends: 24.`;
    expect(copied(template, { question })).toBe('natalia sold clips to 48 of her friends');
  });

  it('is found in references and deep within inputs', () => {
    const template = `${baseline} one two three four five six seven eight nine`;
    const text = 'Zero, one two three four five six seven eight!';
    expect(copied(template, { question: 'x' }, { steps: [text] })).toBe('one two three four five six seven eight');
    expect(copied(template, { context: { turns: ['no', text] } })).toBe('one two three four five six seven eight');
  });

  it('is a whole text of five to seven words', () => {
    const template = `${baseline} The food was cold and late.`;
    expect(copied(template, { text: 'the food was cold and late' })).toBe('the food was cold and late');
    expect(copied(template, { text: 'the food was cold' })).toBeNull();
  });

  it('is not what the baseline has, nor seven words of a longer text', () => {
    expect(copied(baseline, { question: 'Think step by step and give only the number, please.' })).toBeNull();
    expect(copied(`${baseline} sold clips to 48 of her friends`, { question })).toBeNull();
  });
});
