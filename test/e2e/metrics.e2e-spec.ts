import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type ModelServer, startModelServer } from '../fixtures/model-server.ts';
import { ADD_FIVE, RunningServer } from './running-server.ts';

const KEY = 'a-key-of-some-length';
const ADDRESS = 'ASSAY_COMPATIBLE_BASE_URL';

let provider: ModelServer;
let server: RunningServer;

beforeAll(async () => {
  provider = await startModelServer(({ number }) => (number === 1 ? { status: 500, text: 'not now' } : { text: '{"sum": 4}' }));
  process.env[ADDRESS] = provider.url;
  server = await RunningServer.start({ modelMaxRetries: 1 });
});

afterAll(async () => {
  Reflect.deleteProperty(process.env, ADDRESS);
  await server.close();
  await provider.close();
});

/** The value of each sample by its name with labels. */
async function samples(): Promise<ReadonlyMap<string, number>> {
  const { status, headers, body } = await server.get<string>('/metrics');
  expect(status).toBe(200);
  expect(headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
  const lines = body.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return new Map(lines.map((line) => [line.slice(0, line.lastIndexOf(' ')), Number(line.slice(line.lastIndexOf(' ') + 1))]));
}

function named(all: ReadonlyMap<string, number>, family: string): Record<string, number> {
  return Object.fromEntries([...all].filter(([name]) => name === family || name.startsWith(`${family}{`)));
}

describe('GET /metrics', () => {
  it('counts jobs, trials, scorings and the calls of their models', async () => {
    await server.settledJob(
      await server.startJob('evaluate', { ...ADD_FIVE, model: 'compatible:m', metrics: ['correct', 'judged'] }),
    );
    const all = await samples();

    expect(named(all, 'assay_jobs_created_total')).toEqual({ 'assay_jobs_created_total{kind="evaluate"}': 1 });
    expect(named(all, 'assay_jobs_ended_total')).toEqual({ 'assay_jobs_ended_total{kind="evaluate",status="done"}': 1 });
    expect(named(all, 'assay_job_duration_seconds_count')).toEqual({
      'assay_job_duration_seconds_count{kind="evaluate",status="done"}': 1,
    });
    expect(named(all, 'assay_trials_total')).toMatchObject({ 'assay_trials_total{outcome="success"}': 5 });
    expect(named(all, 'assay_scorings_total')).toMatchObject({
      'assay_scorings_total{kind="programmatic",outcome="success"}': 5,
      'assay_scorings_total{kind="llm_judge",outcome="success"}': 10,
    });
    expect(named(all, 'assay_model_calls_total')).toMatchObject({
      'assay_model_calls_total{provider="compatible",model="m",role="program",outcome="answered"}': 5,
      'assay_model_calls_total{provider="compatible",model="m",role="program",outcome="failed"}': 1,
      'assay_model_calls_total{provider="local",model="echo",role="judge",outcome="answered"}': 10,
    });
    expect(named(all, 'assay_model_retries_total')).toMatchObject({
      'assay_model_retries_total{provider="compatible",model="m"}': 1,
    });
    expect(named(all, 'assay_model_tokens_total')).toMatchObject({
      'assay_model_tokens_total{provider="compatible",model="m",role="program",type="input"}': 55,
      'assay_model_tokens_total{provider="compatible",model="m",role="program",type="output"}': 35,
    });
    expect(all.get('assay_model_call_duration_seconds_count{provider="compatible",model="m"}')).toBe(6);
    expect(all.get('assay_model_call_duration_seconds_bucket{provider="compatible",model="m",le="+Inf"}')).toBe(6);
    expect(all.get('assay_model_unpriced_calls_total{provider="compatible",model="m"}')).toBe(5);
    expect(all.get('assay_jobs{status="running"}')).toBe(0);
  });

  it('tells requests apart by the pattern of their route, and puts nothing into labels that a client makes up', async () => {
    await server.get('/api/jobs/no-such-job');
    await server.get('/api/no/such/route');
    const routes = [...(await samples()).keys()].filter((name) => name.startsWith('assay_http_request_duration_seconds_count'));

    expect(routes).toEqual(
      expect.arrayContaining([
        'assay_http_request_duration_seconds_count{method="GET",route="/api/jobs/:job_id",status="404"}',
        'assay_http_request_duration_seconds_count{method="GET",route="none",status="404"}',
      ]),
    );
    expect(routes.filter((name) => name.includes('such'))).toEqual([]);
  });

  it('counts the clients of streams while they are there', async () => {
    const jobId = await server.startJob('evaluate', { ...ADD_FIVE, model: 'local:echo?latency_ms=200' });
    const gone = new AbortController();
    const stream = await fetch(`${server.url}/api/jobs/${jobId}/events`, { signal: gone.signal });
    const during = await samples();
    gone.abort();
    await stream.body?.cancel().catch(() => undefined);
    await server.settledJob(jobId);

    expect(during.get('assay_stream_clients{transport="sse"}')).toBe(1);
    expect(during.get('assay_jobs{status="running"}')).toBe(1);
    expect(during.get('assay_stream_clients{transport="websocket"}')).toBe(0);
  });

  it('has every metric that the dashboard asks for, and the page describes each', async () => {
    const families = await familyNames();
    const dashboard = await readFile(new URL('../../deploy/grafana/assay.json', import.meta.url), 'utf8');
    const page = await readFile(new URL('../../docs/observability.md', import.meta.url), 'utf8');
    const asked = [
      ...new Set(queriesOf(JSON.parse(dashboard)).flatMap((query) => query.match(/\b(assay|process|nodejs)_\w+/g) ?? [])),
    ];
    const base = asked.map((name) => name.replace(/_(bucket|sum|count)$/, ''));

    expect(asked.length).toBeGreaterThan(20);
    expect(base.filter((name) => !families.includes(name))).toEqual([]);
    expect(families.filter((name) => !base.includes(name) && name.startsWith('assay_'))).toEqual([]);
    expect(families.filter((name) => !page.includes(`\`${name}\``))).toEqual([]);
    expect(
      [...page.matchAll(/^\| `(\w+)` \|/gm)]
        .map(([, name]) => name)
        .filter((name) => /^(assay|process|nodejs)_/.test(name ?? ''))
        .sort(),
    ).toEqual([...families].sort());
  });
});

describe('ASSAY_METRICS_PORT', () => {
  it('has the metrics without a key, for hosts that are known, and nothing else', async () => {
    const port = await freePort();
    const keyed = await RunningServer.start({
      metricsPort: port,
      apiKeys: [{ name: 'k', scope: 'read', sha256: createHash('sha256').update(KEY).digest('hex'), isShort: false }],
    });
    const answers = [
      await statusAt(port, '/metrics'),
      await statusAt(port, '/api/jobs'),
      await statusAt(port, '/metrics', { host: 'rebound.example' }),
      (await fetch(`${keyed.url}/metrics`)).status,
      (await keyed.get('/metrics', { 'x-api-key': KEY })).status,
    ];
    await keyed.close();

    expect(answers).toEqual([200, 404, 421, 401, 200]);
  });
});

async function freePort(): Promise<number> {
  const taken = createServer().listen(0, '127.0.0.1');
  await once(taken, 'listening');
  const { port } = taken.address() as AddressInfo;
  taken.close();
  await once(taken, 'close');
  return port;
}

async function statusAt(port: number, path: string, headers: Record<string, string> = {}): Promise<number | undefined> {
  const asked = request({ host: '127.0.0.1', port, path, headers }).end();
  const [answer] = (await once(asked, 'response')) as [IncomingMessage];
  answer.resume();
  return answer.statusCode;
}

async function familyNames(): Promise<readonly string[]> {
  const { body } = await server.get<string>('/metrics');
  return [...body.matchAll(/^# TYPE (\w+) /gm)].map(([, name = '']) => name);
}

/** Every `expr` of a dashboard. */
function queriesOf(value: unknown): readonly string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => (key === 'expr' ? [String(inner)] : queriesOf(inner)));
}
