import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ADD_FIVE, eventsOf, RunningServer } from './running-server.ts';

describe('a job', () => {
  let server: RunningServer;

  beforeAll(async () => {
    server = await RunningServer.start();
  });
  afterAll(() => server.close());

  it('streams each trial and then its scorings, numbered from 0 without gaps', async () => {
    const jobId = await server.startJob('evaluate', { ...ADD_FIVE, metrics: ['correct', 'closeness'], workers: 3 });
    const events = eventsOf(await server.stream(jobId));
    expect(events.map(({ seq }) => seq)).toEqual(Array.from({ length: 15 }, (_, seq) => seq));
    expect(events.every((event) => event.job_id === jobId && event.step_index === 0)).toBe(true);
    const seen = new Set<unknown>();
    for (const { type, payload } of events) {
      if (!('trial_id' in payload)) throw new Error(`unexpected event ${type}`);
      if (type === 'trial') seen.add(payload.trial_id);
      else expect(seen).toContain(payload.trial_id);
    }
    expect(seen.size).toBe(5);
  });

  it('shows its final status and summary at once when the stream has ended', async () => {
    const jobId = await server.startJob('evaluate', { ...ADD_FIVE, examples: 'hundred', workers: 8 });
    const events = eventsOf(await server.stream(jobId));
    const { manifest, summary, events: archived } = await server.job(jobId);
    expect(manifest.status).toBe('done');
    expect(manifest.finished_at).not.toBeNull();
    expect(archived).toEqual(events);
    expect(summary).toMatchObject({
      job_id: jobId,
      kind: 'evaluate',
      status: 'done',
      trial_count: 100,
      scoring_count: 100,
      failure_rate: 0,
      scoring_failure_rate: 0,
      overall: { mean: 1, sd: 0, n: 1 },
      per_metric: { correct: { mean: 1, sd: 0, n: 100 } },
    });
  });

  it('is archived as three files that say what the API says', async () => {
    const jobId = await server.startJob('run', ADD_FIVE);
    const document = await server.settledJob(jobId);
    const folder = join(server.root.path, 'jobs', jobId);
    const [manifest, events, summary] = await Promise.all(
      ['manifest.json', 'events.jsonl', 'summary.json'].map((file) => readFile(join(folder, file), 'utf8')),
    );
    expect(JSON.parse(manifest ?? '')).toEqual(document.manifest);
    expect(
      (events ?? '')
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line) as unknown),
    ).toEqual(document.events);
    expect(JSON.parse(summary ?? '')).toEqual(document.summary);
    expect(Object.keys(document.manifest)).toEqual([...Object.keys(document.manifest)].sort());
  });

  it('leaves out of the manifest what does not apply, and lists it as null', async () => {
    const jobId = await server.startJob('run', ADD_FIVE);
    const { manifest, summary } = await server.settledJob(jobId);
    expect(manifest).toMatchObject({
      job_id: jobId,
      schema_version: 1,
      kind: 'run',
      project: 'arithmetic',
      program: 'add',
      prompt: 'plain',
      examples: 'five',
      model: 'local:echo',
      workers: 1,
      error: null,
      projects_root: server.root.path,
      dataset_path: join(server.root.path, 'arithmetic/data/five.jsonl'),
    });
    for (const name of ['metrics', 'steps', 'proposer_model']) expect(manifest).not.toHaveProperty(name);
    expect(summary).toMatchObject({ overall: null, per_metric: {}, scoring_count: 0 });
    const { body } = await server.get<{ jobs: Record<string, unknown>[] }>('/api/jobs');
    expect(body.jobs.find((job) => job.job_id === jobId)).toEqual({
      job_id: jobId,
      kind: 'run',
      status: 'done',
      started_at: manifest.started_at,
      finished_at: manifest.finished_at,
      project: 'arithmetic',
      name: 'add · plain · local:echo',
      program: 'add',
      prompt: 'plain',
      examples: 'five',
      model: 'local:echo',
      workers: 1,
      metrics: null,
      steps: null,
      proposer_model: null,
      cost_usd: 0,
      error: null,
    });
  });

  it('has the trial of a program that throws as a failed trial, scored 0, and goes on', async () => {
    const jobId = await server.startJob('evaluate', { ...ADD_FIVE, program: 'flaky' });
    const { events, summary, manifest } = await server.settledJob(jobId);
    const failed = events.map(({ payload }) => payload).filter((payload) => 'status' in payload && payload.status === 'failed');
    expect(failed).toMatchObject([{ error: { type: 'RangeError', message: 'two is too much' }, replicate: 0 }]);
    expect(failed[0]).not.toHaveProperty('output');
    expect(manifest.status).toBe('done');
    expect(summary).toMatchObject({ failure_rate: 0.2, scoring_failure_rate: 0, scoring_count: 5, overall: { mean: 0.8 } });
  });

  it('leaves a scorer that throws, gives NaN or leaves its scale out of the averages', async () => {
    const jobId = await server.startJob('evaluate', {
      ...ADD_FIVE,
      metrics: ['correct', 'throws', 'not_a_number', 'off_scale'],
    });
    const { summary, manifest } = await server.settledJob(jobId);
    expect(manifest.status).toBe('done');
    expect(summary).toMatchObject({ scoring_count: 20, scoring_failure_rate: 0.75 });
    expect((summary?.per_metric as Record<string, unknown>).correct).toEqual({ mean: 1, sd: 0, n: 5 });
  });

  it.each([
    ['silent', /0|no|never|without/i],
    ['chatty', /2|two|twice|second|more than/i],
  ])('says that %s did not complete exactly once', async (program, message) => {
    const { events } = await server.settledJob(await server.startJob('run', { ...ADD_FIVE, program }));
    expect(events).toHaveLength(5);
    for (const { payload } of events) {
      expect(payload).toMatchObject({ status: 'failed', error: { message: expect.stringMatching(message) as unknown } });
      expect(payload).toMatchObject({ error: { message: expect.stringContaining('exactly once') as unknown } });
    }
  });

  it.each([
    ['run', {}],
    ['evaluate', { metrics: ['correct'] }],
  ])('refuses a template at /api/%s that names a variable nobody gives', async (kind, fields) => {
    const { status, body } = await server.post(`/api/${kind}`, { ...ADD_FIVE, ...fields, prompt: 'needs_more' });
    expect(status).toBe(400);
    expect(body.detail).toBe('arithmetic/prompts/needs_more.jinja: c is undefined (given: a, b)');
  });

  it('fails trials whose output JSON can not hold, and names the place', async () => {
    const { events, manifest } = await server.settledJob(await server.startJob('run', { ...ADD_FIVE, program: 'odd_output' }));
    expect(manifest.status).toBe('done');
    expect(events.map(({ payload }) => payload)).toEqual(
      Array.from({ length: 5 }, () =>
        expect.objectContaining({
          status: 'failed',
          error: expect.objectContaining({ message: "output.big is a BigInt, which JSON can't hold" }) as unknown,
        }),
      ),
    );
  });

  it('repeats, limits and shuffles as asked, and records it', async () => {
    const body = { ...ADD_FIVE, examples: 'hundred', repeats: 2, limit: 10, seed: 7, label: 'try', experiment_id: 'sums' };
    const first = await server.settledJob(await server.startJob('run', body));
    const second = await server.settledJob(await server.startJob('run', body));
    const order = (events: typeof first.events) =>
      events.map(({ payload }) => ('example' in payload ? payload.example.inputs.a : null));
    expect(first.events).toHaveLength(20);
    expect(order(first.events)).toEqual(order(second.events));
    expect(order(first.events)).not.toEqual([...order(first.events)].sort((a, b) => Number(a) - Number(b)));
    expect(first.events.map(({ payload }) => ('replicate' in payload ? payload.replicate : null)).sort()).toEqual([
      ...Array.from({ length: 10 }, () => 0),
      ...Array.from({ length: 10 }, () => 1),
    ]);
    expect(first.manifest).toMatchObject({ repeats: 2, limit: 10, seed: 7, label: 'try', experiment_id: 'sums' });
  });

  it('has a judge look as often as it says, and writes each look as a scoring', async () => {
    const { events } = await server.settledJob(
      await server.startJob('evaluate', { ...ADD_FIVE, metrics: ['judged'], workers: 4 }),
    );
    const scorings = events.filter(({ type }) => type === 'scoring').map(({ payload }) => payload);
    expect(scorings).toHaveLength(10);
    expect(scorings.map((payload) => ('replicate' in payload ? payload.replicate : null)).sort()).toEqual([
      0, 0, 0, 0, 0, 1, 1, 1, 1, 1,
    ]);
    expect(scorings[0]).toMatchObject({ metric: { name: 'judged', kind: 'llm_judge' } });
  });

  it('sends the generation options of the job with every request', async () => {
    const { events } = await server.settledJob(
      await server.startJob('run', { ...ADD_FIVE, generation_kwargs: { temperature: 0.5 } }),
    );
    expect(events[0]?.payload).toMatchObject({ telemetry: { request: { generation_kwargs: { temperature: 0.5 } } } });
  });
});
