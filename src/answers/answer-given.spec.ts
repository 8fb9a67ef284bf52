import { describe, expect, it } from '@jest/globals';
import { answerGiven } from './answer-given.ts';
import { scoreOf } from './metric-score.fixture.ts';

describe('answerGiven', () => {
  it.each([
    ['#### 18', true, '18, after ####'],
    ['I can not say.', false, 'no answer found'],
  ])('says whether there is an answer: %j', async (output, raw, reason) => {
    expect(await scoreOf(answerGiven(), output, null)).toEqual({ raw, reason });
  });

  it('requires one of the options if there are any', async () => {
    const inputs = { options: ['red', 'blue'] };
    expect(await scoreOf(answerGiven(), 'B', null, inputs)).toEqual({ raw: true, reason: 'B, the last line' });
    expect(await scoreOf(answerGiven(), 'The answer is 7.', null, inputs)).toEqual({ raw: false, reason: 'no option chosen' });
  });

  it('takes the options from where its own option says', async () => {
    const metric = answerGiven({ options: (inputs: { choices: string[] }) => inputs.choices });
    expect(await scoreOf(metric, 'The answer is (B).', null, { choices: ['red', 'blue'] })).toMatchObject({ raw: true });
  });
});
