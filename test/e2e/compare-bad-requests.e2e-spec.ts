import { availableParallelism } from 'node:os';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { column, CompareServer, samplesOf } from './compare-server.ts';
import { LeavingClient } from './leaving-client.ts';

describe('a comparison that can’t be made', () => {
  let host: CompareServer;

  beforeAll(async () => {
    host = await CompareServer.start();
    await host.importScores('a', column([1, 30], [0, 20]));
    await host.importScores('b', column([1, 20], [0, 30]));
    await host.importScores('other-metric', column([1, 50]), {}, 'fluency');
    await host.import(
      'scoreless',
      samplesOf(column([0, 3])).map(({ id }) => ({ id, scores: {} })),
    );
  });
  afterAll(() => host.close());

  it.each([
    ['of no run', { run_ids: [] }, 400, 'at least two runs'],
    ['of one run', { run_ids: ['a'] }, 400, 'at least two runs'],
    ['with an unknown run', { run_ids: ['a', 'nobody'] }, 404, 'Run not found: nobody'],
    ['with a path for an id', { run_ids: ['a', '../../etc/passwd'] }, 404, 'Run not found: ../../etc/passwd'],
    ['with a null byte in an id', { run_ids: ['a', 'a\u0000b'] }, 404, 'Run not found: a\\u{0}b'],
    ['without a common metric', { run_ids: ['a', 'other-metric'] }, 400, 'no metric in common'],
    ['in a metric that a run lacks', { run_ids: ['a', 'b'], metrics: ['fluency'] }, 400, 'Run "a" has no metric "fluency"'],
    ['with a run without scores', { run_ids: ['a', 'scoreless'] }, 400, 'Run "scoreless" has no scores'],
    ['by an unknown test', { run_ids: ['a', 'b'], statistical_test: 'vibes' }, 400, 'Unknown statistical test "vibes"'],
    [
      'that turns around what is not compared',
      { run_ids: ['a', 'b'], lower_is_better: ['cost'] },
      400,
      'lower_is_better names "cost"',
    ],
    ['grouped by what is not there', { run_ids: ['a', 'b'], cluster_by: 'cluster' }, 400, 'No sample has "cluster"'],
  ])('refuses %s with the reason', async (_what, body, status, detail) => {
    const answer = await host.server.post('/api/compare', body);
    expect(answer.status).toBe(status);
    expect(answer.body.detail).toContain(detail);
    expect((await host.server.post('/api/compare/report', body)).status).toBe(status);
  });

  it.each([
    ['a margin as wide as the range', { margin: 1 }, 'no difference could exceed the margin of 1'],
    ['a range that scores leave', { ranges: { accuracy: [0.5, 1] } }, 'has the score 0 in "accuracy"'],
    [
      '0 for missing scores where less is better',
      { missing: 'zero', lower_is_better: ['accuracy'] },
      'zero would reward failing',
    ],
  ])('refuses %s, which does not suit the scores', async (_what, options, detail) => {
    const answer = await host.compare(['a', 'b'], options);
    expect([answer.status, answer.body]).toMatchObject([
      422,
      { type: 'urn:assay:problem:unsuitable_option', detail: expect.stringContaining(detail) },
    ]);
  });

  it.each([
    ['a run twice', { run_ids: ['a', 'a'] }, 'run_ids[1]'],
    ['run ids that are no list', { run_ids: 'a' }, 'run_ids'],
    ['no run ids', {}, 'run_ids'],
    ['a run id that is no string', { run_ids: ['a', 7] }, 'run_ids[1]'],
    ['a run id of 2,000 characters', { run_ids: ['a', 'x'.repeat(2_000)] }, 'run_ids[1]'],
    ['a metric twice', { run_ids: ['a', 'b'], metrics: ['accuracy', 'accuracy'] }, 'metrics[1]'],
    ['alpha 0', { run_ids: ['a', 'b'], alpha: 0 }, 'alpha'],
    ['alpha 1', { run_ids: ['a', 'b'], alpha: 1 }, 'alpha'],
    ['alpha as text', { run_ids: ['a', 'b'], alpha: '0.05' }, 'alpha'],
    ['a negative margin', { run_ids: ['a', 'b'], margin: -0.1 }, 'margin'],
    ['a margin of 0', { run_ids: ['a', 'b'], margin: 0 }, 'margin'],
    ['no resamples', { run_ids: ['a', 'b'], resamples: 0 }, 'resamples'],
    ['half a resample', { run_ids: ['a', 'b'], resamples: 1.5 }, 'resamples'],
    ['a seed below 0', { run_ids: ['a', 'b'], seed: -1 }, 'seed'],
    ['an unknown correction', { run_ids: ['a', 'b'], correction: 'hope' }, 'correction'],
    ['an unknown family', { run_ids: ['a', 'b'], family: 'smith' }, 'family'],
    ['no range of any metric', { run_ids: ['a', 'b'], ranges: {} }, 'ranges'],
    ['a range upside down', { run_ids: ['a', 'b'], ranges: { accuracy: [1, 0] } }, 'ranges'],
    ['an unknown policy', { run_ids: ['a', 'b'], missing: 'guess' }, 'missing'],
    ['an empty path', { run_ids: ['a', 'b'], cluster_by: '' }, 'cluster_by'],
  ])('refuses a comparison with %s and names the field', async (_what, body, path) => {
    const answer = await host.server.post<{ errors: { path: string }[] }>('/api/compare', body);
    expect(answer.status).toBe(422);
    expect(answer.body.errors.map((fault) => fault.path)).toEqual([path]);
  });

  it('refuses a comparison of too many pairs and names the numbers', async () => {
    const runIds = Array.from({ length: 230 }, (_, i) => `many-${i}`);
    for (const runId of runIds) await host.importScores(runId, [1, 0]);
    const { status, body } = await host.server.post('/api/compare', { run_ids: runIds });
    expect(status).toBe(400);
    expect(body.detail).toContain('230 runs in 1 metrics make 26335 pairwise results; one comparison gives at most 25000');
  });

  it('refuses a comparison with an id of 50 MB, and the server keeps running', async () => {
    const answer = await fetch(`${host.server.url}/api/compare`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ run_ids: ['a', 'x'.repeat(50_000_000)] }),
    }).then(
      ({ status }) => status,
      () => 413,
    );
    expect(answer).toBe(413);
    expect((await host.compare(['a', 'b'])).status).toBe(200);
  });

  it('ends when the client leaves, and nobody waits for it', async () => {
    const runIds = Array.from({ length: 40 }, (_, i) => `slow-${i}`);
    for (const [r, runId] of runIds.entries()) {
      await host.importScores(
        runId,
        Array.from({ length: 150 }, (_, i) => Math.sin(i * i + r)),
      );
    }
    // Every pair draws ten million times: minutes of work, in more tasks than there are threads.
    const body = { run_ids: runIds, statistical_test: 'permutation', resamples: 10_000_000 };
    const clients = Array.from({ length: 2 * availableParallelism() }, () => new LeavingClient(host.server.url, body));
    await Promise.all(clients.map((client) => client.sent));
    await host.server.get('/api/health');
    await Promise.all(clients.map((client) => client.leave()));
    const answers = await Promise.all(Array.from({ length: 8 }, () => host.compare(['a', 'b'])));
    expect(answers.map(({ status }) => status)).toEqual(new Array<number>(8).fill(200));
  });
});

