import { describe, expect, it } from '@jest/globals';
import { rawOf, scoreOf } from '../metric-score.fixture.ts';
import { levenshtein } from './levenshtein.ts';

describe('levenshtein', () => {
  it.each([
    // Levenshtein.normalized_similarity of RapidFuzz: 1 − distance / length of the longer, with the distances of python-Levenshtein. The second is RapidFuzz' own example.
    ['kitten', 'sitting', 1 - 3 / 7],
    ['lewenstein', 'levenshtein', 0.81818181818181],
    ['flaw', 'lawn', 0.5],
    ['', 'abc', 0],
    ['', '', 1],
    ['😀a', '😁a', 0.5],
    ['same', 'same', 1],
    ['abcabc', 'abc', 0.5],
  ])('compares %j and %j', async (output, reference, expected) => {
    expect(await rawOf(levenshtein(), output, reference)).toBeCloseTo(expected, 12);
  });

  it('takes the nearest reference, and says how far it is', async () => {
    expect(await scoreOf(levenshtein(), 'kitten', ['dog', 'sitting', 'mitten'])).toEqual({
      raw: 1 - 1 / 6,
      reason: '1 edits in 6 characters',
    });
  });
});
