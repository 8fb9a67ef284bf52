import { describe, expect, it } from '@jest/globals';
import { compareRuns } from './compare.ts';
import type { ComparisonOptions } from './comparison-request.ts';
import { golden } from './golden.fixture.ts';
import type { Interval } from './interval.ts';
import type { CompletedPair } from './missing-scores.ts';
import { scoreColumns } from './score-columns.fixture.ts';

type Scores = readonly (number | null)[];

/** So many equal scores one after another. */
function scores(...parts: readonly (readonly [count: number, score: number | null])[]): Scores {
  return parts.flatMap(([count, score]) => new Array<number | null>(count).fill(score));
}

function pairOf(a: Scores, b: Scores, range: Interval | null, options: Partial<ComparisonOptions> = {}): CompletedPair {
  const run = (name: string, of: Scores): ReturnType<typeof scoreColumns> =>
    scoreColumns(
      name,
      of.map((score, at) => ({ id: String(at).padStart(3, '0'), scores: { m: score } })),
    );
  const ranges = new Map(range === null ? [] : [['m', range] as const]);
  const [pair] = compareRuns({ runs: [run('a', a), run('b', b)], metrics: ['m'], ranges, ...options }).pairs;
  if (pair === undefined) throw new Error('there is no pair');
  return pair;
}

function near(value: number): number {
  return expect.closeTo(value, 12) as unknown as number;
}

function codes({ warnings }: CompletedPair): readonly string[] {
  return warnings.map(({ code }) => code);
}

describe('missing scores', () => {
  it.each(golden('missing_gate'))('meet the golden case %s', (_, { input, expected }) => {
    const lowerIsBetter = input.lower_is_better ? ['m'] : [];
    const { verdict, missingScores } = pairOf(input.a, input.b, [input.lo, input.hi], { lowerIsBetter });
    expect(verdict).toBe(expected['verdict_complete']);
    expect(missingScores).toMatchObject({
      unscoredShare: expected['unscored_share'],
      ifWorstForA: { verdict: expected['verdict_if_missing_is_worst_for_a'], delta: near(Number(expected['delta_worst'])) },
      ifBestForA: { verdict: expected['verdict_if_missing_is_best_for_a'], delta: near(Number(expected['delta_best'])) },
      robust: expected['robust'],
    });
  });

  const half = scores([25, 1], [25, 0]);

  it('are said to decide a verdict that they could undo, and no other', () => {
    expect(codes(pairOf(scores([2, null], [38, 1], [10, 0]), half, [0, 1]))).not.toContain('verdict-depends-on-missing');
    expect(codes(pairOf(scores([9, null], [31, 1], [10, 0]), half, [0, 1]))).toContain('verdict-depends-on-missing');
  });

  it('are filled as asked: with 0, or with the worst that the range allows', () => {
    const failing = scores([10, null], [40, 4]);
    const stars = [1, 5] as const;
    const filled = (options: Partial<ComparisonOptions>, range: Interval | null = stars): number | null =>
      pairOf(failing, scores([50, 4]), range, options).delta;
    expect(filled({})).toBe(0);
    expect(filled({ missing: 'worst' })).toBeCloseTo(-0.6, 12);
    expect(filled({ missing: 'worst', lowerIsBetter: ['m'] })).toBeCloseTo(0.2, 12);
    expect(filled({ missing: 'zero' }, null)).toBeCloseTo(-0.8, 12);
    expect(pairOf(failing, scores([50, 4]), stars, { missing: 'worst' })).toMatchObject({ n: 50, missingScores: null });
  });

  it('decide equivalence on both ends, and "not worse" on the worst for A', () => {
    const same = scores([398, 1], [2, null]);
    const { missingScores } = pairOf(same, scores([400, 1]), [0, 1], { margin: 0.05 });
    expect(missingScores?.ifWorstForA).toMatchObject({ verdict: 'equivalent' });
    expect(missingScores?.ifWorstForA?.nonInferiorityP).toBe(missingScores?.ifWorstForA?.equivalenceP);
    expect(missingScores?.ifBestForA?.nonInferiorityP).toBeLessThan(missingScores!.ifWorstForA!.nonInferiorityP!);
    expect(pairOf(same, scores([400, 1]), [0, 1]).missingScores?.ifWorstForA).toMatchObject({
      equivalenceP: null,
      nonInferiorityP: null,
    });
  });

  it('count where both runs lack one, as bad for A and good for B, and the reverse', () => {
    const pair = pairOf(scores([10, null], [40, 1]), scores([10, null], [40, 1]), [0, 1]);
    expect(pair.missingScores?.unscoredShare).toBe(0.2);
    expect(pair.missingScores?.ifWorstForA?.delta).toBeCloseTo(-0.2, 12);
    expect(pair.missingScores?.ifBestForA?.delta).toBeCloseTo(0.2, 12);
  });

  it('have no completions where the range is unknown, and are not there where none is missing', () => {
    expect(pairOf(scores([2, null], [38, 1], [10, 3]), half, null).missingScores).toEqual({
      unscoredShare: 0.04,
      ifWorstForA: null,
      ifBestForA: null,
      robust: false,
    });
    expect(pairOf(half, half, [0, 1]).missingScores).toBeNull();
  });

  it('say nothing of samples that only one run has', () => {
    expect(pairOf(scores([60, 1]), half, [0, 1]).missingScores).toBeNull();
  });
});
