import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createApp } from '../../src/app.ts';
import { assayClient } from '../../src/client/assay-client.ts';
import { OWN_PATHS } from '../../src/config/base-path.ts';
import { ADD_FIVE, RunningServer } from './running-server.ts';
import { WsClient } from './ws-client.ts';

const BROWSER = { accept: 'text/html' };
const PROXY = { 'x-forwarded-prefix': '/tools/assay', 'x-forwarded-host': 'assay.example', 'x-forwarded-proto': 'https' };

interface RawAnswer {
  readonly status: number | undefined;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
}

/** Asks with headers that `fetch` sets by itself. */
async function ask(url: string, headers: Record<string, string>, method = 'GET', body?: object): Promise<RawAnswer> {
  return new Promise((resolve, reject) => {
    const type = body === undefined ? {} : { 'content-type': 'application/json' };
    const sent = request(url, { method, headers: { ...headers, ...type } }, (answer) => {
      let text = '';
      answer.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
      answer.on('end', () => resolve({ status: answer.statusCode, headers: answer.headers, text }));
    });
    sent.on('error', reject).end(body === undefined ? undefined : JSON.stringify(body));
  });
}

const IMPORT = { experiment_id: 'e', samples: [{ id: '1', prompt: 'p', response: 'r', scores: { m: 1 } }] };

describe('a server with ASSAY_BASE_PATH', () => {
  let server: RunningServer;
  let site: string;
  let base: string;
  let jobId: string;

  beforeAll(async () => {
    site = await mkdtemp(join(tmpdir(), 'assay-base-'));
    await writeFile(join(site, 'index.html'), '<!doctype html><html><head><title>App</title></head></html>');
    await writeFile(join(site, 'app.js'), 'export {};');
    server = await RunningServer.start({ basePath: '/assay', staticDir: site });
    base = `${server.url}/assay`;
    jobId = await server.startJob('evaluate', ADD_FIVE);
    await server.settledJob(jobId);
  });

  afterAll(async () => {
    await server.close();
    await rm(site, { recursive: true });
  });

  it.each([
    '/api/health',
    '/api/jobs',
    '/docs',
    '/redoc',
    '/openapi.json',
    '/asyncapi.json',
    '/app.js',
    '/api/jobs/JOB/events',
  ])('answers at %s with and without the prefix', async (path) => {
    const [under, root] = [`${base}${path}`, `${server.url}${path}`].map((url) => fetch(url.replace('JOB', jobId)));
    const [first, second] = [await under, await root];

    expect([first?.status, second?.status]).toEqual([200, 200]);
    expect(await first?.text()).toBe(await second?.text());
  });

  it('works for the typed client, and so for the command', async () => {
    const { data } = await assayClient(base).GET('/api/jobs/{job_id}', { params: { path: { job_id: jobId } } });

    expect(data?.manifest.status).toBe('done');
  });

  it('links to the next page under the prefix', async () => {
    await server.post('/api/runs', IMPORT);
    const response = await fetch(`${base}/api/runs?limit=1`);
    const [, next = ''] = /^<([^>]+)>; rel="next"$/.exec(response.headers.get('link') ?? '') ?? [];

    expect(next).toMatch(/^\/assay\/api\/runs\?limit=1&cursor=/);
    expect((await fetch(server.url + next)).status).toBe(200);
  });

  it('says where a new run is', async () => {
    const response = await ask(`${base}/api/runs`, {}, 'POST', IMPORT);

    expect([response.status, response.headers['location']]).toEqual([201, expect.stringMatching(/^\/assay\/api\/runs\/\w/)]);
  });

  it('names the path that the client asked for in a problem', async () => {
    expect(await (await fetch(`${base}/api/jobs/none`)).json()).toMatchObject({
      status: 404,
      instance: '/assay/api/jobs/none',
    });
  });

  it('describes itself as the server under the prefix', async () => {
    const document = (await (await fetch(`${base}/openapi.json`)).json()) as { servers: readonly { url: string }[] };
    expect(document.servers.map(({ url }) => url)).toEqual(['/assay']);
    expect(await (await fetch(`${base}/docs/swagger-ui-init.js`)).text()).toContain('"url": "/assay"');
  });

  it.each(['/docs', '/docs/', '/redoc', '/redoc/'])('serves what the page %s loads', async (path) => {
    const html = await (await fetch(base + path)).text();
    const links = [...html.matchAll(/(?:src|href|spec-url)="([^"]+)"/g)].map(([, link = '']) => new URL(link, base + path));

    expect(links.length).toBeGreaterThan(2);
    expect(links.filter(({ pathname }) => !pathname.startsWith('/assay/'))).toEqual([]);
    const statuses = await Promise.all(links.map(async (link) => [link.pathname, (await fetch(link)).status]));
    expect(statuses.filter(([, status]) => status !== 200)).toEqual([]);
  });

  it.each(['', '/', '/runs/7'])('gives browsers at "%s" the app, whose relative links work there', async (path) => {
    const response = await fetch(base + path, { headers: BROWSER });

    expect(response.status).toBe(200);
    expect(await response.text()).toContain('<head><base href="/assay/"><title>App');
  });

  it('keeps the scripts of an app that has a base of its own', async () => {
    await writeFile(join(site, 'index.html'), '<head><base target="_self" href="/"></head><script>let a = 1;</script>');
    const response = await fetch(`${base}/runs/7`, { headers: BROWSER });

    expect(await response.text()).toBe('<head><base target="_self" href="/assay/"></head><script>let a = 1;</script>');
  });

  it('takes WebSockets with and without the prefix, and nowhere else', async () => {
    for (const url of [base, server.url]) {
      const client = await WsClient.open(url);
      expect(await client.ask({ type: 'ping' })).toEqual({ type: 'pong' });
      client.close();
    }
    await expect(WsClient.open(`${base}/assay`)).rejects.toThrow(/404/);
  });

  it('says where the WebSocket is', async () => {
    expect(await (await fetch(`${base}/ws`)).json()).toMatchObject({
      detail: expect.stringContaining(`ws://${new URL(base).host}/assay/ws`) as unknown,
    });
  });

  it('can tell every route of its own from a prefix', async () => {
    const document = (await server.get<{ paths: object }>('/openapi.json')).body;
    const firsts = Object.keys(document.paths).map((path) => path.split('/')[1] ?? '');

    expect([...new Set(firsts)].filter((first) => first !== '' && !OWN_PATHS.includes(first))).toEqual([]);
  });

  it.each(['/api', '/docs/x', 'assay', '//assay', '/a/../b'])('does not start under %s', async (basePath) => {
    await expect(createApp({ basePath })).rejects.toThrow(/basePath is ".*"; allowed: a path such as \/assay/);
  });
});

