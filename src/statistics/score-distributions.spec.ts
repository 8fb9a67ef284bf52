import { describe, expect, it } from '@jest/globals';
import { disagreements, scoreDistributions } from './score-distributions.ts';
import type { ScoredRun } from './scored-run.ts';

function run(runId: string, scores: readonly number[]): ScoredRun {
  return { runId, ids: scores.map((_, i) => `s${i}`), metrics: new Map([['m', Float64Array.from(scores)]]) };
}

describe('score distributions', () => {
  it('share their bins, count every valid score, and include the largest', () => {
    const [found] = scoreDistributions([run('a', [0, 0, 10, NaN]), run('b', [5])], ['m']);
    expect(found?.edges[0]).toBe(0);
    expect(found?.edges.at(-1)).toBe(10);
    expect(found?.runs.map(({ n }) => n)).toEqual([3, 1]);
    expect(found?.runs[0]?.counts[0]).toBe(2);
    expect(found?.runs[0]?.counts.at(-1)).toBe(1);
    expect(found?.runs[1]?.counts[10]).toBe(1);
  });

  it.each([
    ['the same everywhere', [3, 3], 2],
    ['missing', [NaN, NaN], 0],
    ['none', [], 0],
  ])('can be made where scores are %s', (_what, scores, n) => {
    const [found] = scoreDistributions([run('a', scores)], ['m']);
    expect(found?.runs[0]?.n).toBe(n);
    expect(found?.edges.every(Number.isFinite)).toBe(true);
  });
});

describe('disagreements', () => {
  it('come by the largest spread, then by id, without samples that all runs score alike or only one has', () => {
    const found = disagreements([run('a', [0, 1, 1, 5]), run('b', [0, 0, 0])], ['m'], 8);
    expect(found).toEqual([
      { metric: 'm', sampleId: 's1', nth: 0, nthOfRuns: [0, 0], spread: 1 },
      { metric: 'm', sampleId: 's2', nth: 0, nthOfRuns: [0, 0], spread: 1 },
    ]);
    expect(disagreements([run('a', [0, 1, 9]), run('b', [1, 0, 0])], ['m'], 1).map(({ sampleId }) => sampleId)).toEqual(['s2']);
  });

  it('leave missing scores out', () => {
    expect(disagreements([run('a', [NaN, 1]), run('b', [3, 2])], ['m'], 8)).toEqual([
      { metric: 'm', sampleId: 's1', nth: 0, nthOfRuns: [0, 0], spread: 1 },
    ]);
  });
});
