import { describe, expect, it } from '@jest/globals';
import { mathMatch } from './math-match.ts';
import { scoreOf } from './metric-score.fixture.ts';
import { numericMatch } from './numeric-match.ts';
import { twoReadings } from './two-readings.ts';

describe('twoReadings', () => {
  it.each([
    ['2,5', ['2.5', '2 and 5']],
    ['-12,75 kg', ['-12.75 kg', '-12 and 75 kg']],
    ['1.234,56', ['1234.56', '1.234 and 56']],
    ['1/2x', ['(1/2)x', '1/(2x)']],
    ['-3/4\\pi', ['-(3/4)\\pi', '-3/(4\\pi)']],
  ])('names both readings of %s', (answer, readings) => {
    expect(twoReadings(answer)).toEqual(readings);
  });

  it.each(['2.5', '1,234', '(2,5)', '2, 5', '1/2', 'x/2', '2,5,7', '', 'a, b'])('has none for %j', (answer) => {
    expect(twoReadings(answer)).toBeNull();
  });
});

describe('a metric', () => {
  it('scores an unclear answer as wrong, and names both readings', async () => {
    expect(await scoreOf(numericMatch(), 'Das macht 2,5', '2.5')).toEqual({
      raw: false,
      reason: '2,5, the last number: is unclear: 2.5, or 2 and 5',
    });
    expect(await scoreOf(mathMatch(), '$1/2x$', '\\frac{x}{2}')).toEqual({
      raw: false,
      reason: '1/2x, the whole text: is unclear: (1/2)x, or 1/(2x)',
    });
  });

  it('reads a list without blanks as the list of the reference', async () => {
    expect(await scoreOf(mathMatch(), 'The roots are 2,5.', '5,2')).toMatchObject({ raw: true });
  });
});
