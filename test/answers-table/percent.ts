import type { WrittenPair } from './written-pair.ts';

/** Percentages. */
export const PERCENT: readonly WrittenPair[] = [
  { given: '50%', expected: '50', equal: true, because: '"what percent" asks for no sign' },
  { given: '50%', expected: '0.5', equal: true, because: 'it is the same share' },
  { given: '50\\%', expected: '1/2', equal: true, because: 'the share as a fraction' },
  { given: '50 percent', expected: '50%', equal: true, because: 'the sign in a word' },
  { given: '50%', expected: '5', equal: false, because: 'it is neither 50 nor 0.5' },
  { given: '0.5%', expected: '50%', equal: false, because: 'between percentages nothing is guessed' },
  { given: '0.5', expected: '50', equal: false, because: 'neither says that it is a percentage' },
  { given: '33.3%', expected: '1/3', equal: true, because: 'the share, rounded to three digits' },
  { given: '150%', expected: '1.5', equal: true, because: 'shares may be more than one' },
  { given: '50%', expected: '50 km', equal: false, because: 'a share has no unit' },
];
