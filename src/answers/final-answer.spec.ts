import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { adversarialTexts } from './adversarial-texts.fixture.ts';
import { finalAnswer } from './final-answer.ts';

/** Each form that docs/answers.md names, around an answer. */
const FORMS: readonly (readonly [form: string, write: (answer: string) => string])[] = [
  ['\\boxed{}', (answer) => `So we have \\boxed{${answer}}.`],
  ['\\fbox{}', (answer) => `$$\\fbox{${answer}}$$`],
  ['an unclosed box', (answer) => `So we have \\boxed{${answer}`],
  ['####', (answer) => `Two and two.\n#### ${answer}`],
  ['Final answer:', (answer) => `It is easy.\n\n**Final answer:** ${answer}`],
  ['a heading', (answer) => `It is easy.\n\n## Final Answer\n\n${answer}\n`],
  ['the answer is', (answer) => `Hence the answer is ${answer}.`],
  ['the answer in bold', (answer) => `Therefore, the correct answer is **${answer}**.`],
  ['the answer in math', (answer) => `Therefore, the answer is \\(${answer}\\).`],
  ['Answer:', (answer) => `I add them.\nAnswer: ${answer}`],
  ['the next line', (answer) => `I add them.\n\nAnswer:\n\n${answer}\n`],
  ['A:', (answer) => `Q: what?\nA: ${answer}`],
  ['bold', (answer) => `All in all this makes **${answer}**`],
  ['=', (answer) => `All in all this makes x = ${answer}.`],
  ['the end', (answer) => `All in all this makes ${answer}.`],
];

const numbers = fc.oneof(
  fc.integer({ min: -1_000_000, max: 1_000_000 }).map(String),
  fc.integer({ min: 1000, max: 100_000_000 }).map((whole) => whole.toLocaleString('en')),
  fc.tuple(fc.nat(9999), fc.nat(9999)).map(([whole, places]) => `${whole}.${places}`),
  fc.tuple(fc.nat(99), fc.integer({ min: 1, max: 99 })).map(([top, bottom]) => `${top}/${bottom}`),
);

describe('finalAnswer', () => {
  it.each(FORMS)('finds any number in the form: %s', (_form, write) => {
    fc.assert(
      fc.property(numbers, (number) => {
        expect(finalAnswer(write(number))?.text).toBe(number);
      }),
    );
  });

  it.each(FORMS)('finds it after thinking as well: %s', (_form, write) => {
    const text = `<think>The final answer is \\boxed{5}. #### 6</think>${write('18')}`;
    expect(finalAnswer(text)?.text).toBe('18');
  });

  it('never throws', () => {
    const pieces = fc.constantFrom(
      '\\boxed{',
      '}',
      '####',
      'answer is',
      'Answer:',
      '\n',
      '$',
      '**',
      '=',
      '1',
      ' ',
      '\\frac',
      '<think>',
      'A:',
      '½',
    );
    const texts = fc.oneof(
      fc.string(),
      fc.string({ unit: 'binary' }),
      fc.array(pieces).map((parts) => parts.join('')),
    );
    fc.assert(
      fc.property(texts, (text) => {
        const found = finalAnswer(text);
        expect(found === null || found.text.length > 0).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  it('reads a megabyte of anything', () => {
    for (const text of adversarialTexts(1_000_000)) expect([null, 'object']).toContain(finalAnswer(text) && 'object');
  });

  it('finds the answer after a lot of anything', () => {
    for (const text of adversarialTexts(100_000))
      expect(finalAnswer(`${text}\n\n</think>The answer is 18.`)).toEqual({ text: '18', rule: 'after "the answer is"' });
  });

  it('finds the last number however far back it is', () => {
    expect(finalAnswer(`There are 1,234 of them${' and so on'.repeat(20_000)}`)?.text).toBe('1,234');
  });
});
