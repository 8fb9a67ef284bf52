import { describe, expect, it } from '@jest/globals';
import { compareRuns } from './compare.ts';
import type { ComparisonOptions } from './comparison-request.ts';
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

/* The expected values are those of a reference in Python (SciPy), case by case. */
describe('missing scores', () => {
  const half = scores([25, 1], [25, 0]);

  it('leave a verdict alone that they could not change', () => {
    const pair = pairOf(scores([2, null], [38, 1], [10, 0]), half, [0, 1]);
    expect([pair.verdict, pair.missingScores?.unscoredShare, pair.missingScores?.robust]).toEqual(['a_better', 0.04, true]);
    expect(pair.missingScores?.ifWorstForA).toMatchObject({ verdict: 'a_better', delta: near(0.26) });
    expect(pair.missingScores?.ifBestForA).toMatchObject({ verdict: 'a_better', delta: near(0.3) });
    expect(codes(pair)).not.toContain('verdict-depends-on-missing');
  });

  it('are said to decide a verdict that they could undo', () => {
    const pair = pairOf(scores([9, null], [31, 1], [10, 0]), half, [0, 1]);
    expect([pair.verdict, pair.missingScores?.unscoredShare, pair.missingScores?.robust]).toEqual(['a_better', 0.18, false]);
    expect(pair.missingScores?.ifWorstForA).toMatchObject({
      verdict: 'inconclusive',
      delta: near(0.12),
    });
    expect(pair.missingScores?.ifBestForA).toMatchObject({ verdict: 'a_better', delta: near(0.3) });
    expect(codes(pair)).toContain('verdict-depends-on-missing');
  });

  it('have their worst at the upper end of the range where a lower score is better', () => {
    const pair = pairOf(scores([20, 3]), scores([8, 4], [12, null]), [0, 10], { lowerIsBetter: ['m'] });
    expect([pair.verdict, pair.missingScores?.unscoredShare, pair.missingScores?.robust]).toEqual(['a_better', 0.6, false]);
    expect(pair.missingScores?.ifWorstForA).toMatchObject({ verdict: 'b_better', delta: near(1.4) });
    expect(pair.missingScores?.ifBestForA).toMatchObject({ verdict: 'a_better', delta: near(-4.6) });
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
