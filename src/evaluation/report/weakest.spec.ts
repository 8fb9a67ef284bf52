import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { weakest } from './weakest.ts';

describe('weakest', () => {
  it('is the beginning of a stable sort', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 5 })), fc.integer({ min: 0, max: 6 }), (scores, count) => {
        const items = scores.map((score, place) => ({ score, place }));
        expect(weakest(items, count, ({ score }) => score)).toEqual(
          items.toSorted((a, b) => a.score - b.score).slice(0, count),
        );
      }),
    );
  });
});
