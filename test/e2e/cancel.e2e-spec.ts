import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { ADD_FIVE, eventsOf, RunningServer, type Answer } from './running-server.ts';
import { WsClient } from './ws-client.ts';

/** A job that never ends by itself. */
const ENDLESS = { ...ADD_FIVE, program: 'never_answers', examples: 'hundred' };
const UNKNOWN = 'b0ba8e36-d075-40d7-931b-6f81b0ecf5ea';

describe('a job that is cancelled', () => {
  let server: RunningServer;

  beforeEach(async () => {
    server = await RunningServer.start({ maxQueuedJobs: 2 });
  });
  afterEach(() => server.close());

  function cancel(jobId: string): Promise<Answer<{ job_id: string; status: string }>> {
    return server.post(`/api/jobs/${jobId}/cancel`, {});
  }

  /** Resolves when the job's stream has brought its first event. */
  async function firstEvent(jobId: string): Promise<void> {
    const response = await fetch(`${server.url}/api/jobs/${jobId}/events`);
    for await (const _chunk of response.body ?? []) break;
  }

  it('ends with what came so far, and its stream ends', async () => {
    const jobId = await server.startJob('evaluate', ENDLESS);
    const stream = server.stream(jobId);
    await firstEvent(jobId);
    const { status, body } = await cancel(jobId);
    expect([status, body]).toEqual([202, { job_id: jobId, status: 'cancelled' }]);
    const { manifest, events, summary } = await server.job(jobId);
    expect(manifest).toMatchObject({ status: 'cancelled', error: null, stopped: { reason: 'user' } });
    expect(events.length).toBeGreaterThan(0);
    expect(eventsOf(await stream)).toEqual(events);
    expect(summary).toMatchObject({ status: 'cancelled', trial_count: events.filter(({ type }) => type === 'trial').length });
    const { body: list } = await server.get<{ jobs: { status: string }[] }>('/api/jobs?status=cancelled');
    expect(list.jobs).toMatchObject([{ job_id: jobId, status: 'cancelled' }]);
    expect((await server.settledJob(await server.startJob('run', ADD_FIVE))).manifest.status).toBe('done');
  });

  it('ends when its process does not react', async () => {
    const jobId = await server.startJob('run', { ...ADD_FIVE, program: 'never_pauses' });
    await firstEvent(jobId);
    expect((await cancel(jobId)).body.status).toBe('cancelled');
    expect((await server.job(jobId)).events.filter(({ type }) => type === 'error')).toEqual([]);
  });

  it('never runs when it waited', async () => {
    const first = await server.startJob('run', ENDLESS);
    const waiting = await server.startJob('run', ADD_FIVE);
    const stream = server.stream(waiting);
    expect((await cancel(waiting)).body).toEqual({ job_id: waiting, status: 'cancelled' });
    expect(eventsOf(await stream)).toEqual([]);
    await cancel(first);
    const { manifest, events, summary } = await server.job(waiting);
    expect([manifest.status, events, summary?.trial_count]).toEqual(['cancelled', [], 0]);
  });

  it('tells its subscribers that its run was cancelled', async () => {
    const first = await server.startJob('run', ENDLESS);
    const waiting = await server.startJob('run', ADD_FIVE);
    const client = await WsClient.open(server.url);
    for (const jobId of [first, waiting]) client.send({ type: 'subscribe', run_id: jobId });
    await client.upTo('subscribed', waiting);
    for (const jobId of [waiting, first]) {
      await cancel(jobId);
      const completed = (await client.upTo('run_completed', jobId)).at(-1);
      expect(completed?.data).toMatchObject({ status: 'cancelled', error: null });
    }
    client.close();
  });

  it('may be cancelled again', async () => {
    const jobId = await server.startJob('run', ENDLESS);
    const [one, other] = await Promise.all([cancel(jobId), cancel(jobId)]);
    expect([one.body.status, other.body.status]).toEqual(['cancelled', 'cancelled']);
    const { status, body } = await cancel(jobId);
    expect([status, body.status]).toEqual([200, 'cancelled']);
  });

  it('stays as it is when it had ended', async () => {
    const jobId = await server.startJob('run', ADD_FIVE);
    const before = await server.settledJob(jobId);
    const { status, body } = await cancel(jobId);
    expect([status, body]).toEqual([200, { job_id: jobId, status: 'done' }]);
    expect(await server.job(jobId)).toEqual(before);
  });

  it('must be there', async () => {
    const { status, body } = await server.post(`/api/jobs/${UNKNOWN}/cancel`, {});
    expect([status, body.detail]).toEqual([404, 'job not found']);
  });

  it('can be deleted then, with its run, and not before', async () => {
    const jobId = await server.startJob('run', ENDLESS);
    await firstEvent(jobId);
    const early = await server.delete(`/api/jobs/${jobId}`);
    expect([early.status, early.body.type]).toEqual([409, 'urn:assay:problem:illegal_move']);
    await cancel(jobId);
    expect((await server.get<{ run_id: string }[]>('/api/runs')).body).toMatchObject([{ run_id: jobId, status: 'cancelled' }]);
    expect((await server.delete(`/api/jobs/${jobId}`)).status).toBe(204);
    expect((await server.get(`/api/jobs/${jobId}`)).status).toBe(404);
    expect((await server.get('/api/jobs')).body).toMatchObject({ jobs: [] });
    expect((await server.get('/api/runs')).body).toEqual([]);
    expect((await server.delete(`/api/jobs/${jobId}`)).status).toBe(404);
  });
});

describe('a job of which a model call is under way', () => {
  it('aborts the call when it is cancelled, and makes no other', async () => {
    const server = await RunningServer.start();
    const jobId = await server.startJob('run', { ...ADD_FIVE, model: 'local:echo?latency_ms=600000', workers: 2 });
    const stream = server.stream(jobId);
    const { body } = await server.post<{ status: string }>(`/api/jobs/${jobId}/cancel`, {});
    expect(body.status).toBe('cancelled');
    expect(eventsOf(await stream)).toEqual([]);
    await server.close();
  });
});
