import { describe, expect, it } from '@jest/globals';
import { JsonNumber } from '../evaluation/json-number.ts';
import { isMetric } from '../evaluation/metric.ts';
import { normalize } from '../evaluation/scale.ts';
import { scoreOf } from './metric-score.fixture.ts';
import { numericMatch } from './numeric-match.ts';

describe('numericMatch', () => {
  it('has the scale false, true', () => {
    const metric = numericMatch({ description: 'The number of eggs.' });
    expect(isMetric(metric)).toBe(true);
    expect(metric.description).toBe('The number of eggs.');
    expect([normalize(metric.scale, false), normalize(metric.scale, true)]).toEqual([0, 1]);
  });

  it.each([
    ['#### 18', '18', true, '18, after ####: equals 18'],
    ['#### 18', 18, true, '18, after ####: equals 18'],
    ['The answer is 26.', '18', false, '26, after "the answer is": is not 18'],
    ['It takes **2 hours**', '120 minutes', true, '2 hours, in bold: equals 120 minutes in another unit'],
    ['The answer is many.', '18', false, 'many, after "the answer is": is not a single number'],
    ['I am not sure what is asked.', '18', false, 'no answer found'],
    ['', '18', false, 'no answer found'],
  ])('says which answer it found, where, and why it is right or wrong: %j', async (output, reference, raw, reason) => {
    expect(await scoreOf(numericMatch(), output, reference)).toEqual({ raw, reason });
  });

  it('reads the answer of an object, as a text or a number', async () => {
    expect(await scoreOf(numericMatch(), { answer: 'It is 18' }, '18')).toMatchObject({ raw: true });
    expect(await scoreOf(numericMatch(), { answer: 18 }, '18')).toMatchObject({ raw: true });
  });

  it('tells numbers apart that a JavaScript number can not hold', async () => {
    const [reference, other] = ['12345678901234567891', '12345678901234567890'];
    const exact = JsonNumber.of(reference);
    expect(await scoreOf(numericMatch(), reference, exact)).toMatchObject({ raw: true });
    expect(await scoreOf(numericMatch(), other, exact)).toMatchObject({ raw: false });
    expect(await scoreOf(numericMatch(), { answer: exact }, reference)).toMatchObject({ raw: true });
    expect(await scoreOf(numericMatch(), exact, other)).toMatchObject({ raw: false });
  });

  it('reads the text that its option picks', async () => {
    const metric = numericMatch({ text: (output: { steps: string[] }) => output.steps.join('\n') });
    expect(await scoreOf(metric, { steps: ['2 + 2 = 4', 'Answer: 18'] }, '18')).toMatchObject({ raw: true });
  });

  it.each([[{ solution: '18' }], [null], [['18']], [true], [{ answer: null }]])(
    'fails for an output that has no text: %j',
    async (output) => {
      await expect(scoreOf(numericMatch(), output, '18')).rejects.toThrow('give the option text');
    },
  );

  it('fails if the option text does not return a string', async () => {
    const metric = numericMatch({ text: (output: { solution: string }) => output.solution });
    await expect(scoreOf(metric, {}, '18')).rejects.toThrow(
      'the option text must return a string, not a value of type undefined',
    );
  });

  it.each([['many'], ['3-5'], [''], [null], [{ answer: 18 }]])(
    'fails for a reference that is not a number: %j',
    async (reference) => {
      await expect(scoreOf(numericMatch(), '18', reference)).rejects.toThrow(/^the reference /);
    },
  );
});
