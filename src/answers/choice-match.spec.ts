import { describe, expect, it } from '@jest/globals';
import { choiceMatch } from './choice-match.ts';
import { scoreOf } from './metric-score.fixture.ts';

const INPUTS = { options: ['40 km', '42 km', '45 km', '50 km'] };

describe('choiceMatch', () => {
  it.each([
    ['The answer is (C).', 'C', true, 'C, after "the answer is": is right'],
    ['The answer is (B).', 'C', false, 'B, after "the answer is": is not C'],
    ['The answer is 45 km.', 'c', true, 'C, after "the answer is": is right'],
    ['\\boxed{C}', '45 km', true, 'C, in \\boxed{}: is right'],
    ['I can not say.', 'C', false, 'no option chosen'],
  ])('says which option it found, where, and whether it is right: %j', async (output, reference, raw, reason) => {
    expect(await scoreOf(choiceMatch(), output, reference, INPUTS)).toEqual({ raw, reason });
  });

  it('takes the options from where its own option says', async () => {
    const metric = choiceMatch({ options: (inputs: { choices: string[] }) => inputs.choices });
    expect(await scoreOf(metric, 'B', 'B', { choices: ['yes', 'no'] })).toMatchObject({ raw: true });
  });

  it.each([['E'], ['47 km'], [2], ['2'], [''], [null]])(
    'fails for a reference that is not an option: %j',
    async (reference) => {
      await expect(scoreOf(choiceMatch(), 'C', reference, INPUTS)).rejects.toThrow(/^the reference /);
    },
  );

  it('reads a number as the text of an option, never as its place', async () => {
    expect(await scoreOf(choiceMatch(), 'A', 3, { options: ['3', '7', '9', '1'] })).toMatchObject({ raw: true });
    await expect(scoreOf(choiceMatch(), 'A', 0, { options: ['3', '7'] })).rejects.toThrow('not an index');
  });

  it('fails if the reference is the text of two options', async () => {
    await expect(scoreOf(choiceMatch(), 'A', 'red', { options: ['red', 'Red', 'blue'] })).rejects.toThrow('of several options');
  });

  it.each([[{}], [{ options: 'A, B' }], [{ options: ['one'] }], [{ options: [1, 2] }]])(
    'fails without options: %j',
    async (inputs) => {
      await expect(scoreOf(choiceMatch(), 'A', 'A', inputs)).rejects.toThrow('give options');
    },
  );
});
