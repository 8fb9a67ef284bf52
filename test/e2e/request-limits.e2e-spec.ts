import { afterEach, describe, expect, it } from '@jest/globals';
import type { Config } from '../../src/config/config.ts';
import { parseConfig } from '../../src/config/parse-config.ts';
import { RawConnection } from './raw-request.ts';
import { ADD_FIVE, RunningServer } from './running-server.ts';

const FIRST = { 'x-api-key': 'first-key-of-these-tests' };
const SECOND = { 'x-api-key': 'second-key-of-these-tests' };
const { apiKeys: KEYS } = parseConfig(
  {},
  { apiKeys: [FIRST, SECOND].map((headers) => `${headers['x-api-key']}:admin`).join(',') },
).config;

let server: RunningServer;

async function start(overrides: Partial<Config>): Promise<void> {
  server = await RunningServer.start(overrides);
}

afterEach(() => server.close());

function get(path: string, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(server.url + path, { headers });
}

interface Problem {
  readonly status: number;
  readonly type: string;
  readonly detail: string;
}

/** Checks that a limit says which setting it has, and when to come back where that helps. */
async function expectLimit(response: Response, status: number, setting: string): Promise<Problem> {
  const problem = (await response.json()) as Problem;
  expect([response.status, problem.status]).toEqual([status, status]);
  expect(problem.detail).toContain(setting);
  if (status === 429) expect(Number(response.headers.get('retry-after'))).toBeGreaterThan(0);
  return problem;
}

describe('requests', () => {
  it('of one key are so many a minute, told in headers, and the keys of others and health checks are not counted with them', async () => {
    await start({ apiKeys: KEYS, maxRequestsPerMinute: 3 });
    const first = await get('/api/jobs', FIRST);
    expect([first.status, first.headers.get('ratelimit-policy')]).toEqual([200, '"key";q=3;w=60']);
    expect(first.headers.get('ratelimit')).toMatch(/^"key";r=2;t=\d+$/);
    for (let n = 0; n < 2; n += 1) expect((await get('/api/jobs', FIRST)).status).toBe(200);
    await expectLimit(await get('/api/jobs', FIRST), 429, 'ASSAY_MAX_REQUESTS_PER_MINUTE');
    expect((await get('/api/jobs', SECOND)).status).toBe(200);
    expect((await get('/api/health', FIRST)).status).toBe(200);
  });

  it('without a key are not counted on this machine', async () => {
    await start({ maxRequestsPerMinute: 1 });
    for (let n = 0; n < 5; n += 1) expect((await get('/api/jobs')).status).toBe(200);
  });

  it('with wrong keys shut their address out, right keys too, but not what needs no key', async () => {
    await start({ apiKeys: KEYS, maxWrongKeysPerMinute: 3 });
    for (let n = 0; n < 3; n += 1) expect((await get('/api/jobs', { authorization: `Bearer guess-${n}` })).status).toBe(401);
    for (const headers of [{ authorization: 'Bearer guess-4' }, FIRST])
      await expectLimit(await get('/api/jobs', headers), 429, 'ASSAY_MAX_WRONG_KEYS_PER_MINUTE');
    expect((await get('/api/health')).status).toBe(200);
    const upgrade = new RawConnection(server.url);
    upgrade.write(
      `GET /ws HTTP/1.1\r\nhost: localhost\r\nconnection: upgrade\r\nupgrade: websocket\r\nsec-websocket-version: 13\r\nsec-websocket-key: ${'A'.repeat(22)}==\r\nx-api-key: ${FIRST['x-api-key']}\r\n\r\n`,
    );
    setTimeout(() => upgrade.write('GET /api/health HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n'), 50);
    expect(await upgrade.answer).toMatch(/^HTTP\/1\.1 429 /);
  });

  it('with no key at all are no guesses', async () => {
    await start({ apiKeys: KEYS, maxWrongKeysPerMinute: 2 });
    for (let n = 0; n < 5; n += 1) expect((await get('/api/jobs')).status).toBe(401);
    expect((await get('/api/jobs', FIRST)).status).toBe(200);
  });
});

