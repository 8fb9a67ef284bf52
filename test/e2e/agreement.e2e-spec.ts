import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { AgreementDto } from '../../src/compare/agreement.dto.ts';
import type { ScoringPayload } from '../../src/evaluation/event.ts';
import { Storage } from '../../src/storage/open-storage.ts';
import { scoringEvent, settledJob, trialEvent } from '../contracts/run-store.contract.ts';
import { sampleJob } from '../contracts/sample-job.ts';
import { temporaryRoot } from '../fixtures/temporary-root.ts';
import { assay } from './assay-process.ts';
import { column, CompareServer } from './compare-server.ts';
import { RunningServer } from './running-server.ts';

describe('agreement', () => {
  let host: CompareServer;

  beforeAll(async () => {
    host = await CompareServer.start();
    await host.importScores('one', column([1, 60], [0, 40]));
    await host.importScores('other', column([1, 50], [0, 50]));
    await host.importScores(
      'graded',
      Array.from({ length: 100 }, (_, i) => i / 100),
    );
    await host.import('strange', [{ id: 'x', scores: { accuracy: 1 } }]);
    const labels = Array.from({ length: 50 }, (_, i) => ({ row: 2 * i, value: 2 * i < 45 ? 1 : 0 }));
    await host.server.put('/api/runs/one/labels/good', { labels });
  });
  afterAll(() => host.close());

  const ask = (raters: unknown, options: object = {}) =>
    host.server.post<AgreementDto & { detail: string }>('/api/agreement', { raters, ...options });

  const ONE = { run_id: 'one', metric: 'accuracy' };
  const OTHER = { run_id: 'other', metric: 'accuracy' };
  const GOOD = { run_id: 'one', labels: 'good' };

  it('of two raters of two runs is Cohen’s and Krippendorff’s, with the table of counts', async () => {
    const { status, body } = await ask([ONE, OTHER]);
    expect(status).toBe(200);
    expect(body).toMatchObject({
      n_items: 100,
      level: 'nominal',
      weights: 'unweighted',
      values: [0, 1],
      table: [
        [40, 0],
        [10, 50],
      ],
      kappa: { kappa: expect.closeTo(0.8, 10), observed_agreement: 0.9, chance_agreement: 0.5 },
      warnings: [],
    });
    expect(body.raters).toEqual([
      { run_id: 'one', run_name: 'one', metric: 'accuracy', labels: null, look: null, n: 100, mean: 0.6, counts: [40, 60] },
      { run_id: 'other', run_name: 'other', metric: 'accuracy', labels: null, look: null, n: 100, mean: 0.5, counts: [50, 50] },
    ]);
    expect(body.kappa?.interval?.[0]).toBeLessThan(0.8);
    expect(body.krippendorff.alpha).toBeCloseTo(0.799, 2);
    expect(body.krippendorff.interval?.[0]).toBeLessThan(0.79);
    expect((await ask([ONE, OTHER])).body).toEqual(body);
  });

  it('of a metric and people is over the samples that these have labelled', async () => {
    const { body } = await ask([ONE, GOOD]);
    expect(body).toMatchObject({ n_items: 50, kappa: { kappa: expect.closeTo((0.86 - 0.492) / (1 - 0.492), 10) } });
    expect(body.raters).toMatchObject([{ n: 100 }, { labels: 'good', metric: null, n: 50, mean: 0.46 }]);
  });

  it('of three, or of graded scores, is Krippendorff’s alone', async () => {
    const three = (await ask([ONE, OTHER, GOOD])).body;
    expect(three).toMatchObject({ n_items: 100, kappa: null, table: null, values: [0, 1] });
    const graded = (await ask([ONE, { run_id: 'graded', metric: 'accuracy' }])).body;
    expect(graded).toMatchObject({ level: 'interval', kappa: null, table: null, values: null });
    expect(graded.raters[1]?.counts).toBeNull();
    const ordinal = (await ask([ONE, OTHER], { level: 'ordinal', weights: 'quadratic', alpha: 0.1 })).body;
    expect(ordinal).toMatchObject({ level: 'ordinal', weights: 'quadratic', kappa: { kappa: expect.closeTo(0.8, 10) } });
  });

  it.each([
    [[ONE], 400, 'at least two raters'],
    [[ONE, ONE], 400, 'named twice'],
    [[ONE, { run_id: 'strange', metric: 'accuracy' }], 400, 'No sample is rated by two of the raters'],
    [[ONE, { run_id: 'nobody', metric: 'accuracy' }], 404, 'Run not found: nobody'],
    [[ONE, { run_id: 'one', metric: 'fluency' }], 400, 'no metric "fluency"'],
    [[ONE, { run_id: 'other', labels: 'good' }], 400, 'Run "other" has no human labels "good"'],
    [[{ ...ONE, looks: true }], 400, 'it has no looks to compare'],
    [[ONE, { ...ONE, look: 0 }], 400, 'it has no looks to compare'],
    [[ONE, { run_id: 'one' }], 400, 'raters[1] must name either a metric or labels'],
    [[ONE, { ...ONE, labels: 'good' }], 400, 'raters[1] must name either a metric or labels'],
    [[ONE, { ...GOOD, looks: true }], 400, 'which have no looks'],
    [[ONE, { ...ONE, look: 1, looks: true }], 400, 'leave one of the two out'],
    [[ONE, { ...ONE, look: -1 }], 422, 'raters[1].look must be an integer of 0 or more'],
    [[], 422, 'at least two raters'],
    [new Array(51).fill(ONE), 422, 'at most 50 raters'],
    ['one', 422, 'must be an array of raters'],
    [[1, 2], 422, 'must be objects'],
  ])('is refused of %j', async (raters, status, reason) => {
    const answer = await ask(raters);
    expect({ status: answer.status, detail: answer.body.detail }).toEqual({ status, detail: expect.stringContaining(reason) });
  });

  it.each([[{ level: 'ratio' }], [{ weights: 'cubic' }], [{ alpha: 0 }], [{ seed: -1 }]])(
    'is refused with %j',
    async (options) => {
      expect((await ask([ONE, OTHER], options)).status).toBe(422);
    },
  );

  const ARGS = ['agreement', 'one:accuracy', 'one:labels=good', '--weights', 'linear'];

  it('is printed by the command', async () => {
    const { code, stdout } = await assay(...ARGS, '--server', host.server.url);
    expect(code).toBe(0);
    expect(stdout).toContain('50 samples are rated twice or more.');
    expect(stdout).toMatch(/^one accuracy +100 +0\.6 +40 +60$/m);
    expect(stdout).toMatch(/Cohen’s κ \(linear\): 0\.7244 \(0\.\d+ to 0\.\d+\); they agree on 0\.86, by chance on 0\.492\./);
  });

  it('is measured without a server where the runs are', async () => {
    const places = ['--projects-root', host.server.root.path, '--storage', host.storage];
    const { code, stdout } = await assay(...ARGS, ...places, '--format', 'json');
    expect(code).toBe(0);
    const raters = [ONE, GOOD];
    expect(JSON.parse(stdout)).toEqual((await ask(raters, { weights: 'linear' })).body);
  });

  it('is refused by the command as by the server', async () => {
    expect(await assay('agreement', 'one:accuracy', '--server', host.server.url)).toMatchObject({ code: 2 });
    expect(await assay('agreement', 'accuracy')).toMatchObject({ code: 2 });
  });
});

