import { describe, expect, it } from '@jest/globals';
import { bestSet } from './best-set.ts';
import { golden } from './golden.fixture.ts';
import { overallBest } from './leaders.ts';
import { verdict } from './verdict.ts';

describe('the runs that may be the best', () => {
  it.each(golden('best_set'))('meet %s', (_, { input, expected }) => {
    const evidence = {
      alpha: 0.05,
      lowerIsBetter: input.lower_is_better,
      equivalent: false,
      isANonInferior: false,
      isBNonInferior: false,
      hopeless: false,
    };
    const judged = input.pairs.map(({ a, b, delta, adjusted_p: adjustedP }) => {
      const found = verdict({ ...evidence, delta, adjustedP });
      return { runA: a, runB: b, winner: found === 'a_better' ? a : found === 'b_better' ? b : null };
    });
    const { mayBeBest, beatenBy } = bestSet(input.runs, judged);
    expect({ may_be_best: mayBeBest, beaten_by: Object.fromEntries(beatenBy) }).toEqual(expected);
  });

  it('are none where every run is beaten by another', () => {
    const winners = [
      ['a', 'b', 'a'],
      ['b', 'c', 'b'],
      ['a', 'c', 'c'],
    ] as const;
    const found = bestSet(
      ['a', 'b', 'c'],
      winners.map(([runA, runB, winner]) => ({ runA, runB, winner })),
    );
    expect(found.mayBeBest).toEqual([]);
    expect([...found.beatenBy]).toEqual([
      ['a', ['c']],
      ['b', ['a']],
      ['c', ['b']],
    ]);
  });
});

describe('the best run of all', () => {
  it.each([
    [[['a'], ['a']], 'a'],
    [[['a'], ['b']], null],
    [[['a'], ['a', 'b']], null],
    [[['a'], []], null],
    [[null], null],
    [[], null],
  ])('of %j is %j', (sets, best) => {
    expect(overallBest(sets.map((mayBeBest) => ({ mayBeBest })))).toBe(best);
  });
});
