import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { column, CompareServer, samplesOf } from './compare-server.ts';
import { ADD_FIVE } from './running-server.ts';

const GOOD = column([1, 40], [0, 10]);
const POOR = column([1, 20], [0, 30]);

const codes = (entry: { readonly warnings: readonly { readonly code: string }[] } | undefined): string[] =>
  entry?.warnings.map(({ code }) => code) ?? [];

describe('POST /api/compare', () => {
  let host: CompareServer;

  beforeAll(async () => {
    host = await CompareServer.start();
    await host.importScores('good', GOOD);
    await host.importScores('poor', POOR);
    await host.importScores('close', column([1, 39], [0, 11]));
  });
  afterAll(() => host.close());

  it('says who is better, by how much, and how sure that is', async () => {
    const { status, body } = await host.compare(['good', 'poor']);
    expect(status).toBe(200);
    expect(body).toMatchObject({
      run_ids: ['good', 'poor'],
      metrics: ['accuracy'],
      best_run_per_metric: { accuracy: 'good' },
      overall_best_run: 'good',
      win_loss_summary: {
        accuracy: {
          rankings: [
            { run_id: 'good', wins: 1, losses: 0, ties: 0 },
            { run_id: 'poor', wins: 0, losses: 1, ties: 0 },
          ],
        },
      },
      warnings: [],
      metadata: {
        statistical_test: 'auto',
        methods: ['sign-flip'],
        seed: 'exact',
        samples: 50,
        common_samples: { accuracy: 50 },
      },
    });
    expect(body.pairwise_results).toHaveLength(1);
    expect(body.pairwise_results[0]).toMatchObject({
      metric: 'accuracy',
      run_a: 'good',
      run_b: 'poor',
      run_a_mean: 0.8,
      run_b_mean: 0.4,
      delta: 0.4,
      delta_percent: 100,
      winner: 'good',
      verdict: 'a_better',
      significant: true,
      p_value: 2 ** -19,
      corrected_p_value: 2 ** -19,
      corrected_significant: true,
      n: 50,
      seed: 'exact',
      wins: 20,
      losses: 0,
      ties: 30,
    });
  });

  it('answers the same request with the same bytes', async () => {
    const ask = async (): Promise<string> =>
      JSON.stringify((await host.compare(['good', 'poor', 'close'], { statistical_test: 'bootstrap', seed: 3 })).body);
    expect(await ask()).toBe(await ask());
  });

  it('calls no winner where the difference is not significant, and says what it could have seen', async () => {
    const { body } = await host.compare(['good', 'close']);
    expect(body.pairwise_results[0]).toMatchObject({ winner: 'tie', verdict: 'inconclusive', significant: false });
    expect(body.pairwise_results[0]?.mde).toBeGreaterThan(0);
    expect(body).toMatchObject({
      overall_best_run: null,
      metric_summaries: [
        { may_be_best: ['good', 'close'], not_worse_than_best: ['good', 'close'], beaten_by: { good: [], close: [] } },
      ],
    });
  });

  it('turns winners and bests around where lower is better', async () => {
    const { body } = await host.compare(['good', 'poor'], { lower_is_better: ['accuracy'] });
    expect(body).toMatchObject({ overall_best_run: 'poor', best_run_per_metric: { accuracy: 'poor' } });
    expect(body.pairwise_results[0]).toMatchObject({ winner: 'poor', verdict: 'b_better', delta: 0.4 });
  });

  it('has no change in percent where the baseline is 0', async () => {
    await host.importScores('none', column([0, 50]));
    const { body } = await host.compare(['good', 'none']);
    expect(body.pairwise_results[0]).toMatchObject({ delta_percent: null, run_b_mean: 0, winner: 'good' });
  });

  it.each(['auto', 'bootstrap', 'bootstrap_t', 'permutation', 't_test', 'wilcoxon', 'mcnemar', 'none'])(
    'knows the test %s',
    async (test) => {
      const { status, body } = await host.compare(['good', 'poor'], { statistical_test: test });
      expect(status).toBe(200);
      expect(body.metadata.statistical_test).toBe(test);
      expect(body.pairwise_results[0]?.significant).toBe(test !== 'none');
    },
  );

  it('uses every option', async () => {
    const options = {
      correction: 'bh',
      family: 'per-pair',
      resamples: 500,
      seed: 9,
      margin: 0.1,
      missing: 'zero',
      alpha: 0.01,
    };
    const { body } = await host.compare(['good', 'poor', 'close'], {
      ...options,
      statistical_test: 'bootstrap',
      metrics: ['accuracy'],
    });
    expect(body.metadata).toMatchObject({
      correction: 'bh',
      family: 'per-pair',
      resamples: 500,
      margin: 0.1,
      missing: 'zero',
      alpha: 0.01,
    });
    expect(body.metadata.family_sizes).toEqual([1, 1, 1]);
    expect(body.pairwise_results[0]).toMatchObject({
      method: 'bootstrap',
      level: 0.99,
      equivalence: { margin: 0.1, equivalent: false },
    });
  });

  it('takes null for metrics, as the clients of Themis send it', async () => {
    expect((await host.compare(['good', 'poor'], { metrics: null })).status).toBe(200);
  });

  it('shows equivalence within the range that it is told', async () => {
    const stars = column([4, 200], [3, 40], [5, 10]);
    await host.importScores('stars-a', stars, {}, 'stars');
    await host.importScores('stars-b', [...stars.slice(0, 247), 3, 4, 4], {}, 'stars');
    const { status, body } = await host.compare(['stars-a', 'stars-b'], { margin: 0.3, ranges: { stars: [1, 5] } });
    expect([status, body.pairwise_results[0]?.verdict]).toEqual([200, 'equivalent']);
    expect(body.pairwise_results[0]?.equivalence).toMatchObject({
      method: 'bounded',
      equivalent: true,
      non_inferior: true,
      reason: null,
    });
    const unknown = await host.compare(['stars-a', 'stars-b'], { margin: 0.3 });
    expect(unknown.body.pairwise_results[0]?.equivalence).toMatchObject({
      method: null,
      p_value: null,
      reason: 'range-unknown',
    });
  });

  it('groups samples by their cluster', async () => {
    const clustered = (scores: readonly number[]) =>
      samplesOf(scores).map((sample, i) => ({ ...sample, cluster: `c${i % 12}` }));
    await host.import('grouped-a', clustered(GOOD));
    await host.import('grouped-b', clustered(POOR));
    const { body } = await host.compare(['grouped-a', 'grouped-b'], { cluster_by: 'cluster' });
    expect(body.metadata).toMatchObject({ cluster_by: 'cluster', methods: ['cluster-sign-flip'] });
    expect(body.pairwise_results[0]).toMatchObject({
      interval_method: 'cluster-sign-flip',
      clustering: { clusters: 12, effective_clusters: expect.closeTo(11.9, 1) },
    });
  });

  it('compares runs over different samples, and says who was left out', async () => {
    await host.importScores('short', POOR.slice(0, 30));
    const { body } = await host.compare(['good', 'short']);
    expect(codes(body)).toEqual(['partial-overlap']);
    expect(codes(body.pairwise_results[0])).toContain('incomplete-overlap');
    expect(body.pairwise_results[0]?.coverage).toMatchObject({
      n: 30,
      union: 50,
      only_a: { count: 20 },
      only_b: { count: 0, ids: [] },
    });
  });

  it('compares runs of different datasets, projects and definitions, with failures or unfinished, and warns', async () => {
    const metadata = (name: string) => ({
      project: name,
      dataset_sha256: name.repeat(8),
      metric_definitions: { accuracy: { description: name, kind: 'programmatic' } },
    });
    await host.importScores('odd', GOOD, { metadata: { ...metadata('odd'), failed_trials: 2 }, status: 'in_progress' });
    await host.importScores('even', POOR, { metadata: metadata('even'), status: 'failed' });
    const { body } = await host.compare(['odd', 'even']);
    expect(codes(body)).toEqual([
      'different-projects',
      'different-datasets',
      'different-metrics',
      'run-in-progress',
      'failed-trials',
      'run-not-completed',
    ]);
    expect(body.pairwise_results[0]?.winner).toBe('odd');
  });

  it('has verdicts for hardly any data, and no number that is none', async () => {
    await host.importScores('one-a', [1]);
    await host.importScores('one-b', [0]);
    await host.importScores('same', GOOD);
    await host.importScores(
      'shifted',
      GOOD.map((score) => score + 0.5),
    );
    await host.import(
      'elsewhere',
      samplesOf(GOOD).map((sample) => ({ ...sample, id: `x${sample.id}` })),
    );
    const verdictOf = async (a: string, b: string) => (await host.compare([a, b])).body.pairwise_results[0];
    expect(await verdictOf('one-a', 'one-b')).toMatchObject({
      n: 1,
      verdict: 'insufficient_data',
      interval: null,
      winner: 'tie',
    });
    expect(await verdictOf('good', 'same')).toMatchObject({ verdict: 'inconclusive', p_value: 1, delta: 0 });
    expect(await verdictOf('shifted', 'good')).toMatchObject({ verdict: 'a_better', statistic: null, delta: 0.5 });
    const apart = await verdictOf('good', 'elsewhere');
    expect(apart).toMatchObject({ n: 0, delta: null, p_value: null, verdict: 'insufficient_data', winner: 'tie' });
    expect(codes(apart)).toEqual(['no-overlap']);
  });

  it('compares two jobs, and groups them by what was put in', async () => {
    const jobs: string[] = [];
    for (const program of ['add', 'flaky']) {
      const jobId = await host.server.startJob('evaluate', { ...ADD_FIVE, program, metrics: ['correct', 'closeness'] });
      await host.server.stream(jobId);
      jobs.push(jobId);
    }
    const { body } = await host.compare(jobs, { metrics: ['correct'] });
    expect(body.pairwise_results[0]).toMatchObject({ n: 5, run_a_mean: 1, run_b_mean: 0.8, winner: 'tie' });
    expect(codes(body)).toEqual(['failed-trials']);
    expect((await host.compare(jobs)).body.metrics).toEqual(['closeness', 'correct']);
    const grouped = await host.compare(jobs, { cluster_by: 'inputs.a' });
    expect(grouped.body.pairwise_results[0]?.clustering?.clusters).toBe(5);
    const unknown = await host.compare(jobs, { cluster_by: 'inputs.document' });
    expect(unknown).toMatchObject({
      status: 400,
      body: { detail: expect.stringContaining('No sample has "inputs.document"') },
    });
  });

  it.each(['__proto__', 'constructor', 'prototype'])('takes the range of a metric called %s', async (metric) => {
    for (const runId of ['one', 'two']) {
      await host.import(
        `${metric} ${runId}`,
        samplesOf(column([4, 60])).map(({ id }) => ({ id, scores: Object.fromEntries([[metric, 4]]) })),
      );
    }
    const runIds = [`${metric} one`, `${metric} two`];
    const ranges = Object.fromEntries([[metric, [1, 5]]]);
    const { status, body } = await host.compare(runIds, { ranges, margin: 0.5 });
    expect({ status, pair: body.pairwise_results[0] }).toMatchObject({
      status: 200,
      pair: { metric, equivalence: { method: 'bounded' } },
    });
    const power = await host.server.post('/api/power', { run_ids: runIds, ranges, delta: 0.1 });
    expect(power.status).toBe(200);
  });

  it('compares a hundred runs', async () => {
    const runIds = Array.from({ length: 100 }, (_, i) => `many-${i}`);
    for (const [i, runId] of runIds.entries()) await host.importScores(runId, column([1, 3 + (i % 5)], [0, 7 - (i % 5)]));
    const { status, body } = await host.compare(runIds);
    expect(status).toBe(200);
    expect(body.pairwise_results).toHaveLength(4950);
    expect(body.metadata.family_sizes).toEqual([4950]);
  });
});
