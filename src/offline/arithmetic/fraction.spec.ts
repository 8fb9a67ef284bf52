import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { decimalFraction, fraction, fractionNumber, fractionText } from './fraction.ts';

describe('fraction', () => {
  it.each([
    [6n, 4n, 3n, 2n],
    [-6n, 4n, -3n, 2n],
    [6n, -4n, -3n, 2n],
    [0n, -7n, 0n, 1n],
  ])('brings %p over %p to lowest terms', (numerator, denominator, top, bottom) => {
    expect(fraction(numerator, denominator)).toEqual({ numerator: top, denominator: bottom });
  });
});

describe('fractionText', () => {
  it.each([
    ['22', 22n, 1n],
    ['-3', -3n, 1n],
    ['0', 0n, 1n],
    ['0.25', 1n, 4n],
    ['-0.05', -1n, 20n],
    ['12.5', 25n, 2n],
    ['5/6', 5n, 6n],
    ['-2/3', -2n, 3n],
    ['0.000000000001', 1n, 10n ** 12n],
    ['1/10000000000000', 1n, 10n ** 13n],
  ])('writes %s', (text, numerator, denominator) => {
    expect(fractionText(fraction(numerator, denominator))).toBe(text);
  });

  it('reads back as the same value', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 10n ** 30n }), fc.integer({ min: 0, max: 12 }), (digits, places) => {
        const value = fraction(digits, 10n ** BigInt(places));
        expect(decimalFraction(fractionText(value))).toEqual(value);
      }),
    );
  });
});

describe('fractionNumber', () => {
  it.each([
    [1n, 3n, 1 / 3],
    [-7n, 2n, -3.5],
    [10n ** 400n, 1n, Number.MAX_VALUE],
    [-(10n ** 400n), 1n, -Number.MAX_VALUE],
    [1n, 10n ** 400n, 0],
    [10n ** 400n, 10n ** 400n + 1n, 1],
  ])('is finite for %p over %p', (numerator, denominator, value) => {
    expect(fractionNumber(fraction(numerator, denominator)) - value).toBeCloseTo(0, 12);
  });
});
