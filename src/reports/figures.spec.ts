import { describe, expect, it } from '@jest/globals';
import { intervalText, numberText, percentText, pText, signedText } from './figures.ts';

describe('numbers for people', () => {
  it.each([
    [0, '0'],
    [-0.25, '−0.25'],
    [0.123456, '0.1235'],
    [1319, '1319'],
    [0.00001234, '1.23e-5'],
    [123456789, '1.23e+8'],
    [null, 'n/a'],
  ])('write %p as %s', (value, text) => {
    expect(numberText(value)).toBe(text);
  });

  it('say a sign, a range and a share', () => {
    expect([signedText(0.5), signedText(-0.5), signedText(0), signedText(null)]).toEqual(['+0.5', '−0.5', '0', 'n/a']);
    expect([intervalText([-1, 2]), intervalText(null), percentText(0.95), percentText(0.999)]).toEqual([
      '−1 to 2',
      'n/a',
      '95 %',
      '99.9 %',
    ]);
  });

  it('never claim a p-value below what was drawn', () => {
    expect(pText(0.0312)).toBe('p = 0.0312');
    expect(pText(1e-30)).toBe('p < 1e-9');
    expect(pText(1 / 10_000, 9_999)).toBe('p < 0.0001');
    expect(pText(1 / 20_000, 9_999)).toBe('p = 5.00e-5');
    expect(pText(null)).toBe('no p-value');
  });
});
