import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { allStates, asked, comparisonOf, lastOf, LiveRig } from './live-rig.ts';
import { RunningServer } from './running-server.ts';

const ROWS = 300;

describe('a comparison that stops its job', () => {
  let rig: LiveRig;
  let server: RunningServer;

  beforeEach(async () => {
    // The old wording is right in a third of the rows, the new one in all.
    rig = await LiveRig.make(ROWS, (wording, row) => (wording === 'new' || row % 3 === 0 ? 'yes' : 'nope'));
    server = await RunningServer.start({}, rig.root);
  });

  afterEach(async () => {
    await server.stop();
    await rig.close();
  });

  it('ends the candidate once it is known to be better, and says everywhere what that has saved', async () => {
    const baseline = await server.startJob('evaluate', asked('old'));
    await server.settledJob(baseline);
    const before = rig.model.calls;
    rig.slowDownAfter(60);
    const { status, body } = await server.post<{ job_id: string; comparison_id: string }>(
      '/api/evaluate',
      asked('new', { against: { run_id: baseline, stop: true } }),
    );
    expect(status).toBe(200);
    const states = await allStates(server, body.comparison_id);
    const last = lastOf(states);
    expect(last).toMatchObject({
      decided: true,
      ended: { reason: 'decided', detail: null },
      metrics: [{ verdict: 'a_better', is_fact: false }],
    });
    expect(last.n).toBeLessThan(ROWS / 2);
    expect(states.map(({ seq }) => seq)).toEqual(states.map((_, seq) => seq));

    const { manifest, events } = await server.settledJob(body.job_id);
    const trials = events.filter(({ type }) => type === 'trial').length;
    // Every call at the model is a trial in the log: what was in flight has been finished.
    expect(rig.model.calls - before).toBe(trials);
    expect(trials).toBeGreaterThanOrEqual(last.n);
    expect(trials).toBeLessThan(ROWS);
    expect(manifest).toMatchObject({ status: 'done', error: null });
    expect(manifest['stopped']).toEqual({
      reason: 'decided',
      comparison_id: body.comparison_id,
      samples: last.n,
      because: 'verdict',
      trials_saved: ROWS - trials,
      cost_saved_usd: null,
    });
    expect(last.saved).toEqual({ trials: ROWS - trials, cost_usd: null });
    const shown = await comparisonOf(server, body.comparison_id);
    expect(shown).toMatchObject({ status: 'ended', run_ids: [body.job_id, baseline], stop: true, state: last });
  });

  it('says what the trials that were not made would have cost, at the mean cost of those that were', async () => {
    const pricesFile = join(rig.root.path, 'prices.json');
    // Of 11 tokens of input and 7 of output: .025 USD a call.
    await writeFile(pricesFile, '{"compatible:m": {"input": 1000, "output": 2000}}');
    await server.stop();
    server = await RunningServer.start({ pricesFile }, rig.root);
    const baseline = await server.startJob('evaluate', asked('old'));
    await server.settledJob(baseline);
    const against = { run_id: baseline, stop: true };
    rig.slowDownAfter(60);
    const { body } = await server.post<{ job_id: string; comparison_id: string }>('/api/evaluate', asked('new', { against }));
    const { saved } = lastOf(await allStates(server, body.comparison_id));
    const { manifest, events } = await server.settledJob(body.job_id);
    const trials = events.filter(({ type }) => type === 'trial').length;
    expect(trials).toBeLessThan(ROWS);
    expect(manifest.cost_usd).toBeCloseTo(trials * 0.025);
    expect(saved).toEqual({ trials: ROWS - trials, cost_usd: expect.closeTo((ROWS - trials) * 0.025) });
    expect(manifest['stopped']).toMatchObject({
      because: 'verdict',
      trials_saved: saved?.trials,
      cost_saved_usd: saved?.cost_usd,
    });
  });

  it('tells a job that goes on again that its question was answered before', async () => {
    const [asked80, held] = [Promise.withResolvers<undefined>(), Promise.withResolvers<undefined>()];
    await rig.close();
    rig = await LiveRig.make(ROWS, async (wording, row, call) => {
      if (call.number === ROWS + 80) asked80.resolve(undefined);
      if (wording === 'new') await (call.number > ROWS + 60 ? held : asked80).promise;
      return wording === 'new' || row % 3 === 0 ? 'yes' : 'nope';
    });
    await server.stop();
    server = await RunningServer.start({}, rig.root);
    const baseline = await server.startJob('evaluate', asked('old'));
    await server.settledJob(baseline);
    // Sixty answers decide, and come once 80 calls are in flight; the others are held, so that the job can't end by itself before the server does.
    const started = await server.post<{ job_id: string; comparison_id: string }>(
      '/api/evaluate',
      asked('new', { workers: 80, against: { run_id: baseline, stop: true } }),
    );
    const { job_id: jobId, comparison_id: id } = started.body;
    while ((await comparisonOf(server, id)).state?.decided !== true) await new Promise((resolve) => setTimeout(resolve, 20));
    expect((await comparisonOf(server, id)).status).toBe('running');
    await server.stop();
    held.resolve(undefined);
    server = await RunningServer.start({}, rig.root);
    expect((await server.job(jobId)).manifest.status).toBe('interrupted');
    while ((await comparisonOf(server, id)).status !== 'waiting') await new Promise((resolve) => setTimeout(resolve, 20));
    const trials = (await server.job(jobId)).events.filter(({ type }) => type === 'trial').length;
    rig.slowDownAfter(0);
    await server.post(`/api/jobs/${jobId}/resume`, {});
    const last = lastOf(await allStates(server, id));
    const { manifest, events } = await server.settledJob(jobId);
    expect(manifest).toMatchObject({ status: 'done', stopped: { reason: 'decided', comparison_id: id } });
    expect(events.filter(({ type }) => type === 'trial').length).toBeLessThan(trials + 100);
    expect(last).toMatchObject({
      ended: { reason: 'decided' },
      saved: { trials: ROWS - events.filter(({ type }) => type === 'trial').length },
    });
  });
});
