import { describe, expect, it } from '@jest/globals';
import { metricPower, type PowerQuestion } from './metric-power.ts';
import { scoreColumns } from './score-columns.fixture.ts';
import type { ScoredRun } from './scored-run.ts';

const QUESTION: PowerQuestion = {
  rates: { alpha: 0.05, power: 0.8 },
  delta: 0.1,
  n: null,
  correlation: 0,
  clustered: false,
};

function run(runId: string, scores: readonly number[], clusterSize = 1): ScoredRun {
  const id = (i: number): string => `s${String(i).padStart(4, '0')}`;
  return scoreColumns(
    runId,
    scores.map((m, i) => ({ id: id(i), scores: { m }, cluster: `c${Math.floor(i / clusterSize)}` })),
  );
}

const alternating = (n: number): number[] => Array.from({ length: n }, (_, i) => i % 2);

describe('the plan for a metric', () => {
  it('takes the variance of a pair from its own differences', () => {
    const a = alternating(50);
    const found = metricPower([run('a', a), run('b', a.toReversed())], 'm', QUESTION);
    expect(found).toMatchObject({ observedSamples: 50, n: 50, designEffect: null, notes: [] });
    expect(found.variance).toBeCloseTo(50 / 49, 12);
  });

  it('assumes from one run another with as much variance, less what they have in common', () => {
    const alone = metricPower([run('a', alternating(50))], 'm', QUESTION);
    const correlated = metricPower([run('a', alternating(50))], 'm', { ...QUESTION, correlation: 0.5 });
    expect(alone.variance).toBeCloseTo((2 * 12.5) / 49, 12);
    expect(correlated.variance).toBeCloseTo(12.5 / 49, 12);
  });

  it('needs more samples where those of a cluster are alike', () => {
    const scores = Array.from({ length: 60 }, (_, i) => Math.floor(i / 3) % 2);
    const single = metricPower([run('a', scores, 3)], 'm', QUESTION);
    const grouped = metricPower([run('a', scores, 3)], 'm', { ...QUESTION, clustered: true });
    expect(grouped.designEffect).toBeGreaterThan(2);
    expect(grouped.requiredSamples).toBeGreaterThan(2 * (single.requiredSamples ?? NaN));
  });

  it.each([
    ['one sample', [1], 1, 'say nothing about variance'],
    ['equal scores', [1, 1, 1], 1, 'The scores do not vary'],
    ['few samples', alternating(29), 1, 'seen on 29 samples only'],
  ])('says what is wrong with %s', (_what, scores, clusterSize, note) => {
    expect(metricPower([run('a', scores, clusterSize)], 'm', QUESTION).notes.join()).toContain(note);
  });

  it('says that one cluster shows no variance, and that some differences are too small to plan for', () => {
    const oneCluster = metricPower([run('a', alternating(40), 40)], 'm', { ...QUESTION, clustered: true });
    expect(oneCluster).toMatchObject({ variance: null, requiredSamples: null });
    expect(oneCluster.notes.join()).toContain('in one cluster');
    const endless = metricPower([run('a', alternating(30))], 'm', { ...QUESTION, delta: 1e-12 });
    expect(endless.notes).toEqual(['No countable number of samples finds so small a difference.']);
  });
});
