import { describe, expect, it } from '@jest/globals';
import { mcNemar } from './mcnemar.ts';

/** Scores in which A alone is right `onlyA` times, and B alone `onlyB` times. */
function discordant(onlyA: number, onlyB: number): readonly [Float64Array, Float64Array] {
  const a = Float64Array.from({ length: onlyA + onlyB }, (_, i) => (i < onlyA ? 1 : 0));
  return [a, a.map((score) => 1 - score)];
}

describe('McNemar’s test', () => {
  it('is exactly 1, mid-p included, where each run alone is right as often as the other', () => {
    for (let each = 1; each <= 100; each += 1)
      expect(mcNemar(...discordant(each, each))).toMatchObject({ onlyA: each, onlyB: each, p: 1, midP: 1 });
  });

  it('is 1 without a sample on which the runs differ', () => {
    expect(mcNemar(Float64Array.of(1, 0), Float64Array.of(1, 0))).toMatchObject({ both: 1, neither: 1, p: 1, midP: 1 });
  });
});
