import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { ArithmeticError, calculation, type Order } from './calculation.ts';
import { expressionIn } from './expression.ts';
import { fractionText } from './fraction.ts';

function result(text: string, order: Order = 'precedence'): string {
  return fractionText(calculation(expressionIn(text) ?? [], order).value);
}

describe('calculation', () => {
  it.each([
    ['7 + 5 × 3', '22', '36'],
    ['50 − 18 ÷ 3', '44', '32/3'],
    ['24 ÷ 4 × 3', '18', '18'],
    ['10 − 4 − 3', '3', '3'],
    ['6 + 4 × (9 − 2)', '34', '88'],
    ['(18 − 7) × 5', '55', '55'],
    ['1/2 + 1/3', '5/6', '0.5'],
    ['0.1 + 0.2 × 1', '0.3', '0.3'],
    ['2 + 3^2', '11', '25'],
    ['2^3^2', '512', '64'],
    ['2^-2 + 0', '0.25', '0.25'],
    ['-2^2 + 0', '-4', '4'],
    ['2 × -(3 + 4)', '-14', '-2'],
    ['--3 + 4', '7', '7'],
    ['100 − 25% of 60', '85', '5985'],
    ['(10 + 5)% of 80', '12', '804'],
    ['0^0 + 1', '2', '2'],
  ])('turns %s into %s with precedence and %s from left to right', (text, school, keys) => {
    expect(result(text)).toBe(school);
    expect(result(text, 'left_to_right')).toBe(keys);
  });

  it('lists each operation once, in the order in which it is done', () => {
    const { steps } = calculation(expressionIn('2 − 15% of (3 + 1/3) × -3') ?? [], 'precedence');
    expect(steps).toEqual([
      '15% = 0.15',
      '1 ÷ 3 = 1/3',
      '3 + (1/3) = 10/3',
      '0.15 × (10/3) = 0.5',
      '0.5 × (-3) = -1.5',
      '2 − (-1.5) = 3.5',
    ]);
  });

  it.each([
    ['5 ÷ (3 − 3)', 'divides by zero'],
    ['0^-1 + 1', 'divides by zero'],
    ['2^0.5 + 1', 'no whole number'],
    ['9^9^9^9', 'more than 200 digits'],
    ['2^100000000000000000000 + 1', 'more than 200 digits'],
    ['10^150 × 10^150', 'more than 200 digits'],
    ['10^-150 × 10^-150', 'more than 200 digits'],
  ])('says why there is no result for %s', (text, why) => {
    expect(() => result(text)).toThrow(ArithmeticError);
    expect(() => result(text)).toThrow(why);
  });

  it('takes very long and very deep expressions', () => {
    expect(result(Array.from({ length: 20_000 }, () => '1').join(' + '))).toBe('20000');
    expect(result(`${'('.repeat(20_000)}1 + 1${')'.repeat(20_000)}`)).toBe('2');
  });
});

/** An expression and its value as a quotient, not in lowest terms. */
interface Known {
  readonly text: string;
  readonly top: bigint;
  readonly bottom: bigint;
}

type Written = '+' | '-' | '*' | '/';

function combined(sign: Written, left: Known, right: Known): Known {
  const text = `(${left.text}) ${sign} (${right.text})`;
  const [bottom, crossed] = [left.bottom * right.bottom, right.top * left.bottom];
  switch (sign) {
    case '+':
      return { text, top: left.top * right.bottom + crossed, bottom };
    case '-':
      return { text, top: left.top * right.bottom - crossed, bottom };
    case '*':
      return { text, top: left.top * right.top, bottom };
    case '/':
      return { text, top: left.top * right.bottom, bottom: left.bottom * right.top };
  }
}

const sign = fc.constantFrom<Written>('+', '-', '*', '/');

const leaf: fc.Arbitrary<Known> = fc
  .nat(99)
  .map((digits) => ({ text: (digits / 10).toFixed(1), top: BigInt(digits), bottom: 10n }));

const { known } = fc.letrec<{ known: Known }>((tie) => ({
  known: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    leaf,
    fc.tuple(sign, tie('known'), tie('known')).map(([written, left, right]) => combined(written, left, right)),
  ),
}));

function valueOf(text: string, order: Order): readonly [bigint, bigint] | null {
  try {
    const { numerator, denominator } = calculation(expressionIn(text) ?? [], order).value;
    return [numerator, denominator];
  } catch (error) {
    if (error instanceof ArithmeticError) return null;
    throw error;
  }
}

describe('calculation, of any expression', () => {
  it('has the value of its parts with precedence', () => {
    fc.assert(
      fc.property(known, known, sign, (left, right, written) => {
        const { text, top, bottom } = combined(written, left, right);
        const value = valueOf(text, 'precedence');
        if (bottom === 0n) expect(value).toBeNull();
        else if (value !== null) expect(value[0] * bottom).toBe(value[1] * top);
      }),
    );
  });

  it('needs no parentheses around products and quotients in a sum', () => {
    const term = fc.array(fc.tuple(fc.constantFrom('×', '÷'), fc.integer({ min: 1, max: 12 })), { minLength: 1, maxLength: 3 });
    fc.assert(
      fc.property(fc.array(term, { minLength: 2, maxLength: 5 }), (terms) => {
        const texts = terms.map((factors) => `2 ${factors.map(([written, factor]) => `${written} ${factor}`).join(' ')}`);
        expect(result(texts.join(' + '))).toBe(result(texts.map((text) => `(${text})`).join(' + ')));
        expect(result(texts.join(' − '))).toBe(result(texts.map((text) => `(${text})`).join(' − ')));
      }),
    );
  });

  it('folds from the left without precedence', () => {
    fc.assert(
      fc.property(leaf, fc.array(fc.tuple(sign, leaf), { minLength: 1, maxLength: 8 }), (first, rest) => {
        const folded = rest.reduce((left, [written, right]) => combined(written, left, right), first);
        const text = [first.text, ...rest.map(([written, right]) => `${written} ${right.text}`)].join(' ');
        const value = valueOf(text, 'left_to_right');
        if (folded.bottom === 0n) expect(value).toBeNull();
        else if (value !== null) expect(value[0] * folded.bottom).toBe(value[1] * folded.top);
      }),
    );
  });
});
