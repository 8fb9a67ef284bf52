import { describe as group, expect, it } from '@jest/globals';
import { compareRuns } from './compare.ts';
import { describe } from './describe.ts';
import type { Interval } from './interval.ts';
import { scoreColumns } from './score-columns.fixture.ts';
import { shownDifferenceInterval, type ShownMean, shownInterval } from './shown-interval.ts';

type Repeated = readonly (readonly number[])[];

/** What a list knows of a run with these scores: a few for each example. */
function shownMean(scores: Repeated, isNormalized: boolean): ShownMean {
  const means = scores.map((of) => of.reduce((sum, score) => sum + score, 0) / of.length);
  const { n, mean, sd } = describe(Float64Array.from(means));
  const single = scores.flat();
  const binaryScores = single.every((score) => score === 0 || score === 1) ? single.length : null;
  return { n, mean, sd, isNormalized, binaryScores };
}

/** The interval of the same run beside another one. */
function comparedInterval(scores: Repeated, ranges: ReadonlyMap<string, Interval>): Interval | null | undefined {
  const records = scores.flatMap((of, i) => of.map((m) => ({ id: `s${i}`, scores: { m } })));
  const others = scores.map((_, i) => ({ id: `s${i}`, scores: { m: 0.5 } }));
  const report = compareRuns({ runs: [scoreColumns('a', records), scoreColumns('b', others)], ranges });
  return report.metrics[0]?.means[0]?.interval;
}

group('the interval that is shown beside a mean', () => {
  it.each<[string, Repeated, boolean]>([
    ['of two examples', [[1], [0]], true],
    ['of examples that are all right', [[1], [1], [1]], true],
    ['of right and wrong', [[1], [0], [1], [1]], false],
    ['of partial credit', [[0.25], [0.5], [1]], true],
    ['of equal partial credit', [[0.5], [0.5], [0.5]], true],
    ['of repeats that are right or wrong', [[1, 1, 1, 1], [0], [1, 0]], true],
    ['of repeats that are right or wrong, on no known scale', [[1, 1, 1, 1], [0], [1, 0]], false],
    ['of repeats with partial credit', [[1, 0.5], [0.2, 0.4], [1]], true],
    ['of any numbers', [[2.5], [1.5], [4]], false],
    ['of repeats of any numbers', [[2.5, 2], [1.5], [4]], false],
    ['of one example', [[1]], true],
    ['of no example', [], true],
  ])('%s is that of a comparison', (_, scores, isNormalized) => {
    const found = shownInterval(shownMean(scores, isNormalized));
    if (scores.length < 2) {
      expect(found).toBeNull();
      return;
    }
    const [low, high] = comparedInterval(scores, isNormalized ? new Map([['m', [0, 1]]]) : new Map()) ?? [];
    expect(found).toEqual([expect.closeTo(low ?? NaN, 12), expect.closeTo(high ?? NaN, 12)]);
  });

  it('stays within the scale, and does not collapse', () => {
    expect(shownInterval(shownMean([[0.9], [0.1]], true))).toEqual([expect.closeTo(0.0024, 4), expect.closeTo(0.9976, 4)]);
    const [low, high] = shownInterval(shownMean([[1], [1], [1]], true)) ?? [];
    expect([low, high]).toEqual([expect.closeTo(0.4385, 4), 1]);
  });
});

group('the interval that is shown beside a mean difference', () => {
  const pair = (
    a: readonly number[],
    b: readonly number[],
    ranges: ReadonlyMap<string, Interval>,
  ): Interval | null | undefined => {
    const [left, right] = [a, b].map((scores, run) =>
      scoreColumns(
        `r${run}`,
        scores.map((m, i) => ({ id: `s${String(i).padStart(3, '0')}`, scores: { m } })),
      ),
    );
    return compareRuns({ runs: [left!, right!], ranges }).pairs[0]?.interval;
  };
  const many = Array.from({ length: 40 }, (_, i) => (i % 7) / 8);

  it.each<[string, readonly number[], readonly number[], boolean]>([
    ['of right and wrong', [1, 1, 0, 1, 0, 1], [0, 1, 0, 0, 1, 0], true],
    ['of right and wrong, on no known scale', [1, 1, 0, 1, 0, 1], [0, 1, 0, 0, 1, 0], false],
    ['of few differences', [0.5, 0.5, 0.25, 1], [0.5, 0.25, 0.25, 1], true],
    ['of few differences, on no known scale', [0.5, 0.5, 0.25, 1], [0.5, 0.25, 0.25, 1], false],
    ['of equal scores', [0.5, 0.25, 0.75], [0.5, 0.25, 0.75], true],
    ['of partial credit', many, many.toReversed(), true],
    ['of any numbers', many.map((score) => 10 * score), many.toReversed(), false],
    ['of one example', [1], [0], true],
    ['of no example', [], [], true],
  ])('%s is that of a comparison', (_, a, b, areNormalized) => {
    const ranges = new Map<string, Interval>(areNormalized ? [['m', [0, 1]]] : []);
    const shown = shownDifferenceInterval(Float64Array.from(a), Float64Array.from(b), areNormalized);
    const wanted = a.length === 0 ? null : pair(a, b, ranges);
    if (wanted === null || wanted === undefined) expect(shown).toBeNull();
    else expect(shown).toEqual(wanted.map((end) => expect.closeTo(end, 12) as unknown));
  });
});
