import { describe, expect, it } from '@jest/globals';
import { binaryDetectable } from './binary-power.ts';
import { compareRuns } from './compare.ts';
import type { ComparisonRequest } from './comparison-request.ts';
import { minimumDetectableEffectT } from './power.ts';
import { scoreColumns } from './score-columns.fixture.ts';
import type { ScoredRun } from './scored-run.ts';

const RATES = { alpha: 0.05, power: 0.8 };

function run(runId: string, scores: readonly number[], clusters = scores.length): ScoredRun {
  const id = (i: number): string => `s${String(i).padStart(3, '0')}`;
  return scoreColumns(
    runId,
    scores.map((m, i) => ({ id: id(i), scores: { m }, cluster: `c${i % clusters}` })),
  );
}

function pair(a: readonly number[], b: readonly number[], request: Omit<ComparisonRequest, 'runs'> = {}, clusters = a.length) {
  return compareRuns({ runs: [run('a', a, clusters), run('b', b, clusters)], ...request }).pairs[0]!;
}

const alternating = Array.from({ length: 40 }, (_, i) => i % 2);
const graded = Array.from({ length: 40 }, (_, i) => ((i * 7) % 11) / 10);

describe('the smallest difference that a comparison would have found', () => {
  it('is that of the exact test for right-or-wrong scores, and of Student’s test where that was asked for', () => {
    const other = alternating.map((score, i) => (i < 12 ? 1 - score : score));
    const study = { n: 40, discordance: 0.3 };
    for (const test of ['auto', 'permutation', 'mcnemar', 'wilcoxon', 'none'] as const)
      expect(pair(alternating, other, { test }).minimumDetectableEffect).toBe(binaryDetectable(study, RATES));
    const found = pair(alternating, other, { test: 't_test' });
    expect(found.minimumDetectableEffect).toBeCloseTo(minimumDetectableEffectT(Math.sqrt(12 / 39), 40) ?? NaN, 10);
  });

  it('is larger for a family of hypotheses', () => {
    const runs = [run('a', graded), run('b', graded.toReversed()), run('c', alternating)];
    const [first] = compareRuns({ runs }).pairs;
    expect(first?.familyMinimumDetectableEffect).toBeGreaterThan(first?.minimumDetectableEffect ?? NaN);
    const [alone] = compareRuns({ runs, family: 'per-pair' }).pairs;
    expect(alone?.familyMinimumDetectableEffect).toBe(first?.minimumDetectableEffect);
    const [uncorrected] = compareRuns({ runs, correction: 'none' }).pairs;
    expect(uncorrected?.familyMinimumDetectableEffect).toBe(first?.minimumDetectableEffect);
  });

  it.each([
    ['two samples', pair([1, 0], [0, 1])],
    ['five samples', pair([1, 0, 1, 0, 1], [0, 1, 0, 1, 1])],
    ['graded scores that are all equal', pair(graded, graded)],
    [
      'graded scores with a constant difference',
      pair(
        graded,
        graded.map((score) => score + 0.25),
      ),
    ],
    ['two clusters', pair(graded, graded.toReversed(), { clustered: true }, 2)],
    ['five clusters', pair(graded, graded.toReversed(), { clustered: true }, 5)],
    ['clusters with the same mean', pair(graded, graded, { clustered: true }, 8)],
    ['no sample', compareRuns({ runs: [run('a', [1, 0]), { ...run('b', [1, 0]), ids: ['x', 'y'] }] }).pairs[0]!],
    [
      'samples so few that it would exceed the range',
      pair([0, 1, 0, 1, 0, 1, 0.5], [1, 0, 1, 0, 1, 0, 0], { ranges: new Map([['m', [0, 1]]]) }),
    ],
  ])('is none with %s', (_, found) => {
    expect(found).toMatchObject({ minimumDetectableEffect: null, familyMinimumDetectableEffect: null });
  });

  it('takes it that one sample may differ where none does, as where one does', () => {
    const one = alternating.map((score, i) => (i === 0 ? 1 - score : score));
    const expected = binaryDetectable({ n: 40, discordance: 1 / 40 }, RATES);
    expect(pair(alternating, alternating).minimumDetectableEffect).toBe(expected);
    expect(pair(alternating, one).minimumDetectableEffect).toBe(expected);
  });

  it('counts clusters, and is the same for the runs swapped', () => {
    const [found, swapped] = [
      pair(graded, alternating, { clustered: true }, 10),
      pair(alternating, graded, { clustered: true }, 10),
    ];
    expect(found.minimumDetectableEffect).toBeCloseTo(3.19 * (found.standardError ?? NaN), 12);
    expect(swapped.minimumDetectableEffect).toBe(found.minimumDetectableEffect);
  });

  it('stands beside the chance to show equivalence where there is a margin', () => {
    const near = alternating.map((score, i) => (i === 0 ? 1 - score : score));
    expect(pair(alternating, near).equivalencePower).toBeNull();
    expect(pair(alternating, near, { margin: 0.3 }).equivalencePower).toBeGreaterThan(0.9);
    expect(pair(alternating, near, { margin: 0.01 }).equivalencePower).toBe(0);
  });
});
