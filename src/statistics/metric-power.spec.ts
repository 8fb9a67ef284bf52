import { describe, expect, it } from '@jest/globals';
import { metricPower, type MetricQuestion } from './metric-power.ts';
import { scoreColumns } from './score-columns.fixture.ts';
import type { ScoredRun } from './scored-run.ts';

const QUESTION: MetricQuestion = {
  rates: { alpha: 0.05, power: 0.8 },
  delta: 0.1,
  n: null,
  correlation: 0,
  clustered: false,
  ranges: new Map(),
  hypotheses: 1,
  margin: null,
  repeats: null,
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

  it('plans right-or-wrong scores by their discordance, and takes it that one sample in n may differ where none did', () => {
    const a = alternating(50);
    const pair = metricPower([run('a', a), run('b', a.toReversed())], 'm', QUESTION);
    expect(pair.discordance).toBe(1);
    const same = metricPower([run('a', a), run('b', a)], 'm', QUESTION);
    expect(same).toMatchObject({ discordance: 0, variance: 0 });
    expect(same.minimumDetectableEffect).toBeGreaterThan(0.1);
    expect(same.notes).toEqual([
      'The runs differ on none of 50 samples: it is assumed that they would on one of as many more.',
    ]);
    expect(metricPower([run('a', a)], 'm', { ...QUESTION, correlation: 0.5 }).discordance).toBe(0.25);
  });

  it('says where so few samples or clusters can show nothing, and where its numbers are approximate', () => {
    const few = metricPower([run('a', alternating(40))], 'm', { ...QUESTION, n: 5 });
    expect(few.minimumDetectableEffect).toBeNull();
    expect(few.notes).toEqual(['5 samples can’t be significant at 0.05, however large the difference is.']);
    const graded = Array.from({ length: 40 }, (_, i) => (i % 7) / 10);
    const rates = { alpha: 0.05, power: 0.95 };
    const rough = metricPower([run('a', graded)], 'm', { ...QUESTION, rates, n: 8 });
    expect(rough.notes.join()).toContain('approximate');
    const clusters = metricPower([run('a', graded, 20)], 'm', { ...QUESTION, clustered: true });
    expect(clusters).toMatchObject({ minimumDetectableEffect: null });
    expect(clusters.notes.join()).toContain('2 clusters can’t be significant');
  });

  it('names the range where a difference is larger, and what it would take to show equivalence', () => {
    const ranges = new Map([['m', [0, 1] as const]]);
    const graded = Array.from({ length: 40 }, (_, i) => (i % 7) / 10);
    const wide = metricPower([run('a', graded)], 'm', { ...QUESTION, ranges, delta: 1.5 });
    expect(wide.notes).toEqual(['No difference can be as large as 1.5: the metric’s range is 1 wide.']);
    const unknown = metricPower([run('a', graded)], 'm', { ...QUESTION, margin: 0.1 });
    expect(unknown.equivalencePower).toBeNull();
    expect(unknown.notes.join()).toContain('range of the metric is unknown');
    expect(metricPower([run('a', graded)], 'm', { ...QUESTION, ranges, margin: 0.5 }).equivalencePower).toBeGreaterThan(0.5);
  });

  it('says that one cluster shows no variance, and that some differences are too small to plan for', () => {
    const oneCluster = metricPower([run('a', alternating(40), 40)], 'm', { ...QUESTION, clustered: true });
    expect(oneCluster).toMatchObject({ variance: null, requiredSamples: null });
    expect(oneCluster.notes.join()).toContain('in one cluster');
    const endless = metricPower([run('a', alternating(30))], 'm', { ...QUESTION, delta: 1e-12 });
    expect(endless.notes).toEqual(['No countable number of samples finds so small a difference.']);
  });
});
