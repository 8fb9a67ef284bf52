import { appendFile, readFile, writeFile } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { JobEvent } from '../../src/domain/job-event.ts';
import { AssayProcess } from './assay-process.ts';
import { ADD_FIVE, type Answer, eventsOf, type JobDocument, RunningServer } from './running-server.ts';

const SLOW = {
  ...ADD_FIVE,
  examples: 'hundred',
  model: 'local:echo?latency_ms=100',
  workers: 4,
  repeats: 2,
  limit: 40,
  seed: 5,
};

type Resumed = Answer<{ job_id: string; status: string; detail: string }>;

describe('a job that is resumed', () => {
  let server: RunningServer;

  beforeEach(async () => {
    server = await RunningServer.start();
  });
  afterEach(() => server.close());

  function resume(jobId: string, body?: object): Promise<Resumed> {
    return server.post(`/api/jobs/${jobId}/resume`, body);
  }

  /** Starts a job, and cancels it when some events have come. */
  /** `seen`: what its events have to have before it is cancelled. */
  async function cutJob(fields: object = SLOW, seen = ''): Promise<string> {
    const jobId = await server.startJob('evaluate', fields);
    await seenEvents(jobId, 20, seen);
    await server.post(`/api/jobs/${jobId}/cancel`, {});
    return jobId;
  }

  async function seenEvents(jobId: string, count: number, seen = ''): Promise<void> {
    const response = await fetch(`${server.url}/api/jobs/${jobId}/events`);
    let text = '';
    for await (const chunk of response.body?.pipeThrough(new TextDecoderStream()) ?? []) {
      text += chunk;
      if (text.split('\n\n').length > count && text.includes(seen)) return;
    }
  }

  async function settled(jobId: string): Promise<JobDocument> {
    await server.stream(jobId);
    return server.job(jobId);
  }

  function identities(events: readonly JobEvent[]): string[] {
    return events.map(({ type, payload }) => {
      const about = payload as { row?: number; replicate?: number; trial_id?: string; metric?: { name: string } };
      return [type, about.row, about.trial_id, about.replicate, about.metric?.name].join(' ');
    });
  }

  it('does only what is missing, numbers its events without a gap, and comes out as one that was never stopped', async () => {
    const whole = await settled(await server.startJob('evaluate', SLOW));
    const jobId = await cutJob();
    const before = await server.job(jobId);
    const { status, body } = await resume(jobId);
    expect([status, body]).toEqual([202, { job_id: jobId, status: 'running' }]);
    const { manifest, events, summary } = await settled(jobId);
    expect(manifest).toMatchObject({ status: 'done', error: null, started_at: before.manifest.started_at });
    const cut = before.manifest;
    const worked = (Date.parse(String(cut.finished_at)) - Date.parse(String(cut.started_at))) / 1_000;
    expect(manifest.resumed).toMatchObject({ retry_failed: false, worked_seconds: worked });
    expect(manifest.stopped).toBeUndefined();
    expect(events.slice(0, before.events.length)).toEqual(before.events);
    expect(events.map(({ seq }) => seq)).toEqual(whole.events.map(({ seq }) => seq));
    expect(identities(events).sort()).toEqual(identities(whole.events).sort());
    const { job_id: _id, telemetry: _telemetry, ...results } = summary ?? {};
    expect(whole.summary).toMatchObject(results);
    expect(await server.get(`/api/runs/${jobId}`)).toMatchObject({
      body: { num_samples: 40, total_samples: 80, status: 'completed' },
    });
    const page = await server.get<{ trials: object[] }>(`/api/jobs/${jobId}/trials?limit=100`);
    expect(page.body.trials).toHaveLength(80);
  });

  it('shows that it runs again, and streams on to who was at its end', async () => {
    const jobId = await cutJob();
    const seen = eventsOf(await server.stream(jobId));
    await resume(jobId);
    expect((await server.job(jobId)).manifest).toMatchObject({ status: 'running', finished_at: null });
    const rest = eventsOf(await server.stream(jobId, { headers: { 'last-event-id': String(seen.at(-1)?.seq) } }));
    expect(rest[0]?.seq).toBe(seen.length);
    expect([...seen, ...rest]).toEqual((await server.job(jobId)).events);
  });

  it('tries what failed again where that is asked for', async () => {
    const flaky = { ...SLOW, model: 'local:echo?latency_ms=60&fail_rate=0.3' };
    const jobId = await cutJob(flaky, '"status":"failed"');
    const { body } = await resume(jobId, { retry_failed: true });
    expect(body.status).toBe('running');
    const { events, summary } = await settled(jobId);
    // What fails once always fails here, and so is there twice.
    expect(events.length).toBeGreaterThan(160);
    expect(summary).toMatchObject({ trial_count: 80, scoring_count: 80 });
    const failed = new Set(events.flatMap(({ payload }) => ('example' in payload && payload.error ? [payload.trial_id] : [])));
    expect(summary?.failure_rate).toBe(failed.size / 80);
  });

  it('is refused when what it was made with has changed, by name, unless it is forced', async () => {
    const jobId = await cutJob();
    const prompt = `${server.root.path}/arithmetic/prompts/plain.jinja`;
    await writeFile(prompt, `${await readFile(prompt, 'utf8')} `);
    await appendFile(`${server.root.path}/arithmetic/programs.ts`, '\n// changed\n');
    const { status, body } = await resume(jobId);
    expect(status).toBe(409);
    expect(body.detail).toMatch(/the program's module \(add\) and the prompt plain changed since it ran.*force/);
    expect((await server.job(jobId)).manifest.status).toBe('cancelled');
    expect((await resume(jobId, { force: true })).status).toBe(202);
    expect((await settled(jobId)).manifest.status).toBe('done');
  });

  it('is refused when its manifest does not say what it was made with, unless it is forced', async () => {
    const jobId = await cutJob();
    const path = `${server.root.path}/jobs/${jobId}/manifest.json`;
    const { prompt_sha256: _hash, ...manifest } = JSON.parse(await readFile(path, 'utf8')) as Record<string, unknown>;
    await writeFile(path, JSON.stringify(manifest));
    const { status, body } = await resume(jobId);
    expect([status, body.detail]).toEqual([409, expect.stringMatching(/no hash of the prompt plain/)]);
    expect((await resume(jobId, { force: true })).status).toBe(202);
    expect((await settled(jobId)).manifest).toMatchObject({ status: 'done', prompt_sha256: _hash });
  });

  it('is refused while it runs, when it is done, and when there is none', async () => {
    const running = await server.startJob('evaluate', SLOW);
    expect((await resume(running)).status).toBe(409);
    await settled(running);
    const done = await resume(running, {});
    expect([done.status, done.body.detail]).toEqual([409, expect.stringMatching(/is done/)]);
    expect((await resume('b0ba8e36-d075-40d7-931b-6f81b0ecf5ea')).status).toBe(404);
    expect((await resume(running, { force: 'yes' })).status).toBe(422);
    expect((await resume(running, { retry: true })).status).toBe(422);
  });

  it('goes on once, however often that is asked for at the same time', async () => {
    const jobId = await cutJob();
    const answers = await Promise.all([resume(jobId), resume(jobId), resume(jobId)]);
    expect(answers.map(({ status }) => status).sort()).toEqual([202, 409, 409]);
    expect((await settled(jobId)).summary).toMatchObject({ trial_count: 80, scoring_count: 80 });
  });

  it('goes on once for all requests with an Idempotency-Key, also once it has ended', async () => {
    const jobId = await cutJob();
    const keyed = async (body: object = {}): Promise<readonly [number, unknown]> => {
      const headers = { 'content-type': 'application/json', 'idempotency-key': 'one' };
      const answer = await fetch(`${server.url}/api/jobs/${jobId}/resume`, {
        method: 'POST',
        headers,
        body: JSON.stringify(body),
      });
      return [answer.status, await answer.json()];
    };
    const running = [202, { job_id: jobId, status: 'running' }];
    expect(await Promise.all([keyed(), keyed()])).toEqual([running, running]);
    await settled(jobId);
    expect(await keyed()).toEqual([202, { job_id: jobId, status: 'done' }]);
    expect(await keyed({ force: true })).toMatchObject([422, { type: 'urn:assay:problem:key_reused' }]);
  });

  it('goes on by the command with other limits, on a server and without one', async () => {
    for (const where of [
      ['--server', server.url],
      ['--projects-root', server.root.path],
    ]) {
      const jobId = await server.startJob('evaluate', { ...SLOW, max_seconds: 0.2 });
      expect((await settled(jobId)).manifest).toMatchObject({ status: 'cancelled', stopped: { reason: 'max_seconds' } });
      const flags = ['--max-seconds', '600', '--max-tokens', '1000000', '--max-failures', '0.5', '--format', 'json'];
      const { code, stdout } = await new AssayProcess(['resume', jobId, ...flags, ...where]).outcome;
      expect(code).toBe(0);
      expect(JSON.parse(stdout)).toMatchObject({
        manifest: { status: 'done', max_seconds: 600, max_tokens: 1_000_000, max_failures: 0.5 },
        summary: { trial_count: 80, scoring_count: 80 },
      });
    }
  });
});
