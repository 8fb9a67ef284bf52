import { once } from 'node:events';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ADD_FIVE, eventsOf, RunningServer } from './running-server.ts';

const SLOW = { ...ADD_FIVE, examples: 'hundred', model: 'local:echo?latency_ms=10', workers: 10, metrics: ['correct'] };
const ALL_SEQS = Array.from({ length: 200 }, (_, seq) => seq);

function seqsOf(stream: string): number[] {
  return eventsOf(stream).map(({ seq }) => seq);
}

describe('the event stream', () => {
  let server: RunningServer;
  let finished: string;

  beforeAll(async () => {
    server = await RunningServer.start();
    finished = await server.startJob('evaluate', { ...SLOW, model: 'local:echo' });
    await server.stream(finished);
  });
  afterAll(() => server.close());

  it('is an event stream that no proxy holds back', async () => {
    const response = await fetch(`${server.url}/api/jobs/${finished}/events`);
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toMatch(/^text\/event-stream/);
    expect(response.headers.get('cache-control')).toBe('no-cache, no-transform');
    expect(response.headers.get('x-accel-buffering')).toBe('no');
    await response.text();
  });

  it('gives each event as one data line with its id, and no event line', async () => {
    const stream = await server.stream(finished);
    const frames = stream.split('\n\n').filter((frame) => frame !== '');
    expect(frames).toHaveLength(200);
    frames.forEach((frame, seq) => {
      expect(frame.split('\n')).toEqual([`id: ${seq}`, expect.stringMatching(/^data: \{/)]);
    });
  });

  it('gives a client that comes after the end every event', async () => {
    expect(seqsOf(await server.stream(finished))).toEqual(ALL_SEQS);
  });

  it('resumes after the last event that the client saw', async () => {
    expect(seqsOf(await server.stream(finished, { headers: { 'last-event-id': '149' } }))).toEqual(ALL_SEQS.slice(150));
  });

  it('starts with the event that from_seq names, and lets Last-Event-ID win', async () => {
    expect(seqsOf(await server.stream(finished, { query: '?from_seq=190' }))).toEqual(ALL_SEQS.slice(190));
    const both = await server.stream(finished, { query: '?from_seq=10', headers: { 'last-event-id': '197' } });
    expect(seqsOf(both)).toEqual([198, 199]);
  });

  it('is empty for a client that saw everything', async () => {
    expect(await server.stream(finished, { headers: { 'last-event-id': '199' } })).toBe('');
    expect(await server.stream(finished, { query: '?from_seq=100000' })).toBe('');
  });

  it('refuses a from_seq that is no number', async () => {
    const { status, body } = await server.get(`/api/jobs/${finished}/events?from_seq=soon`);
    expect(status).toBe(422);
    expect(body).toMatchObject({ errors: [{ path: 'from_seq' }] });
  });

  it('answers 404 for a job that is not there, before any stream', async () => {
    for (const path of ['/api/jobs/nothing/events', '/api/jobs/nothing']) {
      const { status, headers, body } = await server.get(path);
      expect([status, headers.get('content-type'), body.detail]).toEqual([
        404,
        expect.stringMatching(/^application\/problem\+json/),
        'job not found',
      ]);
    }
  });

  it('gives 200 clients, who come at any time, every event once and in order', async () => {
    const jobId = await server.startJob('evaluate', SLOW);
    const early = Array.from({ length: 100 }, () => server.stream(jobId));
    await new Promise((resolve) => setTimeout(resolve, 50));
    const late = Array.from({ length: 100 }, () => server.stream(jobId));
    for (const stream of await Promise.all([...early, ...late])) expect(seqsOf(stream)).toEqual(ALL_SEQS);
  });

  it('is not held up, nor is the job, by a client that stops reading; and that one gets the rest when it reads on', async () => {
    const jobId = await server.startJob('evaluate', SLOW);
    const { hostname, port } = new URL(server.url);
    const stalled = connect({ host: hostname, port: Number(port) });
    stalled.write(`GET /api/jobs/${jobId}/events HTTP/1.1\r\nhost: ${hostname}\r\nconnection: close\r\n\r\n`);
    await once(stalled, 'readable');
    expect(seqsOf(await server.stream(jobId))).toEqual(ALL_SEQS);
    expect((await server.job(jobId)).manifest.status).toBe('done');
    let text = '';
    stalled.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
    await once(stalled, 'end');
    // Chunks may split a line; anything between them is not part of the events.
    const body = text.slice(text.indexOf('\r\n\r\n') + 4).replaceAll(/\r\n[0-9a-f]+\r\n|^[0-9a-f]+\r\n/g, '');
    expect(seqsOf(body)).toEqual(ALL_SEQS);
  });

  it('survives a client that leaves in the middle: the job goes on', async () => {
    const jobId = await server.startJob('evaluate', SLOW);
    const leaving = new AbortController();
    const response = await fetch(`${server.url}/api/jobs/${jobId}/events`, { signal: leaving.signal });
    await response.body?.getReader().read();
    leaving.abort();
    expect(seqsOf(await server.stream(jobId))).toEqual(ALL_SEQS);
  });

  it('is the same after a restart of the server', async () => {
    const before = await server.stream(finished);
    await server.stop();
    server = await RunningServer.start({}, server.root);
    expect(await server.stream(finished)).toBe(before);
    expect(await server.job(finished)).toMatchObject({ manifest: { status: 'done' }, summary: { trial_count: 100 } });
  });

  it('ends when the server stops, and the job is interrupted with all that came', async () => {
    const jobId = await server.startJob('evaluate', { ...SLOW, model: 'local:echo?latency_ms=50', workers: 1 });
    const streaming = server.stream(jobId);
    const first = await fetch(`${server.url}/api/jobs/${jobId}/events`);
    await first.body?.getReader().read();
    await server.stop();
    const seen = seqsOf(await streaming);
    server = await RunningServer.start({}, server.root);
    const { manifest, events, summary } = await server.job(jobId);
    expect(manifest.status).toBe('interrupted');
    expect(manifest.error).toMatch(/Assay stopped/);
    expect(events.map(({ seq }) => seq).slice(0, seen.length)).toEqual(seen);
    expect(events.length).toBeGreaterThan(0);
    expect(summary).toMatchObject({ status: 'interrupted' });
  });
});