describe('agreement of a judge with itself', () => {
  let server: RunningServer;

  beforeAll(async () => {
    const root = await temporaryRoot('arithmetic');
    const storage = await Storage.open({ projectsRoot: root.path, storageDir: join(root.path, '.storage'), hasThreads: false });
    // Three looks at each of six trials; the last look at the last trial failed, and the first trial was looked at once.
    const events = Array.from({ length: 6 }, (_, row) => [
      trialEvent(`t${row}`, { row }),
      ...Array.from({ length: row === 0 ? 1 : 3 }, (_look, replicate) => {
        const score = row === 5 && replicate === 2 ? null : (row + (replicate === 1 ? 1 : 0)) % 2;
        return byJudge(scoringEvent(`t${row}`, score, { row, metric: 'judge', replicate }));
      }),
    ]).flat();
    await settledJob(
      storage.jobs,
      sampleJob('job'),
      events.map((event) => [0, event] as const),
    );
    await storage.close();
    server = await RunningServer.start({}, root);
  });
  afterAll(() => server.close());

  const ask = (...raters: readonly object[]) =>
    server.post<AgreementDto & { detail: string }>('/api/agreement', {
      raters: raters.map((rater) => ({ run_id: 'job', ...rater })),
    });

  it('takes every look for a rater, or one of them', async () => {
    const all = await ask({ metric: 'judge', looks: true });
    expect(all.status).toBe(200);
    expect(all.body.raters).toMatchObject([
      { look: 0, n: 6, counts: [3, 3] },
      { look: 1, n: 5, counts: [3, 2] },
      { look: 2, n: 4, counts: [2, 2] },
    ]);
    expect(all.body).toMatchObject({ n_items: 5, kappa: null, warnings: [{ code: 'few-items' }] });
    const same = await ask({ metric: 'judge', look: 0 }, { metric: 'judge', look: 2 });
    expect(same.body).toMatchObject({ n_items: 4, kappa: { kappa: 1 }, krippendorff: { alpha: 1 } });
    const opposite = await ask({ metric: 'judge', look: 0 }, { metric: 'judge', look: 1 });
    expect(opposite.body).toMatchObject({ n_items: 5, kappa: { observed_agreement: 0 } });
    const { body } = await ask({ metric: 'judge', look: 3 }, { metric: 'judge' });
    expect(body.detail).toContain('has no look 3; it looked 3 times, from 0 to 2');
  });

  it('is read from the command line', async () => {
    const { code, stdout } = await assay('agreement', 'job:judge@all', '--level', 'ordinal', '--server', server.url);
    expect(code).toBe(0);
    expect(stdout).toContain('job judge, look 2');
    expect(stdout).toContain('Krippendorff’s α (ordinal): ');
  });
});

/** The looks of programmatic metrics are not kept apart: they never look twice. */
function byJudge(event: ReturnType<typeof scoringEvent>): ReturnType<typeof scoringEvent> {
  const payload = event.payload as ScoringPayload;
  return { type: 'scoring', payload: { ...payload, metric: { ...payload.metric, kind: 'llm_judge' } } };
}
