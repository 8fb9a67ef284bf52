import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { adversarialTexts } from './adversarial-texts.fixture.ts';
import { chosenOption } from './chosen-option.ts';

const OPTIONS = Array.from({ length: 10 }, (_, index) => `${index + 20} km`);

const FORMS: readonly (readonly [form: string, write: (letter: string) => string])[] = [
  ['\\boxed{}', (letter) => `We get \\boxed{${letter}}.`],
  ['\\boxed{\\text{}}', (letter) => `We get $\\boxed{\\text{${letter}}}$.`],
  ['Final answer:', (letter) => `I add them.\n\n**Final answer:** ${letter}`],
  ['the answer is ()', (letter) => `So the answer is (${letter}).`],
  ['the answer is', (letter) => `The answer is ${letter}`],
  ['the answer with its text', (letter) => `The correct answer is ${letter}) ${letter.charCodeAt(0) - 45} km.`],
  ['Answer:', (letter) => `I add them.\nAnswer: ${letter}`],
  ['ANSWER: $$', (letter) => `I add them.\n\nANSWER: $${letter}$`],
  ['the correct option', (letter) => `The correct option is ${letter}.`],
  ['I choose', (letter) => `Therefore I choose option ${letter}.`],
  ['is correct', (letter) => `Option ${letter} is correct.`],
  ['bold', (letter) => `It comes to **${letter}**`],
  ['alone', (letter) => letter],
  ['alone, with a full stop', (letter) => `${letter}.`],
  ['in parentheses', (letter) => `(${letter})`],
  ['the last line', (letter) => `I add them.\n\n${letter}`],
  ['the first line', (letter) => `${letter}\n\nThe other ones are too long.`],
  ['the only letter', (letter) => `All in all it must be (${letter})`],
];

describe('chosenOption', () => {
  it.each(FORMS)('finds each of ten letters in the form: %s', (_form, write) => {
    for (const [index] of OPTIONS.entries()) {
      const letter = String.fromCharCode(65 + index);
      expect(chosenOption(write(letter), OPTIONS)).toMatchObject({ letter, index });
    }
  });

  it.each(FORMS)('takes no letter beyond the options: %s', (_form, write) => {
    expect(chosenOption(write('K').replace('30 km', 'nothing'), OPTIONS)).toBeNull();
  });

  it('continues after Z with two letters', () => {
    const many = Array.from({ length: 30 }, (_, index) => `option number ${index}`);
    expect(chosenOption('The answer is (AB).', many)).toMatchObject({ letter: 'AB', index: 27 });
  });

  it('reads the text of an option that carries its own letter', () => {
    const options = ['A) a bus', 'B) a car', 'C) a train'];
    expect(chosenOption('The answer is a car.', options)).toMatchObject({ letter: 'B', rule: 'after "the answer is"' });
  });

  it('chooses none of two options that are the same', () => {
    expect(chosenOption('The answer is a bus.', ['a bus', 'A bus', 'a car'])).toBeNull();
  });

  it('never throws', () => {
    const pieces = fc.constantFrom(
      'A',
      'B',
      'I',
      '(',
      ')',
      '.',
      ' ',
      'the answer is',
      'Answer:',
      '\n',
      '**',
      '$',
      '20 km',
      ' or ',
      'is correct',
    );
    const texts = fc.oneof(
      fc.string(),
      fc.array(pieces).map((parts) => parts.join('')),
    );
    fc.assert(
      fc.property(texts, fc.array(fc.string()), (text, options) => {
        const index = chosenOption(text, options)?.index;
        expect(index === undefined || index < options.length).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  it('reads a megabyte of anything', () => {
    for (const text of adversarialTexts(1_000_000)) {
      const index = chosenOption(text, OPTIONS)?.index ?? 0;
      expect(index).toBeLessThan(OPTIONS.length);
    }
  });
});
