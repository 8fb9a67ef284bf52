import { describe, expect, it } from '@jest/globals';
import { mathEqual } from '../../src/answers/math-equality.ts';
import { MATH_PAIRS } from './math-pairs.ts';

describe.each(Object.entries(MATH_PAIRS))('answers in %s', (_subject, pairs) => {
  it.each(pairs)('$given and $expected, equal: $equal ($because)', async ({ given, expected, equal }) => {
    expect(await mathEqual(given, expected)).toEqual({ equal, why: expect.any(String) });
    expect(await mathEqual(expected, given)).toEqual({ equal, why: expect.any(String) });
  });
});
