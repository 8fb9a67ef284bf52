import type { WrittenPair } from './written-pair.ts';

/** Fractions, and decimals that represent them. */
export const FRACTIONS: readonly WrittenPair[] = [
  { given: '3/4', expected: '0.75', equal: true, because: 'it is exactly this decimal' },
  { given: '6/8', expected: '3/4', equal: true, because: 'fractions need not be reduced' },
  { given: '\\frac{3}{4}', expected: '3/4', equal: true, because: 'LaTeX' },
  { given: '\\dfrac34', expected: '0.75', equal: true, because: 'LaTeX without braces' },
  { given: '-\\frac{1}{2}', expected: '\\frac{-1}{2}', equal: true, because: 'the sign is on either side' },
  { given: '1 1/2', expected: '1.5', equal: true, because: 'a mixed number' },
  { given: '1\\frac{1}{2}', expected: '3/2', equal: true, because: 'a mixed number in LaTeX' },
  { given: '1½', expected: '1.5', equal: true, because: 'a mixed number in one sign' },
  { given: 'two and a half', expected: '5/2', equal: true, because: 'a mixed number in words' },
  { given: 'three quarters', expected: '0.75', equal: true, because: 'a fraction in words' },
  { given: '0.\\overline{3}', expected: '1/3', equal: true, because: 'the period is exact' },
  { given: '0.333', expected: '1/3', equal: true, because: 'three digits, correctly rounded' },
  { given: '0.667', expected: '2/3', equal: true, because: 'three digits, correctly rounded' },
  { given: '0.666', expected: '2/3', equal: false, because: 'three digits, wrongly rounded' },
  { given: '0.666...', expected: '2/3', equal: true, because: 'it says that it goes on' },
  { given: '0.33', expected: '1/3', equal: false, because: 'two digits fit too many fractions' },
  { given: '0.0333', expected: '1/30', equal: true, because: 'leading zeros are not counted' },
  { given: '33', expected: '100/3', equal: false, because: 'a whole number stands for itself' },
  { given: '3/4', expected: '4/3', equal: false, because: 'it is the other way around' },
  { given: '5/0', expected: '0', equal: false, because: 'nothing is divided by zero' },
  { given: '\\frac{\\pi}{2}', expected: '1.57', equal: false, because: 'only fractions of numbers are read' },
];
