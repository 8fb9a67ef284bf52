import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ADD_FIVE, RunningServer, type Answer } from './running-server.ts';

interface WireRun {
  readonly run_id: string;
  readonly experiment_id: string;
  readonly status: string;
  readonly num_samples: number;
  readonly metrics: Record<string, number>;
  readonly created_at: string | null;
  readonly source: string;
  readonly metadata?: Record<string, unknown>;
  readonly samples?: readonly {
    readonly id: string;
    readonly prompt: string;
    readonly response: string;
    readonly scores: object;
    readonly error?: object;
  }[];
}

interface WireProblem {
  readonly detail: string;
  readonly errors?: readonly { readonly path: string; readonly message: string }[];
}

const SAMPLES = [
  { id: 'b', prompt: 'two?', response: { answer: 2 }, scores: { correct: true, f1: 0.5 } },
  { id: 'a', scores: { correct: false } },
];

describe('runs', () => {
  let server: RunningServer;
  let storageDir: string;

  beforeAll(async () => {
    storageDir = await mkdtemp(join(tmpdir(), 'assay-storage-'));
    server = await RunningServer.start({ storageDir, bodyLimitBytes: 64 * 1024 });
  });

  afterAll(async () => {
    await server.close();
    await rm(storageDir, { recursive: true, force: true });
  });

  async function send(
    method: string,
    path: string,
    body?: string,
    type = 'application/x-ndjson',
  ): Promise<Answer<WireProblem & WireRun>> {
    const init = body === undefined ? { method } : { method, body, headers: { 'content-type': type } };
    const response = await fetch(`${server.url}${path}`, init);
    const text = await response.text();
    return {
      status: response.status,
      headers: response.headers,
      body: (text === '' ? {} : JSON.parse(text)) as WireProblem & WireRun,
    };
  }

  const lines = (...values: readonly unknown[]): string => values.map((value) => `${JSON.stringify(value)}\n`).join('');

  async function runIds(): Promise<string[]> {
    return (await server.get<WireRun[]>('/api/runs')).body.map(({ run_id: runId }) => runId);
  }

  it('imports a run as JSON and shows it', async () => {
    const header = { run_id: 'json', experiment_id: 'e1', created_at: '2026-01-01T01:00:00+01:00', metadata: { model: 'm' } };
    const { status, body, headers } = await server.post<WireRun>('/api/runs', { ...header, samples: SAMPLES });
    expect(status).toBe(201);
    expect(headers.get('location')).toBe('/api/runs/json');
    expect(body).toEqual({
      run_id: 'json',
      experiment_id: 'e1',
      status: 'completed',
      num_samples: 2,
      total_samples: 2,
      failed_samples: 0,
      cost_usd: null,
      metrics: { correct: 0.5, f1: 0.5 },
      created_at: '2026-01-01T00:00:00.000Z',
      source: 'import',
      metadata: { model: 'm', created_at: '2026-01-01T00:00:00.000Z' },
      name: 'json',
      label: null,
      kind: null,
      project: null,
      program: null,
      prompt: null,
      model: 'm',
      dataset: null,
      step_index: null,
    });
    const samples = [
      { id: 'b', prompt: 'two?', response: '{"answer":2}', scores: { correct: 1, f1: 0.5 } },
      { id: 'a', prompt: '', response: '', scores: { correct: 0 } },
    ];
    expect((await server.get<WireRun>('/api/runs/json')).body).toEqual({ ...body, samples });
    expect((await server.get<WireRun>('/api/runs/json?offset=1&limit=1')).body.samples).toEqual(samples.slice(1));
    expect((await server.get<WireRun>('/api/runs/json?offset=7')).body.samples).toEqual([]);
    expect((await server.get<WireRun>('/api/runs/json?samples=false')).body).toEqual(body);
  });

  it('imports the same as NDJSON, and takes it again', async () => {
    const text = lines({ run_id: 'ndjson' }, ...SAMPLES).trimEnd();
    expect(await send('POST', '/api/runs', text)).toMatchObject({
      status: 201,
      body: { num_samples: 2, metrics: { correct: 0.5 } },
    });
    expect(await send('POST', '/api/runs', text)).toMatchObject({ status: 200, body: { run_id: 'ndjson', num_samples: 2 } });
    expect(await server.post('/api/runs', { run_id: 'ndjson', samples: SAMPLES })).toMatchObject({ status: 200 });
    const other = await send('POST', '/api/runs', lines({ run_id: 'ndjson' }, SAMPLES[0]));
    expect(other.status).toBe(409);
    expect(other.body.detail).toMatch(/ndjson.*another/);
    expect((await server.get<WireRun>('/api/runs/ndjson')).body.samples).toHaveLength(2);
  });

  it('takes more NDJSON than a JSON body may have', async () => {
    const samples = Array.from({ length: 20_000 }, (_, at) => ({
      id: `s${at}`,
      prompt: 'x'.repeat(20),
      scores: { m: at % 2 },
    }));
    expect(await send('POST', '/api/runs', lines({ run_id: 'large' }, ...samples))).toMatchObject({
      status: 201,
      body: { num_samples: 20_000, metrics: { m: 0.5 } },
    });
    const page = await server.get<WireRun>('/api/runs/large?offset=19999');
    expect(page.body.samples).toMatchObject([{ id: 's19999', scores: { m: 1 } }]);
    expect((await server.get<WireRun>('/api/runs/large')).body.samples).toHaveLength(20_000);
    expect((await server.post('/api/runs', { samples })).status).toBe(413);
  });

  it.each([
    ['no header', '', 'line 1', /header/],
    ['blank lines only', '\n \n', 'line 1', /header/],
    ['a sample for a header', lines(SAMPLES[0]), 'line 1', /header/],
    ['a header that is no object', '[]\n', 'line 1', /JSON object/],
    ['no JSON', `${lines({}, SAMPLES[0])}{"id":\n`, 'line 3', /JSON/],
    ['a blank line before it', `${lines({})}\n\n${lines(7)}`, 'line 4', /JSON object/],
    ['no scores', lines({}, { id: 'a' }), 'line 2: scores', /JSON object/],
    ['a score of null', lines({}, { id: 'a', scores: { m: null } }), 'line 2: scores.m', /number or a boolean.*null/],
    ['a score in words', lines({}, { id: 'a', scores: { m: 'high' } }), 'line 2: scores.m', /"high"/],
    ['a score that is infinite', '{}\n{"id":"a","scores":{"m":1e999}}\n', 'line 2: scores.m', /finite/],
    ['a score of NaN', '{}\n{"id":"a","scores":{"m":NaN}}\n', 'line 2', /JSON/],
    ['no id', lines({}, { scores: {} }), 'line 2: id', /missing/],
    ['a number for an id', lines({}, { id: 1, scores: {} }), 'line 2: id', /string/],
    ['half a character in an id', '{}\n{"id":"\\ud800","scores":{}}\n', 'line 2: id', /string/],
    ['a list for a prompt', lines({}, { id: 'a', prompt: [], scores: {} }), 'line 2: prompt', /string/],
    ['an empty cluster', lines({}, { id: 'a', cluster: '', scores: {} }), 'line 2: cluster', /string/],
    ['an empty run id', lines({ run_id: '' }), 'line 1: run_id', /non-empty/],
    ['a run id of dots', lines({ run_id: '..' }), 'line 1: run_id', /dots/],
    ['a run id with a line break', lines({ run_id: 'a\nb' }), 'line 1: run_id', /control/],
    ['a run id without end', lines({ run_id: 'x'.repeat(50_000) }), 'line 1: run_id', /at most 200/],
    ['an unknown status', lines({ status: 'done' }), 'line 1: status', /in_progress/],
    ['a time without a zone', lines({ created_at: '2026-01-01T00:00:00' }), 'line 1: created_at', /zone/],
    ['metadata in words', lines({ metadata: 'none' }), 'line 1: metadata', /object/],
    ['a line without end', `${lines({})}${'x'.repeat(300_000)}`, 'line 2', /longer than 65536/],
  ])('refuses %s, names the line, and keeps nothing', async (_what, text, path, message) => {
    const before = await runIds();
    const { status, body } = await send('POST', '/api/runs', text);
    expect(status).toBe(422);
    expect(body.errors).toEqual([{ path, message: expect.stringMatching(message) }]);
    expect(body.detail).toContain(path);
    expect(await runIds()).toEqual(before);
    expect((await readdir(join(storageDir, 'runs'))).filter((name) => name.startsWith('.'))).toEqual([]);
  });

  it('refuses bytes that are no UTF-8 and names their line', async () => {
    const body = Buffer.concat([Buffer.from(lines({}, SAMPLES[0])), Buffer.from([0x22, 0xff, 0x22, 0x0a])]);
    const response = await fetch(`${server.url}/api/runs`, {
      method: 'POST',
      body,
      headers: { 'content-type': 'application/x-ndjson' },
    });
    expect(response.status).toBe(422);
    expect(((await response.json()) as WireProblem).errors).toEqual([{ path: 'line 3', message: 'is not valid UTF-8' }]);
  });

  it('answers a fault early in a large body, and goes on with the same connection', async () => {
    const samples = Array.from({ length: 50_000 }, (_, at) => ({ id: `s${at}`, prompt: 'x'.repeat(100), scores: {} }));
    for (let attempt = 0; attempt < 3; attempt += 1) {
      const { status, body } = await send('POST', '/api/runs', lines({}, { id: 7, scores: {} }, ...samples));
      expect([status, body.errors?.[0]?.path]).toEqual([422, 'line 2: id']);
    }
    expect((await send('GET', '/api/health')).status).toBe(200);
  });

  it.each([
    ['no body', '', ''],
    ['no object', '[]', ''],
    ['no samples', '{}', 'samples'],
    ['samples that are no list', '{"samples":{}}', 'samples'],
    ['a bad sample', '{"samples":[{"id":"a","scores":{}},{"id":"b","scores":{"m":[]}}]}', 'samples[1].scores.m'],
    ['a bad header', '{"samples":[],"experiment_id":7}', 'experiment_id'],
  ])('refuses JSON with %s', async (_what, text, path) => {
    const { status, body } = await send('POST', '/api/runs', text, 'application/json');
    expect(status).toBe(422);
    expect(body.errors).toMatchObject([{ path }]);
  });

  it('refuses other types, and NDJSON on other routes', async () => {
    expect((await send('POST', '/api/runs', 'id,score', 'text/csv')).status).toBe(415);
    expect((await send('POST', '/api/evaluate', lines({}))).status).toBe(415);
  });

  it('keeps nothing of a client that leaves in the middle', async () => {
    const headers = { 'content-type': 'application/x-ndjson', 'transfer-encoding': 'chunked' };
    const leaving = request(`${server.url}/api/runs`, { method: 'POST', headers });
    leaving.on('error', () => undefined);
    leaving.write(lines({ run_id: 'left' }, ...SAMPLES));
    const drafts = async (): Promise<string[]> =>
      (await readdir(join(storageDir, 'runs'))).filter((name) => name.startsWith('.'));
    while ((await drafts()).length === 0) await new Promise(setImmediate);
    leaving.destroy();
    while ((await drafts()).length > 0) await new Promise(setImmediate);
    expect((await send('GET', '/api/runs/left')).status).toBe(404);
    expect(await send('POST', '/api/runs', lines({ run_id: 'left' }))).toMatchObject({ status: 201 });
  });

  it('lists page by page, filtered, with the next page in the Link header', async () => {
    for (const [at, status] of ['completed', 'failed', 'completed'].entries()) {
      const header = { run_id: `page-${at}`, experiment_id: 'pages', status, created_at: `2026-05-0${at + 1}T00:00:00Z` };
      await send('POST', '/api/runs', lines(header));
    }
    const first = await server.get<WireRun[]>('/api/runs?experiment_id=pages&limit=2');
    expect(first.body.map((run) => run.run_id)).toEqual(['page-2', 'page-1']);
    const [, next] = /^<(.+)>; rel="next"$/.exec(first.headers.get('link') ?? '') ?? [];
    const second = await server.get<WireRun[]>(next ?? '');
    expect(second.body.map((run) => run.run_id)).toEqual(['page-0']);
    expect(second.headers.get('link')).toBeNull();
    const failed = await server.get<WireRun[]>('/api/runs?q=PAGE-&status=failed');
    expect(failed.body.map((run) => run.run_id)).toEqual(['page-1']);
  });

  it.each([
    ['/api/runs?limit=0', 422],
    ['/api/runs?limit=x', 422],
    ['/api/runs?status=done', 422],
    ['/api/runs?cursor=bm9uZQ', 400],
    ['/api/runs/json?offset=-1', 422],
    ['/api/runs/json?limit=1.5', 422],
    ['/api/runs/json?samples=no', 422],
    ['/api/runs/..%2F..%2Fetc%2Fpasswd', 404],
    ['/api/runs/%00', 404],
    ['/api/runs/%E5%90%8D', 404],
    [`/api/runs/${'x'.repeat(1000)}`, 404],
  ])('answers GET %s with %i', async (path, status) => {
    const answer = await send('GET', path);
    expect(answer.status).toBe(status);
    expect(answer.headers.get('content-type')).toMatch(/^application\/problem\+json/);
  });

  it('refuses a run id that is longer than an address can be', async () => {
    const answer = await send('GET', `/api/runs/${'x'.repeat(8000)}`);
    expect(answer.status).toBeGreaterThanOrEqual(400);
    expect(answer.status).toBeLessThan(500);
  });

  it('says which run there is not', async () => {
    expect((await send('GET', '/api/runs/nobody')).body.detail).toBe('Run not found: nobody');
    expect(await send('DELETE', '/api/runs/nobody')).toMatchObject({ status: 404, body: { detail: 'Run not found: nobody' } });
  });

  it('deletes a run with an odd id', async () => {
    const runId = 'a/../b 名前?#%';
    expect((await send('POST', '/api/runs', lines({ run_id: runId }))).headers.get('location')).toBe(
      `/api/runs/${encodeURIComponent(runId)}`,
    );
    expect((await send('GET', `/api/runs/${encodeURIComponent(runId)}`)).body.run_id).toBe(runId);
    const gone = await send('DELETE', `/api/runs/${encodeURIComponent(runId)}`);
    expect([gone.status, gone.body]).toEqual([204, {}]);
    expect((await send('GET', `/api/runs/${encodeURIComponent(runId)}`)).status).toBe(404);
  });

  it('has an evaluation as a run, and deletes it with its job', async () => {
    const jobId = await server.startJob('evaluate', { ...ADD_FIVE, program: 'flaky', metrics: ['correct', 'closeness'] });
    await server.settledJob(jobId);
    const { body } = await server.get<WireRun>(`/api/runs/${jobId}`);
    expect(body).toMatchObject({
      run_id: jobId,
      experiment_id: 'arithmetic',
      status: 'completed',
      num_samples: 5,
      source: 'job',
      metrics: { correct: 0.8 },
      metadata: { program: 'flaky', failed_trials: 1 },
    });
    const failed = body.samples?.filter(({ error }) => error !== undefined);
    expect(failed).toMatchObject([{ response: '', error: { type: 'RangeError', message: 'two is too much' } }]);
    expect(await runIds()).toContain(jobId);
    expect((await send('DELETE', `/api/runs/${jobId}`)).status).toBe(204);
    expect((await send('GET', `/api/jobs/${jobId}`)).status).toBe(404);
    expect((await send('GET', `/api/runs/${jobId}`)).status).toBe(404);
  });
});