describe('a server behind a trusted proxy', () => {
  let server: RunningServer;

  beforeAll(async () => {
    server = await RunningServer.start({ trustedProxies: ['127.0.0.1'], allowedHosts: ['assay.example'] });
  });
  afterAll(() => server.close());

  it('says where a new run is under the prefix that the proxy names', async () => {
    const answer = await ask(`${server.url}/api/runs`, PROXY, 'POST', IMPORT);

    expect([answer.status, answer.headers['location']]).toEqual([201, expect.stringMatching(/^\/tools\/assay\/api\/runs\/\w/)]);
  });

  it.each(['//evil.example', '/%2f', 'https://evil.example'])('ignores the prefix %s', async (prefix) => {
    const answer = await ask(`${server.url}/api/runs`, { 'x-forwarded-prefix': prefix }, 'POST', IMPORT);

    expect([answer.status, answer.headers['location']]).toEqual([201, expect.stringMatching(/^\/api\/runs\/\w/)]);
  });

  it('says where the WebSocket is, as the client reaches it', async () => {
    expect((await ask(`${server.url}/ws`, PROXY)).text).toContain('wss://assay.example/tools/assay/ws');
  });

  it('opens WebSockets under the prefix', async () => {
    const client = await WsClient.open(`${server.url}/tools/assay`, { headers: PROXY });
    expect(await client.ask({ type: 'ping' })).toEqual({ type: 'pong' });
    client.close();
  });

  it('takes pages of the host that the proxy names for its own, and no others', async () => {
    const from = (origin: string): Promise<RawAnswer> => ask(`${server.url}/api/health`, { ...PROXY, origin });

    expect((await from('https://assay.example')).status).toBe(200);
    expect((await from('https://evil.example')).status).toBe(403);
  });

  it('lets only clients on this machine in without a key', async () => {
    const from = (address: string): Promise<RawAnswer> => ask(`${server.url}/api/jobs`, { 'x-forwarded-for': address });

    expect((await from('127.0.0.1')).status).toBe(200);
    expect((await from('203.0.113.9')).status).toBe(401);
    expect((await from('127.0.0.1, 203.0.113.9')).status).toBe(401);
  });

  it('refuses a foreign host, whether the client or the proxy names it', async () => {
    const hosts = [
      { host: 'evil.example', 'x-forwarded-host': 'assay.example' },
      { host: 'assay.example', 'x-forwarded-host': 'evil.example' },
    ];

    for (const headers of hosts) expect((await ask(`${server.url}/api/health`, headers)).status).toBe(421);
  });
});

describe('a server that trusts no proxy', () => {
  let server: RunningServer;

  beforeAll(async () => {
    server = await RunningServer.start();
  });
  afterAll(() => server.close());

  it('ignores what clients make up', async () => {
    const headers = { ...PROXY, 'x-forwarded-host': 'evil.example' };
    const answer = await ask(`${server.url}/api/runs`, headers, 'POST', IMPORT);

    expect([answer.status, answer.headers['location']]).toEqual([201, expect.stringMatching(/^\/api\/runs\/\w/)]);
    expect((await ask(`${server.url}/tools/assay/api/health`, headers)).status).toBe(404);
  });
});
