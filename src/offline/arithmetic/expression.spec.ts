import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { expressionIn, type Token } from './expression.ts';
import { fractionText } from './fraction.ts';

function textOf(token: Token): string {
  switch (token.kind) {
    case 'number':
      return fractionText(token.value);
    case 'operator':
      return ` ${token.operator} `;
    case 'negative':
      return '~';
    case 'open':
      return '(';
    case 'close':
      return ')';
    case 'percent':
      return '%';
  }
}

function found(text: string): string | null {
  return expressionIn(text)?.map(textOf).join('') ?? null;
}

describe('expressionIn', () => {
  it.each([
    ['What is 7 + 5 × 3?', '7 + 5 × 3'],
    ['7+5*3', '7 + 5 × 3'],
    ['Compute 1,250 × 8.', '1250 × 8'],
    ['1\u202f250 · 8', '1250 × 8'],
    ['What is 15% of 80?', '15% × 80'],
    ['15 percent of 80', '15% × 80'],
    ['3/4 of 120', '3 ÷ 4 × 120'],
    ['1/2 + 1/3', '1 ÷ 2 + 1 ÷ 3'],
    ['$12.50 x 4 − $8', '12.5 × 4 − 8'],
    ['5€ + 3€', '5 + 3'],
    ['2**3 - 5²', '2 ^ 3 − 5 ^ 2'],
    ['−4 + 6', '~4 + 6'],
    ['3 × -(2 + 1)', '3 × ~(2 + 1)'],
    ['3 + +4', '3 + 4'],
    ['2(3 + 4)(5)', '2 × (3 + 4) × (5)'],
    ['(see 3 + 4)', '3 + 4'],
    ['((3 + 4) ÷ 2', '(3 + 4) ÷ 2'],
    ['He has 3 (1 + 2) of them', '(1 + 2)'],
    ['3 + 4 and 5 + 6', '5 + 6'],
    ['1 + 2 + 3 is more than 5 + 6', '1 + 2 + 3'],
    ['7 + 5 × = ?', '7 + 5'],
    ['The sum 7 + 5, 8 − 6 × 2.', '8 − 6 × 2'],
  ])('finds the expression in %p', (text, expression) => {
    expect(found(text)).toBe(expression);
  });

  it.each([
    'A box holds 12 eggs. How many are in 7 boxes?',
    'She walks 3/4 of a mile on 5 days.',
    'It is 12/05/2024, or 2024-05-12, and it takes 3–4 days. Call 555-1234.',
    '5 kg + 3 kg',
    '2 of 3 apples',
    'x + 3 = 8',
    'A4 + B5',
    '- 3 apples',
    '3 +',
    '(((',
    ')))',
    '%',
    '',
    'v1.2.3',
  ])('finds nothing in %p', (text) => {
    expect(found(text)).toBeNull();
  });

  it('gives balanced parentheses with something in them, for any text', () => {
    const piece = fc.constantFrom(...'0 12 3.5 + - − × ÷ * / ^ ( ) % of x , $ apples ² ⁹'.split(' '), ' ', '  ', '1,000');
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
        const text = found(pieces.join('')) ?? '1';
        let depth = 0;
        for (const letter of text) {
          depth += letter === '(' ? 1 : letter === ')' ? -1 : 0;
          expect(depth).toBeGreaterThanOrEqual(0);
        }
        expect(depth).toBe(0);
        expect(text).not.toMatch(/\(\)|\( |~\)| \)|^ | $/);
      }),
      { numRuns: 500 },
    );
  });
});
