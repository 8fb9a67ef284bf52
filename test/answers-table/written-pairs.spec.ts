import { describe, expect, it } from '@jest/globals';
import { chosenOption } from '../../src/answers/chosen-option.ts';
import { finalAnswer } from '../../src/answers/final-answer.ts';
import { numericEqual } from '../../src/answers/numeric-equality.ts';
import { CHOICE } from './choice.ts';
import { EXTRACTION } from './extraction.ts';
import { FRACTIONS } from './fractions.ts';
import { NUMBERS } from './numbers.ts';
import { PERCENT } from './percent.ts';
import { UNITS } from './units.ts';

/** A row with its text on one line, for the name of a test. */
function inOneLine<Row extends { readonly given: string }>(row: Row): Row & { readonly shown: string } {
  return { ...row, shown: JSON.stringify(row.given) };
}

describe.each(Object.entries({ numbers: NUMBERS, units: UNITS, percent: PERCENT, fractions: FRACTIONS }))(
  '%s',
  (_group, pairs) => {
    it.each(pairs)('$given and $expected, equal: $equal ($because)', ({ given, expected, equal }) => {
      expect(numericEqual(given, expected)?.equal ?? false).toBe(equal);
      expect(numericEqual(expected, given)?.equal ?? false).toBe(equal);
    });
  },
);

describe('extraction', () => {
  it.each(EXTRACTION.map(inOneLine))('finds in $shown: $expected ($because)', ({ given, expected }) => {
    expect(finalAnswer(given)).toEqual(expected);
  });
});

describe('choice', () => {
  it.each(CHOICE.map(inOneLine))('finds in $shown of $options: $expected ($because)', ({ given, options, expected }) => {
    expect(chosenOption(given, options)?.letter ?? null).toBe(expected);
  });
});

describe('the table', () => {
  it('has no pair twice, and a reason for each', () => {
    const rows = [...NUMBERS, ...UNITS, ...PERCENT, ...FRACTIONS];
    const keys = rows.map(({ given, expected }) => `${given}\u0000${expected}`);
    expect(new Set(keys).size).toBe(keys.length);
    expect([...rows, ...EXTRACTION, ...CHOICE].filter(({ because }) => because.trim() === '')).toEqual([]);
  });
});
