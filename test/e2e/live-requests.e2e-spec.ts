import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { allStates, asked, comparisonOf, lastOf, LiveRig } from './live-rig.ts';
import { RunningServer } from './running-server.ts';

const ROWS = 12;

let rig: LiveRig;
let server: RunningServer;
let held: PromiseWithResolvers<undefined>;

beforeAll(async () => {
  held = Promise.withResolvers();
  rig = await LiveRig.make(ROWS, async (_wording, row) => {
    if (row % 3 === 2) await held.promise;
    return row % 2 === 0 ? 'yes' : 'no';
  });
  server = await RunningServer.start({ maxRunningJobs: 10 }, rig.root);
});

afterAll(async () => {
  held.resolve(undefined);
  await server.close();
  await rig.close();
});

async function whole(changes: object = {}): Promise<string> {
  const jobId = await server.startJob('evaluate', asked('old', { ...changes, model: 'local:echo' }));
  await server.settledJob(jobId);
  return jobId;
}

describe('a request for a comparison', () => {
  it('takes two runs that have ended, and says at once what is the case', async () => {
    const runIds = [await whole({ label: 'plain' }), await whole({ metrics: ['yes', 'short'] })];
    const { status, body } = await server.post<{ comparison_id: string }>('/api/comparisons', { run_ids: runIds });
    expect(status).toBe(201);
    const states = await allStates(server, body.comparison_id);
    expect(lastOf(states)).toMatchObject({
      n: ROWS,
      of: ROWS,
      saved: null,
      ended: { reason: 'complete', detail: null },
      metrics: [{ metric: 'yes', delta: 0, interval: [0, 0], verdict: 'equivalent', is_fact: true }],
    });
    expect(states.filter(({ ended }) => ended !== null)).toHaveLength(1);
    const listed = async (named: string): Promise<unknown> =>
      (await server.get(`/api/comparisons?limit=1&run_id=${named}`)).body;
    const alone = { comparisons: [await comparisonOf(server, body.comparison_id)], next_cursor: null };
    for (const named of [String(runIds[0]), 'plain']) expect(await listed(named)).toEqual(alone);
    expect(await listed('nobody')).toEqual({ comparisons: [], next_cursor: null });
  });

  it('is one request with the same Idempotency-Key', async () => {
    const runIds = [await whole(), await whole()];
    const send = async (body: object): Promise<[number, string]> => {
      const headers = { 'content-type': 'application/json', 'idempotency-key': 'compared-once' };
      const answer = await fetch(`${server.url}/api/comparisons`, { method: 'POST', headers, body: JSON.stringify(body) });
      const { comparison_id: id = '', type = '' } = (await answer.json()) as { comparison_id?: string; type?: string };
      return [answer.status, id === '' ? type : id];
    };
    const [first, second] = await Promise.all([send({ run_ids: runIds }), send({ run_ids: runIds })]);
    expect([first[0], second]).toEqual([201, first]);
    expect(await send({ run_ids: runIds, stop: true })).toEqual([422, 'urn:assay:problem:key_reused']);
  });

  it('is refused with the reason where the runs do not suit each other', async () => {
    const [done, short, other, few] = [
      await whole(),
      await whole({ metrics: ['short'] }),
      await whole({ examples: 'other' }),
      await whole({ limit: 5 }),
    ];
    const unseeded = await server.startJob('evaluate', asked('new'));
    const [seven, eight] = [
      await server.startJob('evaluate', asked('new', { seed: 7 })),
      await server.startJob('evaluate', asked('new', { seed: 8 })),
    ];
    const unscored = await server.startJob('run', asked('new', { seed: 7 }));
    const cancelled = await server.startJob('evaluate', asked('new'));
    await server.post(`/api/jobs/${cancelled}/cancel`, {});
    await server.settledJob(cancelled);
    const imported = await server.post<{ run_id: string }>('/api/runs', { samples: [{ id: 'a', scores: { yes: 1 } }] });
    const refused = async (candidate: string, baseline: string, options: object = {}): Promise<[number, string]> => {
      const { status, body } = await server.post('/api/comparisons', { run_ids: [candidate, baseline], ...options });
      return [status, String(body['detail'])];
    };
    const containing = (text: string) => expect.stringContaining(text);
    expect(await refused(done, other)).toEqual([400, containing('are of different datasets')]);
    expect(await refused(unseeded, done)).toEqual([400, containing('was started without a seed')]);
    expect(await refused(cancelled, done)).toEqual([400, containing('is cancelled, with ')]);
    expect(await refused(seven, eight)).toEqual([400, containing('the order of the seed 7, and the baseline in that of 8')]);
    expect(await refused(seven, few)).toEqual([400, containing('has ended without 7 of the 12 rows')]);
    expect(await refused(done, short)).toEqual([400, containing('no metric in common')]);
    expect(await refused(done, short, { metrics: ['short'] })).toEqual([
      400,
      containing('Not both runs have the metric "short"'),
    ]);
    expect(await refused(unscored, done)).toEqual([400, containing('only evaluate jobs can be compared live')]);
    expect(await refused(done, imported.body.run_id)).toEqual([400, containing('does not say of which rows')]);
    expect(await refused(seven, done, { margin: 2 })).toEqual([422, containing('no difference could exceed the margin of 2')]);
    expect(await refused(seven, done, { ranges: { short: [0, 1] } })).toEqual([400, containing('ranges names "short"')]);
    expect(await refused(done, done)).toEqual([422, containing('run_ids[1] is there already')]);
    expect(await refused(done, done.slice(0, 12))).toEqual([422, containing('both mean the run')]);
    expect(await refused(done, 'nobody')).toEqual([404, containing('Run not found: nobody')]);
    expect(await refused(done, few, { max_samples: 0 })).toEqual([
      422,
      containing('max_samples must be an integer of 1 or more'),
    ]);
    expect(await refused(done, few, { marign: 0.1 })).toEqual([422, containing('did you mean margin?')]);
    held.resolve(undefined);
  });

  it('starts no job where that could not be compared', async () => {
    const [other, short] = [await whole({ examples: 'other' }), await whole({ metrics: ['short'] })];
    const before = (await server.get<{ jobs: readonly object[] }>('/api/jobs')).body.jobs.length;
    for (const [baseline, reason] of [
      [other, 'different datasets'],
      [short, 'no metric in common'],
      ['nobody', 'Run not found'],
    ]) {
      const { status, body } = await server.post('/api/evaluate', asked('new', { against: { run_id: baseline } }));
      expect([status, body['detail']]).toEqual([reason === 'Run not found' ? 404 : 400, expect.stringContaining(reason ?? '')]);
    }
    expect((await server.get<{ jobs: readonly object[] }>('/api/jobs')).body.jobs).toHaveLength(before);
  });

  it('is refused for a metric whose range is not known, and taken where that is given', async () => {
    const [candidate, baseline] = [await whole(), await whole()];
    // As another program may have written it.
    await rig.rewriteEvents(baseline, (line) => line.replaceAll('"normalized":0', '"normalized":3'));
    await server.stop();
    server = await RunningServer.start({ maxRunningJobs: 10 }, rig.root);
    const runIds = { run_ids: [candidate, baseline] };
    const refused = await server.post('/api/comparisons', runIds);
    expect([refused.status, refused.body['type']]).toEqual([422, 'urn:assay:problem:unsuitable_option']);
    expect(refused.body['detail']).toContain('The range of "yes" is not known');
    const narrow = await server.post('/api/comparisons', { ...runIds, ranges: { yes: [0, 2] } });
    expect([narrow.status, narrow.body['detail']]).toEqual([422, expect.stringContaining('whose range was given as 0 to 2')]);
    const { status, body } = await server.post<{ comparison_id: string }>('/api/comparisons', {
      ...runIds,
      ranges: { yes: [0, 3] },
    });
    expect(status).toBe(201);
    expect(lastOf(await allStates(server, body.comparison_id)).metrics).toMatchObject([{ delta: -3, verdict: 'b_better' }]);
  });
});

describe('a comparison that is deleted', () => {
  it('ends its streams, leaves its runs, and is gone', async () => {
    const gate = Promise.withResolvers<undefined>();
    held = gate;
    const baseline = await whole();
    const { job_id: jobId, comparison_id: id } = (
      await server.post<{ job_id: string; comparison_id: string }>(
        '/api/evaluate',
        asked('new', { against: { run_id: baseline } }),
      )
    ).body;
    const streamed = allStates(server, id);
    expect((await server.delete(`/api/comparisons/${id}`)).status).toBe(204);
    expect((await streamed).every(({ ended }) => ended === null)).toBe(true);
    for (const path of ['', '/events']) expect((await server.get(`/api/comparisons/${id}${path}`)).status).toBe(404);
    expect((await server.delete(`/api/comparisons/${id}`)).status).toBe(404);
    gate.resolve(undefined);
    expect((await server.settledJob(jobId)).manifest.status).toBe('done');
  });
});
