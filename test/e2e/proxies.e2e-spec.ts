import type { IncomingMessage } from 'node:http';
import { get as getPlain } from 'node:http';
import { request as httpsRequest, type RequestOptions } from 'node:https';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Answer, ask, HERE, open } from './proxy-client.ts';
import { ProxyProcess, SITE } from './proxy-process.ts';
import { ADD_FIVE, eventsOf, RunningServer } from './running-server.ts';
import { WsClient } from './ws-client.ts';

/** Its trials take their time, one after the other: the first is there long before the last. */
const SLOW = { ...ADD_FIVE, model: 'local:echo?latency_ms=1000', workers: 1 };

const IMPORT = JSON.stringify({
  run_id: 'imported',
  experiment_id: 'e',
  samples: [{ id: '1', prompt: 'p', response: 'r', scores: { m: 1 } }],
});

/** Announces a body of so many bytes, as curl does: the status of a refusal, or 100 if it may be sent. */
async function announce(url: string, bytes: number): Promise<Answer> {
  const headers = { expect: '100-continue', 'content-type': 'application/json', 'content-length': String(bytes) };
  return new Promise((resolve, reject) => {
    const request = httpsRequest(url, { ...HERE, method: 'POST', headers, agent: false });
    const end = (answer: Answer): void => {
      resolve(answer);
      request.destroy();
    };
    request.once('continue', () => end({ status: 100, headers: {}, text: '' }));
    request.once('response', (answer) => {
      let text = '';
      answer.on('data', (chunk: Buffer) => (text += chunk.toString()));
      answer.once('end', () => end({ status: answer.statusCode, headers: answer.headers, text }));
    });
    request.on('error', reject);
    request.flushHeaders();
  });
}

const CASES = [
  { program: 'nginx', file: 'nginx/assay.conf', prefix: '' },
  { program: 'nginx', file: 'nginx/assay-path.conf', prefix: '/assay' },
  { program: 'caddy', file: 'caddy/Caddyfile', prefix: '' },
  { program: 'caddy', file: 'caddy/Caddyfile.path', prefix: '/assay' },
] as const;

describe.each(CASES)('behind $program with deploy/$file', ({ program, file, prefix }) => {
  let server: RunningServer;
  let proxy: ProxyProcess;
  let base: string;

  beforeAll(async () => {
    server = await RunningServer.start({ allowedHosts: [SITE], trustedProxies: ['127.0.0.1'] });
    proxy = await ProxyProcess.start(program, file, new URL(server.url).host);
    base = proxy.url + prefix;
  });

  afterAll(async () => {
    await proxy.stop();
    await server.root.remove();
  });

  it('compresses answers, but holds back nothing of an event stream', async () => {
    const headers = { 'accept-encoding': 'gzip' };
    const document = await ask(`${base}/openapi.json`, headers);
    expect([document.status, document.headers['content-encoding']]).toEqual([200, 'gzip']);

    const started = await ask(`${base}/api/evaluate`, { 'content-type': 'application/json' }, 'POST', JSON.stringify(SLOW));
    const { job_id: jobId } = JSON.parse(started.text) as { job_id: string };
    const stream = await open(`${base}/api/jobs/${jobId}/events`, headers);
    const chunks: string[] = [];
    for await (const chunk of stream.setEncoding('utf8')) {
      chunks.push(String(chunk));
      if (chunks.length === 1) expect((await server.job(jobId)).manifest.status).toBe('running');
    }

    expect(stream.headers['content-encoding']).toBeUndefined();
    expect(stream.headers['cache-control']).toBe('no-cache, no-transform');
    expect(eventsOf(chunks.join(''))).toEqual((await server.job(jobId)).events);
  });

  it('opens WebSockets', async () => {
    const client = await WsClient.open(base, HERE as object);

    expect(await client.ask({ type: 'ping' })).toEqual({ type: 'pong' });
    client.close();
  });

  it('says in addresses how the client gets there, whatever the client made up', async () => {
    const madeUp = { 'x-forwarded-prefix': '/made-up', 'x-forwarded-host': 'evil.example', 'x-forwarded-proto': 'http' };
    const imported = await ask(`${base}/api/runs`, { ...madeUp, 'content-type': 'application/json' }, 'POST', IMPORT);
    const upgrade = await ask(`${base}/ws`, madeUp);

    expect([imported.status, imported.headers['location']]).toEqual([201, `${prefix}/api/runs/imported`]);
    expect(upgrade.text).toContain(`wss://${new URL(base).host}${prefix}/ws `);
  });

  it('gives browsers the application, whose parts load there', async () => {
    const address = `${base}/no/such/page`;
    const page = await ask(address, { accept: 'text/html' });
    const [, root = ''] = /<base href="([^"]+)"/.exec(page.text) ?? [];
    const parts = [...page.text.matchAll(/<(?:script|link)[^>]*?(?:src|href)="([^"]+)"/g)].map(
      ([, part = '']) => new URL(part, new URL(root, address)).href,
    );

    expect([page.status, root]).toEqual([200, `${prefix}/`]);
    expect(parts.length).toBeGreaterThan(1);
    for (const part of parts) expect([part, (await ask(part)).status]).toEqual([part, 200]);
  });

  it('takes pages of its own name and refuses those of others', async () => {
    expect((await ask(`${base}/api/jobs`, { origin: proxy.url })).status).toBe(200);
    expect((await ask(`${base}/api/jobs`, { origin: 'https://evil.example' })).status).toBe(403);
  });

  it('refuses a body of 20 MB before it is sent, but not where runs are imported', async () => {
    const refused = await announce(`${base}/api/evaluate`, 20_000_000);

    expect([refused.status, refused.headers['content-type']]).toEqual([413, 'application/problem+json']);
    expect(JSON.parse(refused.text)).toMatchObject({ status: 413, detail: expect.stringContaining('send less') as unknown });
    expect((await announce(`${base}/api/runs`, 20_000_000)).status).toBe(100);
  });

  it('leads from http to https', async () => {
    const answer = await new Promise<IncomingMessage>((resolve) => {
      getPlain(`${proxy.plainUrl}${prefix}/docs?a=1`, { lookup: HERE.lookup, agent: false } as RequestOptions, resolve);
    });
    answer.resume();

    expect(answer.statusCode).toBe(308);
    expect(answer.headers.location).toMatch(new RegExp(`^https://${SITE}(:\\d+)?${prefix}/docs\\?a=1$`));
  });

  it('answers with a problem while the server is away', async () => {
    await server.stop();
    const { status, headers, text } = await ask(`${base}/api/jobs`);

    expect([status, headers['content-type']]).toEqual([502, 'application/problem+json']);
    expect(JSON.parse(text)).toMatchObject({ status: 502, detail: expect.stringContaining('try again soon') as unknown });
  });
});
