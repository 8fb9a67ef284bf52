import { describe, expect, it } from '@jest/globals';
import { compareRuns } from './compare.ts';
import type { ComparisonOptions } from './comparison-request.ts';
import { UnsuitableOptionError } from './invalid-comparison.ts';
import { scoreColumns } from './score-columns.fixture.ts';
import { scoreRanges } from './score-ranges.ts';
import type { ScoredRun } from './scored-run.ts';

function run(runId: string, scores: readonly unknown[]): ScoredRun {
  return scoreColumns(
    runId,
    scores.map((m, i) => ({ id: `s${i}`, scores: { m } })),
  );
}

describe('the range of a metric', () => {
  it.each([
    [
      [0, 1, null],
      [1, 1, 0],
      [0, 1],
    ],
    [[0, 1, 0.5], [1, 1, 0], undefined],
    [[0, 1, 2], [1, 1, 0], undefined],
    [[null], [null], undefined],
  ])('of %j and %j is %j where it is not told', (a, b, expected) => {
    expect(scoreRanges([run('a', a), run('b', b)], ['m'], new Map()).get('m')).toEqual(expected);
  });

  it('is what is told, and no score may leave it', () => {
    const runs = [run('a', [0, 4]), run('b', [1, 7])];
    expect(scoreRanges(runs, ['m'], new Map([['m', [0, 7]]])).get('m')).toEqual([0, 7]);
    const asked = (): unknown => compareRuns({ runs, ranges: new Map([['m', [0, 5]]]) });
    expect(asked).toThrow(UnsuitableOptionError);
    expect(asked).toThrow('Run "b" has the score 7 in "m", whose range was given as 0 to 5');
  });
});

describe('an option that does not suit the scores is refused', () => {
  const binary = [run('a', [0, 1, 1]), run('b', [1, 1, 0])];
  const graded = [run('a', [0, 2, 1]), run('b', [3, 1, 0])];
  const negative = [run('a', [-2, 2, 1]), run('b', [3, 1, 0])];
  const range = (low: number, high: number) => new Map([['m', [low, high] as const]]);

  it.each([
    ['a margin of the whole range', binary, { margin: 1 }, 'The scores of "m" range from 0 to 1, so that no difference'],
    ['a margin beyond it', graded, { margin: 5, ranges: range(0, 4) }, 'could exceed the margin of 5'],
    ['worst without a range', graded, { missing: 'worst' }, 'The worst score of "m" is not known: give its range'],
    ['zero where less is better', graded, { missing: 'zero', lowerIsBetter: ['m'] }, 'zero would reward failing in "m"'],
    ['zero where less is better and the range known', binary, { missing: 'zero', lowerIsBetter: ['m'] }, 'zero would reward'],
    ['zero above the worst', graded, { missing: 'zero', ranges: range(-1, 4) }, 'zero would reward failing in "m"'],
    ['zero among negative scores', negative, { missing: 'zero' }, 'zero would reward failing in "m"'],
  ] as readonly [string, ScoredRun[], ComparisonOptions, string][])('%s', (_, runs, options, sentence) => {
    const asked = (): unknown => compareRuns({ ...options, runs });
    expect(asked).toThrow(UnsuitableOptionError);
    expect(asked).toThrow(sentence);
  });

  it.each([
    ['zero at the worst end', { missing: 'zero' }, graded],
    [
      'zero at the upper end where less is better',
      { missing: 'zero', lowerIsBetter: ['m'], ranges: range(-4, 0) },
      [run('a', [-2]), run('b', [0])],
    ],
    ['a margin below the range', { margin: 0.99 }, binary],
  ] as readonly [string, ComparisonOptions, ScoredRun[]][])('but not %s', (_, options, runs) => {
    expect(compareRuns({ ...options, runs }).pairs).toHaveLength(1);
  });
});
