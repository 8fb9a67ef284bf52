import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type ModelReply, type ModelServer, startModelServer } from '../fixtures/model-server.ts';
import { ADD_FIVE, RunningServer } from './running-server.ts';

const WORKERS = 4;

/** A hundred trials of a model that is paid for. */
const HUNDRED = { ...ADD_FIVE, examples: 'hundred', model: 'compatible:m', workers: WORKERS };

type Progress = Readonly<Record<string, unknown>>;

describe('a job with limits', () => {
  let server: RunningServer;
  let provider: ModelServer;
  let prices: string;
  let reply: (call: number) => ModelReply | Promise<ModelReply>;

  beforeEach(async () => {
    reply = () => ({});
    provider = await startModelServer(({ number }) => reply(number));
    process.env.ASSAY_COMPATIBLE_BASE_URL = provider.url;
    prices = await mkdtemp(join(tmpdir(), 'assay-prices-'));
    const pricesFile = join(prices, 'prices.json');
    await writeFile(pricesFile, '{"compatible:m": {"input": 1000, "output": 2000}}');
    server = await RunningServer.start({ modelMaxRetries: 0, pricesFile });
  });

  afterEach(async () => {
    await server.close();
    await provider.close();
    await rm(prices, { recursive: true });
    delete process.env.ASSAY_COMPATIBLE_BASE_URL;
  });

  it('ends cancelled when it has taken its tokens, and only the calls in flight come on top', async () => {
    // Of 18 tokens each, the 20th answer reaches the limit.
    const jobId = await server.startJob('evaluate', { ...HUNDRED, max_tokens: 350 });
    const { manifest, summary, events } = await server.settledJob(jobId);
    expect(manifest).toMatchObject({
      status: 'cancelled',
      error: null,
      max_tokens: 350,
      stopped: { reason: 'max_tokens', limit: 350, spent: 360 },
    });
    expect(provider.calls).toBeGreaterThanOrEqual(20);
    expect(provider.calls).toBeLessThan(20 + WORKERS);
    expect(summary).toMatchObject({ status: 'cancelled', trial_count: provider.calls, scoring_count: provider.calls });
    expect(events.at(-1)?.type).toBe('scoring');
  });

  it('goes on with another limit where it is resumed with one, and ends at once without', async () => {
    const jobId = await server.startJob('evaluate', { ...HUNDRED, max_tokens: 350, max_failures: 5 });
    await server.settledJob(jobId);
    const calls = provider.calls;
    await server.post(`/api/jobs/${jobId}/resume`, {});
    expect((await server.settledJob(jobId)).manifest).toMatchObject({ status: 'cancelled', max_tokens: 350 });
    expect(provider.calls).toBeLessThan(calls + WORKERS);
    const wrong = await server.post(`/api/jobs/${jobId}/resume`, { max_tokens: 0 });
    expect([wrong.status, wrong.body.detail]).toEqual([422, expect.stringContaining('max_tokens')]);
    expect((await server.post(`/api/jobs/${jobId}/resume`, { max_tokens: 9_000 })).status).toBe(202);
    const { manifest, summary } = await server.settledJob(jobId);
    expect(manifest).toMatchObject({ status: 'done', max_tokens: 9_000, max_failures: 5 });
    expect(summary).toMatchObject({ trial_count: 100 });
    expect(provider.calls).toBe(100);
  });

  it('ends cancelled when it has cost what it may, by the prices of the user', async () => {
    // An answer costs 11 × 1000 + 7 × 2000 dollars a million tokens: 2.5 cents.
    const jobId = await server.startJob('evaluate', { ...HUNDRED, max_cost_usd: 0.5 });
    const { manifest, summary, events } = await server.settledJob(jobId);
    expect(manifest).toMatchObject({ status: 'cancelled', stopped: { reason: 'max_cost_usd', limit: 0.5 } });
    expect(provider.calls).toBeLessThan(20 + 1 + WORKERS);
    expect(manifest.cost_usd).toBeCloseTo(provider.calls * 0.025);
    expect(summary).toMatchObject({ telemetry: { cost_usd: expect.closeTo(provider.calls * 0.025) } });
    expect(events[0]?.payload).toMatchObject({ telemetry: { response: { cost_usd: 0.025 } } });
    const { body } = await server.get<{ jobs: readonly object[] }>('/api/jobs');
    expect(body.jobs).toMatchObject([{ job_id: jobId, cost_usd: manifest.cost_usd }]);
    const { body: runs } = await server.get('/api/runs');
    expect(runs).toMatchObject([{ run_id: jobId, cost_usd: manifest.cost_usd }]);
    const { body: page } = await server.get<{ samples: readonly object[] }>(`/api/runs/${jobId}/samples?limit=1&sort=-cost`);
    expect(page.samples).toMatchObject([{ cost: 0.025 }]);
  });

  it('says how far it is while it runs', async () => {
    const gate = Promise.withResolvers<undefined>();
    reply = async (call) => {
      if (call > 6) await gate.promise;
      return {};
    };
    const jobId = await server.startJob('evaluate', HUNDRED);
    let progress: Progress | null = null;
    while (progress?.completed !== 12 || progress.in_flight !== WORKERS) {
      const { body } = await server.get<{ progress: Progress | null }>(`/api/jobs/${jobId}?events=false`);
      progress = body.progress;
    }
    expect(progress).toMatchObject({ total: 200, in_flight: WORKERS, waiting: null, tokens: 6 * 18 });
    expect(progress.cost_usd).toBeCloseTo(6 * 0.025);
    expect(progress.eta_seconds).toBeCloseTo(188 / (progress.rate as number));
    gate.resolve(undefined);
    expect(await server.settledJob(jobId)).toMatchObject({ progress: null });
  });

  it('says at the start when a price is not known, and refuses a limit that can not be kept', async () => {
    const unpriced = { ...HUNDRED, model: 'compatible:other', limit: 3 };
    const started = await server.post<{ job_id: string }>('/api/evaluate', unpriced);
    expect(started.body).toMatchObject({ price_unknown: ['compatible:other'] });
    const { manifest, summary } = await server.settledJob(started.body.job_id);
    expect(manifest).toMatchObject({ status: 'done', cost_usd: null, price_unknown: ['compatible:other'] });
    expect(summary).toMatchObject({ telemetry: { cost_usd: null, input_tokens: 33 } });
    const { status, body } = await server.post('/api/evaluate', { ...unpriced, max_cost_usd: 1 });
    expect([status, body.detail]).toEqual([400, expect.stringContaining('the price of compatible:other is not known')]);
  });

  it('costs nothing with a local model', async () => {
    const body = { ...ADD_FIVE, max_cost_usd: 0.01 };
    const { manifest } = await server.settledJob(await server.startJob('evaluate', body));
    expect(manifest).toMatchObject({ status: 'done', cost_usd: 0 });
    expect(manifest.price_unknown).toBeUndefined();
  });

  it('ends with an error when more trials fail than it allows, and says why they did', async () => {
    reply = (call) => (call % 2 === 0 ? { status: 500, text: 'overworked' } : {});
    const jobId = await server.startJob('evaluate', { ...HUNDRED, max_failures: 0.1 });
    const { manifest, events } = await server.settledJob(jobId);
    const message = expect.stringMatching(
      /^11 trials failed, which is more than max_failures \(0.1\) allows: 11 × .*overworked/,
    );
    expect(manifest).toMatchObject({
      status: 'error',
      error: message,
      stopped: { reason: 'max_failures', limit: 0.1, failed: 11 },
    });
    expect(events.at(-1)).toMatchObject({ type: 'error', payload: { message } });
    expect(provider.calls).toBeLessThan(22 + WORKERS + 1);
  });

  it('ends with the provider’s words after ten refusals that no other request could pass', async () => {
    reply = () => ({ status: 401, text: 'Incorrect API key provided' });
    const { manifest, events } = await server.settledJob(await server.startJob('evaluate', HUNDRED));
    expect(manifest).toMatchObject({
      status: 'error',
      error: expect.stringContaining('Incorrect API key provided'),
      stopped: { reason: 'refused', model: 'm', refusal: 'key', refusals: 10 },
    });
    expect(events.at(-1)?.type).toBe('error');
    expect(provider.calls).toBeLessThan(10 + WORKERS);
  });

  it('ends when its time is up', async () => {
    const body = { ...ADD_FIVE, examples: 'hundred', model: 'local:echo?latency_ms=50', max_seconds: 0.2 };
    const { manifest, summary } = await server.settledJob(await server.startJob('evaluate', body));
    expect(manifest).toMatchObject({ status: 'cancelled', stopped: { reason: 'max_seconds', limit: 0.2 } });
    expect(summary?.trial_count).toBeLessThan(100);
  });

  it('is done when its work is done within them', async () => {
    const limits = { max_tokens: 10_000, max_seconds: 600, max_failures: 1 };
    const { manifest } = await server.settledJob(await server.startJob('evaluate', { ...HUNDRED, ...limits, limit: 5 }));
    expect(manifest).toMatchObject({ status: 'done', error: null, ...limits });
    expect(manifest.stopped).toBeUndefined();
  });

  it.each([
    ['max_tokens', 0, 'must be an integer of 1 or more'],
    ['max_tokens', 1.5, 'must be an integer of 1 or more'],
    ['max_seconds', 0, 'must be a number above 0'],
    ['max_seconds', '60', 'must be a number above 0'],
    ['max_failures', -1, 'must be a whole number, or a share above 0 and below 1, such as 0.1'],
    ['max_failures', 1.5, 'must be a whole number, or a share above 0 and below 1, such as 0.1'],
    ['max_failures', null, 'must be a whole number, or a share above 0 and below 1, such as 0.1'],
  ])('is refused with %s of %p', async (name, value, message) => {
    const { status, body } = await server.post<{ errors: unknown }>('/api/evaluate', { ...HUNDRED, [name]: value });
    expect([status, body.errors]).toEqual([422, [{ path: name, message }]]);
  });
});
