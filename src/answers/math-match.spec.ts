import { describe, expect, it } from '@jest/globals';
import { mathMatch } from './math-match.ts';
import { scoreOf } from './metric-score.fixture.ts';

describe('mathMatch', () => {
  it('compares the final answer as mathematics, and says where it was found', async () => {
    const score = await scoreOf(mathMatch(), 'So it is $\\boxed{\\frac{2}{4}}$.', '\\frac{1}{2}');
    expect(score).toMatchObject({ raw: true, reason: expect.stringMatching(/^\\frac\{2\}\{4\}, in \\boxed\{\}: ./) });
    expect(await scoreOf(mathMatch(), 'The answer is $x + 2$.', 'x + 1')).toMatchObject({ raw: false });
  });

  it('scores a missing answer as wrong', async () => {
    expect(await scoreOf(mathMatch(), 'I do not know what is asked of me.', '5')).toEqual({
      raw: false,
      reason: 'no answer found',
    });
  });

  it('fails without a reference', async () => {
    await expect(scoreOf(mathMatch(), '5', null)).rejects.toThrow('the reference must be a text or a number, not null');
  });
});
