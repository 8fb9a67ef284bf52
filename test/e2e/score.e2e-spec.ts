import { appendFile, readFile, rm, writeFile } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { TrialPayload } from '../../src/evaluation/event.ts';
import { type ModelServer, startModelServer } from '../fixtures/model-server.ts';
import { AssayProcess } from './assay-process.ts';
import { ADD_FIVE, type Answer, type JobDocument, RunningServer } from './running-server.ts';

const { metrics: _metrics, ...RUN } = { ...ADD_FIVE, program: 'flaky', model: 'compatible:m', repeats: 2, workers: 4 };
const METRICS = ['correct', 'closeness'];

type Scored = Answer<{ job_id: string; detail: string }>;
interface RunBody {
  readonly metrics: Readonly<Record<string, number>>;
  readonly samples: readonly { readonly id: string; readonly scores: object }[];
}

describe('a job whose stored outputs are scored', () => {
  let provider: ModelServer;
  let server: RunningServer;

  beforeEach(async () => {
    provider = await startModelServer(() => ({}));
    process.env.ASSAY_COMPATIBLE_BASE_URL = provider.url;
    server = await RunningServer.start();
  });

  afterEach(async () => {
    await server.close();
    await provider.close();
    delete process.env.ASSAY_COMPATIBLE_BASE_URL;
  });

  function score(jobId: string, body: object = { metrics: METRICS }): Promise<Scored> {
    return server.post(`/api/jobs/${jobId}/score`, body);
  }

  async function ended(kind: 'run' | 'evaluate', fields: object): Promise<string> {
    const jobId = await server.startJob(kind, fields);
    await server.settledJob(jobId);
    return jobId;
  }

  /** Scores a job that can be scored, to the end. */
  async function scored(jobId: string, body?: object): Promise<JobDocument & { readonly jobId: string }> {
    const { status, body: answer } = await score(jobId, body);
    expect([status, answer.detail]).toEqual([200, undefined]);
    return { jobId: answer.job_id, ...(await server.settledJob(answer.job_id)) };
  }

  async function runOf(jobId: string): Promise<RunBody> {
    const { metrics, samples } = (await server.get<RunBody>(`/api/runs/${jobId}`)).body;
    return { metrics, samples: samples.toSorted((a, b) => (a.id < b.id ? -1 : 1)) };
  }

  function outputsOf({ events }: JobDocument): object[] {
    const trials = events.filter(({ type }) => type === 'trial').map(({ payload }) => payload as TrialPayload);
    return trials.map(({ telemetry: _telemetry, ...trial }) => trial);
  }

  it('has the scores of an evaluation by the same metrics, and asks no model for them', async () => {
    const source = await ended('run', { ...RUN, label: 'source' });
    const evaluated = await ended('evaluate', { ...RUN, metrics: METRICS });
    const callsBefore = provider.calls;
    const { jobId, manifest, events, summary } = await scored(source, { metrics: METRICS, label: 'scored' });
    expect(provider.calls).toBe(callsBefore);
    expect(manifest).toMatchObject({
      ...{ kind: 'evaluate', status: 'done', error: null, scored_from: source, label: 'scored', metrics: METRICS },
      ...{ program: 'flaky', repeats: 2, planned_trials: 10, planned_scorings: 20, cost_usd: 0 },
    });
    expect(events.map(({ seq }) => seq)).toEqual(Array.from({ length: 30 }, (_, seq) => seq));
    expect(outputsOf({ manifest, events, summary })).toEqual(outputsOf(await server.job(source)));
    const { metrics, samples } = await runOf(evaluated);
    expect(metrics.correct).toBeLessThan(1);
    expect(await runOf(jobId)).toMatchObject({
      metrics,
      samples: samples.map(({ id, scores }) => ({ id, scores })),
    });
    const { job_id: _id, telemetry: _telemetry, ...results } = (await server.job(evaluated)).summary ?? {};
    expect(summary).toMatchObject(results);
    expect(summary?.telemetry).toMatchObject({ calls: 0, extra_calls: 0, input_tokens: 0, output_tokens: 0, latency: 0 });
  });

  it('counts the calls of its judges, and no others', async () => {
    const { summary } = await scored(await ended('run', { ...RUN, program: 'add' }), { metrics: ['judged'] });
    expect(summary).toMatchObject({ trial_count: 10, scoring_count: 20, telemetry: { calls: 0, judges: { calls: 20 } } });
  });

  it('leaves out the scorings and the limits of the job that it scores, and can be scored itself', async () => {
    const source = await ended('evaluate', { ...RUN, metrics: ['not_a_number'], max_failures: 5, max_tokens: 1_000_000 });
    const first = await scored(source, { metrics: ['correct'] });
    expect(first.manifest).not.toHaveProperty('max_failures');
    expect(first.manifest).not.toHaveProperty('max_tokens');
    expect(first.summary).toMatchObject({ trial_count: 10, scoring_count: 10, scoring_failure_rate: 0 });
    const second = await scored(first.jobId, { metrics: METRICS });
    expect(second.manifest).toMatchObject({ status: 'done', scored_from: first.jobId });
    expect(second.summary).toMatchObject({ trial_count: 10, scoring_count: 20 });
  });

  it('scores the trials that are there, though the job ended early and its dataset and program have changed', async () => {
    const source = await server.startJob('run', { ...RUN, program: 'add', examples: 'hundred', max_tokens: 400 });
    const before = await server.settledJob(source);
    expect(before.manifest.status).toBe('cancelled');
    const count = outputsOf(before).length;
    expect(count).toBeLessThan(200);
    const folder = `${server.root.path}/arithmetic`;
    await appendFile(`${folder}/data/hundred.jsonl`, '{"inputs": {"a": 1, "b": 1}, "reference": 2}\n');
    const programs = await readFile(`${folder}/programs.ts`, 'utf8');
    await writeFile(`${folder}/programs.ts`, programs.replaceAll('return inputs.a + inputs.b', "throw new Error('called')"));
    const callsBefore = provider.calls;
    const { manifest, summary } = await scored(source);
    expect(provider.calls).toBe(callsBefore);
    const { dataset_sha256: dataset, program_sha256: program } = before.manifest;
    expect(manifest).toMatchObject({ status: 'done', dataset_sha256: dataset, program_sha256: program });
    expect(summary).toMatchObject({ trial_count: count, failure_rate: 0, scoring_count: 2 * count });
  });

  it('counts the last of trials that were made again', async () => {
    const source = await ended('run', { ...RUN, max_failures: 0 });
    await server.post(`/api/jobs/${source}/resume`, { retry_failed: true });
    const { events, summary } = await server.settledJob(source);
    const { trial_count: count } = summary as { trial_count: number };
    expect(events.filter(({ type }) => type === 'trial').length).toBeGreaterThan(count);
    const result = await scored(source);
    expect(outputsOf(result)).toHaveLength(count);
    expect(result.summary).toMatchObject({ trial_count: count, scoring_count: 2 * count });
  });

  it.each([
    { cut: 'its copying', lines: 4, isSourceThere: true },
    { cut: 'its scoring', lines: 15, isSourceThere: false },
  ])('goes on after a loss in the middle of $cut, without a call', async ({ lines, isSourceThere }) => {
    const source = await ended('run', RUN);
    const whole = await scored(source);
    await server.stop();
    const folder = `${server.root.path}/jobs/${whole.jobId}`;
    const events = (await readFile(`${folder}/events.jsonl`, 'utf8')).split('\n').slice(0, lines);
    await writeFile(`${folder}/events.jsonl`, `${events.join('\n')}\n`);
    await writeFile(`${folder}/manifest.json`, JSON.stringify({ ...whole.manifest, status: 'interrupted' }));
    await rm(`${folder}/summary.json`);
    await appendFile(`${server.root.path}/arithmetic/prompts/plain.jinja`, 'changed');
    server = await RunningServer.start({}, server.root);
    if (!isSourceThere) await server.delete(`/api/jobs/${source}`);
    expect((await server.post(`/api/jobs/${whole.jobId}/resume`, { retry_failed: true })).status).toBe(202);
    const { manifest, summary } = await server.settledJob(whole.jobId);
    expect(manifest).toMatchObject({ status: 'done', scored_from: source, prompt_sha256: whole.manifest.prompt_sha256 });
    expect(summary).toEqual(whole.summary);
    expect(provider.calls).toBe(10);
  });

  it('ends at limits of its own, which count the calls of its judges alone', async () => {
    const source = await ended('run', { ...RUN, program: 'add' });
    const limited = await scored(source, { metrics: ['judged'], max_tokens: 40 });
    expect(limited.manifest).toMatchObject({
      status: 'cancelled',
      max_tokens: 40,
      stopped: { reason: 'max_tokens', limit: 40 },
    });
    expect(limited.events.filter(({ type }) => type === 'scoring').length).toBeLessThan(20);
    const where = ['--server', server.url, '--format', 'json'];
    const flags = ['--metric', 'judged', '--max-tokens', '1000000', '--max-failures', '0'];
    const { code, stdout } = await new AssayProcess(['score', source, ...flags, ...where]).outcome;
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ manifest: { status: 'done', max_tokens: 1_000_000, max_failures: 0 } });
    expect((await score(source, { metrics: ['judged'], max_tokens: 0 })).status).toBe(422);
  });

  it('is scored once for all requests with an Idempotency-Key', async () => {
    const source = await ended('run', RUN);
    const headers = { 'content-type': 'application/json', 'idempotency-key': 'one' };
    const request = { method: 'POST', headers, body: JSON.stringify({ metrics: METRICS }) };
    const send = async (): Promise<unknown> => (await fetch(`${server.url}/api/jobs/${source}/score`, request)).json();
    const answers = [...(await Promise.all([send(), send()])), await send()];
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    expect((await server.get<{ jobs: object[] }>('/api/jobs')).body.jobs).toHaveLength(2);
  });

  it('is scored by the command', async () => {
    const source = await ended('run', RUN);
    for (const where of [
      ['--server', server.url],
      ['--projects-root', server.root.path],
    ]) {
      const flags = ['--metric', 'correct,closeness', '--label', `by ${where[0] ?? ''}`, '--format', 'json', ...where];
      const { code, stdout, stderr } = await new AssayProcess(['score', source, ...flags]).outcome;
      expect([code, stderr]).toEqual([0, expect.not.stringContaining('error')]);
      expect(JSON.parse(stdout)).toMatchObject({
        manifest: { status: 'done', scored_from: source, label: `by ${where[0] ?? ''}` },
        summary: { trial_count: 10, scoring_count: 20 },
      });
    }
    expect(provider.calls).toBe(10);
    const { code, stderr } = await new AssayProcess(['score', source, '--server', server.url]).outcome;
    expect([code, stderr]).toEqual([2, expect.stringContaining('--metric <name>')]);
  });

  it('is refused where it can’t be scored, with the reason', async () => {
    const unknown = await score('b0ba8e36-d075-40d7-931b-6f81b0ecf5ea');
    expect(unknown.status).toBe(404);
    const running = await server.startJob('run', { ...RUN, model: 'local:echo?latency_ms=300' });
    expect((await score(running)).status).toBe(409);
    await server.settledJob(running);
    const wrong = await score(running, { metrics: ['corect'] });
    const evaluated = await server.post<{ detail: string }>('/api/evaluate', { ...RUN, metrics: ['corect'] });
    expect([wrong.status, wrong.body.detail]).toEqual([400, evaluated.body.detail]);
    for (const body of [{}, { metrics: [] }, { metrics: ['correct'], label: '' }, { metrics: ['correct'], repeats: 2 }])
      expect((await score(running, body)).status).toBe(422);
    const search = { ...ADD_FIVE, steps: 0, proposer_model: 'local:proposer' };
    const { body } = await server.post<{ job_id: string }>('/api/optimize', search);
    await server.settledJob(body.job_id);
    const refused = await score(body.job_id);
    expect([refused.status, refused.body.detail]).toEqual([
      400,
      expect.stringContaining('run and evaluate jobs can be scored'),
    ]);
  });

  it('is refused where its trials do not say their rows', async () => {
    const source = await ended('run', RUN);
    await server.stop();
    const path = `${server.root.path}/jobs/${source}/events.jsonl`;
    await writeFile(path, (await readFile(path, 'utf8')).replaceAll(/"row":\d+,/g, ''));
    server = await RunningServer.start({}, server.root);
    const { status, body } = await score(source);
    expect([status, body.detail]).toEqual([400, expect.stringMatching(/do not say which row/)]);
  });
});