describe('what stays open', () => {
  it('is so many streams of a key, until one is closed', async () => {
    await start({ apiKeys: KEYS, maxStreams: 2 });
    const body = JSON.stringify({ ...ADD_FIVE, program: 'never_answers' });
    const started = await fetch(`${server.url}/api/run`, {
      method: 'POST',
      body,
      headers: { ...FIRST, 'content-type': 'application/json' },
    });
    const path = `/api/jobs/${((await started.json()) as { job_id: string }).job_id}/events`;
    const leave = new AbortController();
    const open = await fetch(server.url + path, { headers: FIRST, signal: leave.signal });
    const other = await get(path, FIRST);
    expect([open.status, other.status]).toEqual([200, 200]);
    await expectLimit(await get(path, FIRST), 429, 'ASSAY_MAX_STREAMS');
    const ofOthers = await get(path, SECOND);
    expect(ofOthers.status).toBe(200);
    leave.abort();
    let status = 429;
    while (status === 429) status = (await get(path, FIRST)).status;
    expect(status).toBe(200);
  });

  it('is so many WebSockets of a key, until one is closed, each with so many subscriptions', async () => {
    await start({ apiKeys: KEYS, maxSockets: 1, maxSubscriptions: 2 });
    const { WebSocket } = await import('ws');
    const address = `${server.url.replace('http', 'ws')}/ws`;
    const opened = (headers: Record<string, string>): Promise<InstanceType<typeof WebSocket> | number> =>
      new Promise((resolve) => {
        const socket = new WebSocket(address, { headers });
        socket.on('open', () => resolve(socket));
        socket.on('unexpected-response', (request, response) => {
          resolve(response.statusCode ?? 0);
          request.destroy();
        });
        socket.on('error', () => undefined);
      });
    const socket = (await opened(FIRST)) as InstanceType<typeof WebSocket>;
    expect(await opened(FIRST)).toBe(429);
    expect(typeof (await opened(SECOND))).toBe('object');
    const answers: string[] = [];
    const third = new Promise<void>((resolve) =>
      socket.on('message', (data: Buffer) => answers.push(data.toString()) === 3 && resolve()),
    );
    for (const id of ['a', 'b', 'c']) socket.send(JSON.stringify({ type: 'subscribe', run_id: id }));
    await third;
    expect(answers.map((text) => (JSON.parse(text) as { type: string }).type)).toEqual(['subscribed', 'subscribed', 'error']);
    expect(answers[2]).toContain('ASSAY_MAX_SUBSCRIPTIONS');
    socket.close();
    let next: unknown = 429;
    while (next === 429) next = await opened(FIRST);
    expect(typeof next).toBe('object');
  });
});

describe('a request', () => {
  it('has a head, an id, a query and a body of bounded size, each by its setting', async () => {
    await start({ maxHeaderBytes: 4_096, maxIdLength: 64, maxQueryLength: 256, bodyLimitBytes: 1_024 });
    const raw = new RawConnection(server.url);
    raw.write(`GET /api/jobs HTTP/1.1\r\nhost: localhost\r\nx-long: ${'x'.repeat(5_000)}\r\n\r\n`);
    expect(await raw.answer).toMatch(/^HTTP\/1\.1 431 [\s\S]*ASSAY_MAX_HEADER_BYTES/);
    await expectLimit(await get(`/api/jobs/${'x'.repeat(65)}`), 414, 'ASSAY_MAX_ID_LENGTH');
    await expectLimit(await get(`/api/jobs?project=${'x'.repeat(300)}`), 414, 'ASSAY_MAX_QUERY_LENGTH');
    expect((await get(`/api/jobs/${'x'.repeat(64)}?events=false`)).status).toBe(404);
    await expectLimit(await post('/api/run', 'x'.repeat(2_000)), 413, 'ASSAY_BODY_LIMIT');
  });

  it('has JSON of bounded depth and number of values', async () => {
    await start({ maxJsonDepth: 8, maxJsonValues: 100 });
    const deep = `${'[{"a":'.repeat(6)}1${'}]'.repeat(6)}`;
    await expectLimit(
      await post('/api/run', JSON.stringify({ ...ADD_FIVE, generation_kwargs: JSON.parse(deep) as unknown })),
      422,
      'ASSAY_MAX_JSON_DEPTH',
    );
    await expectLimit(
      await post('/api/compare', JSON.stringify({ run_ids: Array.from({ length: 101 }, (_, n) => `r${n}`) })),
      422,
      'ASSAY_MAX_JSON_VALUES',
    );
  });

  it('imports so much, and is not kept where it is more', async () => {
    await start({ importLimitBytes: 4_096 });
    const lines = [
      '{"run_id":"large"}',
      ...Array.from({ length: 100 }, (_, n) => JSON.stringify({ id: `s${n}`, scores: { m: 1 } })),
    ];
    await expectLimit(
      await post(
        '/api/runs',
        [...lines, ...lines.slice(1).map((line) => line.replace('"s', '"t'))].join('\n'),
        'application/x-ndjson',
      ),
      413,
      'ASSAY_IMPORT_LIMIT',
    );
    expect((await get('/api/runs/large')).status).toBe(404);
    expect((await post('/api/runs', lines.join('\n'), 'application/x-ndjson')).status).toBe(201);
  });

  it('compares so many scores', async () => {
    await start({ maxComparedScores: 1_000 });
    const samples = Array.from({ length: 501 }, (_, n) => ({ id: `s${n}`, scores: { m: n % 2 } }));
    for (const run of ['a', 'b']) await post('/api/runs', JSON.stringify({ run_id: run, samples }));
    await expectLimit(await post('/api/compare', JSON.stringify({ run_ids: ['a', 'b'] })), 400, 'ASSAY_MAX_COMPARED_SCORES');
  });

  function post(path: string, body: string, type = 'application/json'): Promise<Response> {
    return fetch(server.url + path, { method: 'POST', body, headers: { 'content-type': type } });
  }
});
