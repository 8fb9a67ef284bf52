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
});
