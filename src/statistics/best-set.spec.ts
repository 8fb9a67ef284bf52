import { describe, expect, it } from '@jest/globals';
import { bestSet } from './best-set.ts';
import { secondGolden } from './golden-2.fixture.ts';
import { overallBest } from './leaders.ts';
import { verdict } from './verdict.ts';

interface Input {
  readonly runs: readonly string[];
  readonly pairs: readonly {
    readonly a: string;
    readonly b: string;
    readonly delta: number;
    readonly adjusted_p: number | null;
  }[];
  readonly lower_is_better: boolean;
}

interface Expected {
  readonly may_be_best: readonly string[];
  readonly beaten_by: Readonly<Record<string, readonly string[]>>;
}

describe('the runs that may be the best', () => {
  it.each(secondGolden<Input, Expected>('best_set'))('meet %s', (_, { input, expected }) => {
    const evidence = { n: 100, alpha: 0.05, lowerIsBetter: input.lower_is_better, equivalent: false, hopeless: false };
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