describe('POST /api/power', () => {
  let host: CompareServer;

  beforeAll(async () => {
    host = await CompareServer.start();
    await host.importScores('a', column([1, 30], [0, 20]));
    await host.importScores('b', column([1, 20], [0, 30]));
    await host.importScores('flat', column([1, 50]));
  });
  afterAll(() => host.close());

  const plan = (body: object) =>
    host.server.post<{ results: Record<string, unknown>[] } & Record<string, unknown>>('/api/power', body);

  it('says how many samples find a difference, from a pair’s own variance', async () => {
    const { status, body } = await plan({ run_ids: ['a', 'b'], delta: 0.1, n: 200 });
    expect(status).toBe(200);
    expect(body).toMatchObject({ variance_from: 'pair', assumed_correlation: null, alpha: 0.05, power: 0.8 });
    const [found] = body.results;
    expect(found).toMatchObject({
      metric: 'accuracy',
      observed_samples: 50,
      delta: 0.1,
      n: 200,
      discordance: 0.2,
      required_samples: 168,
      required_clusters: null,
      notes: [],
    });
    expect(found?.variance).toBeCloseTo(8 / 49, 12);
    expect(found?.achieved_power).toBeGreaterThan(0.87);
  });

  it('names the same smallest differences as a comparison, and the chance to show equivalence', async () => {
    const compared = await host.compare(['a', 'b'], { margin: 0.2 });
    const planned = await plan({ run_ids: ['a', 'b'], margin: 0.2 });
    const [pair, found] = [compared.body.pairwise_results[0], planned.body.results[0]];
    for (const field of ['mde', 'mde_family', 'equivalence_power'] as const) {
      expect(found?.[field]).toBeGreaterThan(0);
      expect([field, found?.[field]]).toEqual([field, pair?.[field]]);
    }
    const several = await plan({ run_ids: ['a', 'b'], hypotheses: 3 });
    expect(several.body.results[0]?.mde_family).toBeGreaterThan(Number(several.body.results[0]?.mde));
  });

  it('guesses from one run that the next will vary as much', async () => {
    const { body } = await plan({ run_ids: ['a'], delta: 0.1 });
    expect(body).toMatchObject({ variance_from: 'run', assumed_correlation: 0 });
    expect(body.results[0]?.variance).toBeCloseTo((2 * 12) / 49, 12);
    const paired = await plan({ run_ids: ['a'], delta: 0.1, correlation: 0.5 });
    expect(Number(paired.body.results[0]?.required_samples)).toBeLessThan(Number(body.results[0]?.required_samples));
  });

  it('plans nothing from scores that do not vary, or for a difference beyond counting', async () => {
    const flat = await plan({ run_ids: ['flat'], delta: 0.1 });
    expect(flat.body.results[0]).toMatchObject({ required_samples: null, mde: null, achieved_power: null });
    expect(flat.body.results[0]?.notes).toEqual(['The scores do not vary, so nothing can be planned from them.']);
    const tiny = await plan({ run_ids: ['a', 'b'], delta: 1e-12 });
    expect(tiny.body.results[0]).toMatchObject({ required_samples: null });
  });

  it.each([
    ['no run', { run_ids: [] }, 400],
    ['three runs', { run_ids: ['a', 'b', 'flat'] }, 400],
    ['an unknown run', { run_ids: ['nobody'] }, 404],
    ['an unknown metric', { run_ids: ['a'], metrics: ['fluency'] }, 400],
    ['a correlation of two runs', { run_ids: ['a', 'b'], correlation: 0.5 }, 400],
    ['a difference of 0', { run_ids: ['a'], delta: 0 }, 422],
    ['a power of alpha', { run_ids: ['a'], power: 0.05 }, 400],
    ['no hypotheses', { run_ids: ['a'], hypotheses: 0 }, 422],
    ['a margin of 0', { run_ids: ['a'], margin: 0 }, 422],
    ['a margin beyond the range', { run_ids: ['a', 'b'], margin: 1 }, 422],
    ['a range that scores leave', { run_ids: ['a', 'b'], ranges: { accuracy: [0, 0.5] } }, 422],
    ['a range of another metric', { run_ids: ['a', 'b'], ranges: { fluency: [0, 1] } }, 400],
    ['no repeats', { run_ids: ['a'], repeats: 0 }, 422],
    ['absurd repeats', { run_ids: ['a'], repeats: 1e9 }, 422],
    ['one and a half repeats', { run_ids: ['a'], repeats: 1.5 }, 422],
    ['a power of 1', { run_ids: ['a'], power: 1 }, 422],
    ['two samples', { run_ids: ['a'], n: 2 }, 422],
  ])('refuses %s', async (_what, body, status) => {
    expect((await plan(body)).status).toBe(status);
  });
});
