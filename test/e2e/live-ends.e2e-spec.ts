import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { ModelReply } from '../fixtures/model-server.ts';
import { allStates, asked, comparisonOf, lastOf, LiveRig } from './live-rig.ts';
import { RunningServer } from './running-server.ts';

const ROWS = 24;

interface Started {
  readonly job_id: string;
  readonly comparison_id: string;
}

describe('a comparison that ends otherwise', () => {
  let rig: LiveRig;
  let server: RunningServer;
  let answer: (wording: string, row: number) => string | ModelReply | Promise<string | ModelReply>;

  beforeEach(async () => {
    answer = (_wording, row) => (row % 2 === 0 ? 'yes' : 'nope');
    rig = await LiveRig.make(ROWS, (wording, row) => answer(wording, row));
    server = await RunningServer.start({ maxRunningJobs: 4, modelMaxRetries: 0, modelOutageSeconds: 0 }, rig.root);
  });

  afterEach(async () => {
    await server.close();
    await rig.close();
  });

  async function settled(wording: 'old' | 'new', changes: object = {}): Promise<string> {
    const jobId = await server.startJob('evaluate', asked(wording, changes));
    await server.settledJob(jobId);
    return jobId;
  }

  async function against(baseline: string, options: object = {}, changes: object = {}): Promise<Started> {
    const { status, body } = await server.post<Started>(
      '/api/evaluate',
      asked('new', { ...changes, against: { run_id: baseline, ...options } }),
    );
    expect([status, body]).toEqual([200, expect.anything()]);
    return body;
  }

  async function until(isSo: () => Promise<boolean>): Promise<void> {
    while (!(await isSo())) await new Promise((resolve) => setTimeout(resolve, 20));
  }

  async function rowsOf(id: string): Promise<number> {
    return (await comparisonOf(server, id)).state?.n ?? 0;
  }

  it('says so where the candidate is cancelled, and goes on where that is resumed', async () => {
    const baseline = await settled('old');
    const held = Promise.withResolvers<string>();
    let asks = 0;
    answer = (_wording, row) => ((asks += 1) > 10 ? held.promise : row % 2 === 0 ? 'yes' : 'nope');
    const { job_id: jobId, comparison_id: id } = await against(baseline, { stop: true });
    await until(async () => (await rowsOf(id)) >= 5);
    await server.post(`/api/jobs/${jobId}/cancel`, {});
    const cancelled = lastOf(await allStates(server, id));
    expect(cancelled).toMatchObject({
      decided: false,
      saved: null,
      ended: { reason: 'cancelled' },
      metrics: [{ verdict: 'inconclusive' }],
    });
    expect(cancelled.ended?.detail).toContain(`the candidate, ${jobId}, is cancelled`);
    expect(await comparisonOf(server, id)).toMatchObject({ status: 'ended', state: cancelled });

    held.resolve('yes');
    answer = (_wording, row) => (row % 2 === 0 ? 'yes' : 'nope');
    await server.post(`/api/jobs/${jobId}/resume`, {});
    await server.settledJob(jobId);
    await until(async () => (await comparisonOf(server, id)).ended?.reason !== 'cancelled');
    const states = await allStates(server, id);
    expect(states[cancelled.seq]).toEqual(cancelled);
    expect(states.map(({ seq }) => seq)).toEqual(states.map((_, seq) => seq));
    expect(lastOf(states)).toMatchObject({ n: ROWS, ended: { reason: 'complete' } });
  });

  it('says so where its baseline is deleted meanwhile', async () => {
    const baseline = await settled('old');
    const held = Promise.withResolvers<string>();
    answer = () => held.promise;
    const { job_id: jobId, comparison_id: id } = await against(baseline);
    expect((await server.delete(`/api/jobs/${baseline}`)).status).toBe(204);
    expect(lastOf(await allStates(server, id)).ended).toEqual({
      reason: 'run_deleted',
      detail: `the baseline, ${baseline}, was deleted`,
    });
    held.resolve('yes');
    expect((await server.settledJob(jobId)).manifest.status).toBe('done');
  });

  it('goes along with a baseline that runs more slowly, with its seed, and uses it as a control once it has ended', async () => {
    const held = Promise.withResolvers<undefined>();
    let slow = 0;
    answer = async (wording, row) => {
      if (wording === 'old' && (slow += 1) > 6) await held.promise;
      return row % 2 === 0 || (wording === 'new' && row % 3 === 0) ? 'yes' : 'nope';
    };
    const baseline = await server.startJob('evaluate', asked('old', { seed: 11, workers: 1 }));
    const other = await server.post('/api/evaluate', asked('new', { seed: 12, against: { run_id: baseline } }));
    expect([other.status, other.body['detail']]).toEqual([400, expect.stringContaining('runs with the seed 11')]);
    const { job_id: jobId, comparison_id: id } = await against(baseline);
    expect((await server.settledJob(jobId)).manifest).toMatchObject({ status: 'done', seed: 11 });
    await until(async () => (await rowsOf(id)) === 6);
    expect((await comparisonOf(server, id)).state?.metrics[0]?.control).toEqual([]);
    held.resolve(undefined);
    const states = await allStates(server, id);
    expect(lastOf(states)).toMatchObject({
      n: ROWS,
      metrics: [{ verdict: 'a_better', is_fact: true, control: expect.anything() }],
    });
    expect(lastOf(states).metrics[0]?.delta).toBeCloseTo(4 / ROWS, 12);
  });

  it('waits for a row whose provider gave no answer, and counts it as the worst once the job is done', async () => {
    const baseline = await settled('old');
    const held = Promise.withResolvers<undefined>();
    let failed = -1;
    let last = 0;
    answer = async (_wording, row) => {
      last += 1;
      if (last === 4) {
        failed = row;
        return { status: 500, text: 'out of order' };
      }
      if (last === ROWS) await held.promise;
      return 'yes';
    };
    const { job_id: jobId, comparison_id: id } = await against(baseline, {}, { workers: 1 });
    // The job goes on to its last row while the comparison stands at the third.
    await until(async () => last === ROWS);
    await until(async () => (await rowsOf(id)) === 3);
    held.resolve(undefined);
    await server.settledJob(jobId);
    const states = await allStates(server, id);
    expect(lastOf(states)).toMatchObject({ n: ROWS, ended: { reason: 'complete' } });
    expect(failed).toBeGreaterThanOrEqual(0);
    expect(lastOf(states).metrics[0]?.delta).toBeCloseTo((ROWS - 1 - ROWS / 2) / ROWS, 12);
  });

  it('stops at max_samples without a verdict, and says why the job ended', async () => {
    const baseline = await settled('old');
    answer = async (_wording, row) => {
      await new Promise((resolve) => setTimeout(resolve, 30));
      return row % 2 === 0 ? 'yes' : 'nope';
    };
    const { job_id: jobId, comparison_id: id } = await against(baseline, { stop: true, max_samples: 5 }, { workers: 1 });
    const last = lastOf(await allStates(server, id));
    expect(last).toMatchObject({ n: 5, of: 5, decided: false, ended: { reason: 'max_samples' } });
    const { manifest } = await server.settledJob(jobId);
    expect(manifest).toMatchObject({ status: 'done', stopped: { reason: 'decided', because: 'max_samples', samples: 5 } });
    expect(last.saved).toEqual({ trials: expect.any(Number), cost_usd: null });
  });

  it('knows three rows, and leaves copies out of a question about new ones', async () => {
    await rig.writeRows('three', ['1', '1', '2']);
    const set = await against(await settled('old', { examples: 'three' }), {}, { examples: 'three' });
    expect(lastOf(await allStates(server, set.comparison_id))).toMatchObject({ n: 3, of: 3, ended: { reason: 'complete' } });
    await rig.writeRows('few', ['1', '1', '2', '2', '1', '3']);
    const few = { examples: 'few' };
    const distinct = await against(await settled('old', few), { population: 'new' }, few);
    expect(lastOf(await allStates(server, distinct.comparison_id))).toMatchObject({
      n: 3,
      of: 3,
      decided: false,
      ended: { reason: 'complete' },
      metrics: [{ verdict: 'inconclusive', is_fact: false, control: [] }],
    });
    const running = await server.startJob('evaluate', asked('old', { ...few, seed: 3 }));
    const both = await server.post<Started>('/api/comparisons', {
      run_ids: [await server.startJob('evaluate', asked('new', { ...few, seed: 3 })), running],
      population: 'new',
    });
    expect([both.status, lastOf(await allStates(server, both.body.comparison_id))]).toEqual([
      201,
      expect.objectContaining({ n: 3, of: 3 }),
    ]);
  });
});
