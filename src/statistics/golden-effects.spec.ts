import { describe as group, expect, it } from '@jest/globals';
import { describe } from './describe.ts';
import { differences } from './differences.ts';
import { proportionEffect } from './effect-size.ts';
import { friedman } from './friedman.ts';
import { expectClose, golden } from './golden.fixture.ts';
import { isBinary, mcNemar } from './mcnemar.ts';
import { rankBiserial } from './rank-biserial.ts';
import { wilcoxon } from './wilcoxon.ts';

const TOLERANCE = 1e-12;

group.each(golden('effects'))('golden case %s', (_, { input, expected }) => {
  const [a, b] = [Float64Array.from(input.a), Float64Array.from(input.b)];

  it('has the rank-biserial correlation', () => {
    expectClose(rankBiserial(differences(a, b)), expected.rank_biserial, TOLERANCE, 'rank_biserial');
  });

  it('has the matched odds ratio', () => {
    const isMatched = isBinary(a) && isBinary(b);
    const found = isMatched ? proportionEffect(describe(a).mean!, describe(b).mean!, mcNemar(a, b)) : null;
    expectClose(found?.oddsRatio ?? null, expected.odds_ratio, TOLERANCE, 'odds_ratio');
  });
});

group.each(golden('average_ranks'))('golden case %s', (_, { input, expected }) => {
  it('ranks the best run first', () => {
    const columns = input.runs.map((scores) => Float64Array.from(scores));
    expectClose(friedman(columns, input.lower_is_better)?.averageRanks, expected.average_ranks, TOLERANCE, 'average_ranks');
  });
});

group('effects of extreme tables', () => {
  it('call an odds ratio unbounded only where A alone got some right', () => {
    expect(proportionEffect(1, 0.5, { onlyA: 2, onlyB: 0 })).toMatchObject({ oddsRatio: null, oddsRatioUnbounded: true });
    expect(proportionEffect(0.5, 1, { onlyA: 0, onlyB: 2 })).toMatchObject({ oddsRatio: 0, oddsRatioUnbounded: false });
    expect(proportionEffect(1, 1, { onlyA: 0, onlyB: 0 })).toMatchObject({ oddsRatio: null, oddsRatioUnbounded: false });
  });

  it('have no rank-biserial correlation where no sample differs', () => {
    expect(rankBiserial(offLattice([0, 0]))).toBeNull();
    expect(rankBiserial(offLattice([]))).toBeNull();
  });

  it('have the rank-biserial correlation of Wilcoxon’s ranks, and its mirror image for the runs swapped', () => {
    const tied = Array.from({ length: 200 }, (_, i) => ((i * 37) % 11) - 4);
    for (const d of [offLattice(tied), differences(Float64Array.from(tied), new Float64Array(200))]) {
      const found = rankBiserial(d) ?? NaN;
      expect(found).toBeCloseTo(wilcoxon(d.comparable).rankBiserial ?? NaN, 14);
      expect(rankBiserial(offLattice(tied.map((value) => -value)))).toBe(-found);
    }
  });
});

function offLattice(values: readonly number[]) {
  return { lattice: null, comparable: Float64Array.from(values) };
}
