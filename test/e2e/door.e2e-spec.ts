import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ADD_FIVE, RunningServer } from './running-server.ts';

let site: string;
let server: RunningServer;
let port: number;
let jobId: string;

beforeAll(async () => {
  site = await mkdtemp(join(tmpdir(), 'assay-door-'));
  await writeFile(join(site, 'index.html'), '<!doctype html><title>App</title>');
  await writeFile(join(site, 'robots.txt'), 'User-agent: *');
  server = await RunningServer.start({
    staticDir: site,
    allowedHosts: ['assay.example', 'box:8443'],
    corsOrigins: ['https://dash.example', 'http://localhost:*'],
  });
  port = Number(new URL(server.url).port);
  jobId = await server.startJob('evaluate', ADD_FIVE);
  await server.settledJob(jobId);
});

afterAll(async () => {
  await server.close();
  await rm(site, { recursive: true });
});

interface RawAnswer {
  readonly status: number;
  readonly type: string | undefined;
  readonly text: string;
}

/** Sends a request as these lines say, and nothing else; reads up to the end of the connection, or of the head of a 101. */
async function ask(requestLine: string, headers: readonly string[], body = ''): Promise<RawAnswer> {
  const socket = connect(port, '127.0.0.1');
  const length = body === '' ? [] : ['Content-Type: application/json', `Content-Length: ${Buffer.byteLength(body)}`];
  socket.write([`${requestLine} HTTP/1.1`, ...headers, ...length, 'Connection: close', '', body].join('\r\n'));
  let text = '';
  socket.on('data', (chunk) => {
    text += chunk.toString();
    if (text.startsWith('HTTP/1.1 101 ')) socket.destroy();
  });
  await once(socket, 'close');
  const [, status = '0'] = /^HTTP\/1\.1 (\d+)/.exec(text) ?? [];
  return { status: Number(status), type: /^content-type: ([^;\r]*)/im.exec(text)?.[1], text };
}

async function askWebSocket(...headers: readonly string[]): Promise<RawAnswer> {
  const socket = connect(port, '127.0.0.1');
  const upgrade = [
    'Connection: Upgrade',
    'Upgrade: websocket',
    'Sec-WebSocket-Version: 13',
    'Sec-WebSocket-Key: MDEyMzQ1Njc4OWFiY2RlZg==',
  ];
  socket.write(['GET /ws HTTP/1.1', ...headers, ...upgrade, '', ''].join('\r\n'));
  const [chunk] = (await once(socket, 'data')) as [Buffer];
  socket.destroy();
  const text = chunk.toString();
  return { status: Number(text.slice(9, 12)), type: /^content-type: ([^;\r]*)/im.exec(text)?.[1], text };
}

const EVERYWHERE = [
  'GET /',
  'GET /api/health',
  'GET /api/jobs',
  'GET /api/runs?limit=1',
  'GET /api/jobs/JOB',
  'GET /api/jobs/JOB/events',
  'GET /api/jobs/JOB/report',
  'HEAD /api/health',
  'POST /api/run',
  'POST /api/compare',
  'DELETE /api/runs/JOB',
  'OPTIONS /api/run',
  'PATCH /api/run',
  'GET /docs',
  'GET /docs/swagger-ui.css',
  'GET /redoc',
  'GET /openapi.json',
  'GET /asyncapi.json',
  'GET /robots.txt',
  'GET /no-such-page',
  'GET /ws',
  'GET /%zz',
  `GET /api/jobs/${'x'.repeat(2000)}`,
  'GET http://localhost/api/jobs',
];

describe('a request for a host that is not ours', () => {
  it.each(EVERYWHERE)('is refused: %s', async (line) => {
    const { status, type, text } = await ask(line.replace('JOB', jobId), [
      `Host: evil.example:${port}`,
      `Origin: http://evil.example:${port}`,
    ]);

    expect([status, type]).toEqual([421, 'application/problem+json']);
    expect(text.toLowerCase()).not.toContain('access-control-allow-origin');
    if (line.startsWith('HEAD')) return;
    expect(JSON.parse(text.slice(text.indexOf('\r\n\r\n')))).toMatchObject({
      type: 'urn:assay:problem:foreign_host',
      title: 'Misdirected Request',
      status: 421,
      detail: expect.stringContaining('ASSAY_ALLOWED_HOSTS') as unknown,
      request_id: expect.any(String) as unknown,
    });
  });

  it('starts no job and deletes no run', async () => {
    const before = await server.get('/api/runs');
    const host = [`Host: evil.example:${port}`];

    expect((await ask('POST /api/evaluate', host, JSON.stringify(ADD_FIVE))).status).toBe(421);
    expect((await ask(`DELETE /api/runs/${jobId}`, host)).status).toBe(421);
    expect((await server.get('/api/runs')).body).toEqual(before.body);
  });

  it('opens no WebSocket', async () => {
    const { status, type, text } = await askWebSocket(`Host: evil.example:${port}`, `Origin: http://evil.example:${port}`);

    expect([status, type]).toEqual([421, 'application/problem+json']);
    expect(text).toContain('urn:assay:problem:foreign_host');
  });

  it('is refused with none or several of them', async () => {
    for (const headers of [
      [],
      ['Host:'],
      ['Host: localhost', 'Host: evil.example'],
      ['Host: evil.example', 'Host: localhost'],
    ]) {
      const { status, type } = await ask('GET /api/jobs', headers);
      expect([headers, status, type]).toEqual([headers, 400, 'application/problem+json']);
    }
    expect((await askWebSocket('Host: localhost', 'Host: localhost')).status).toBe(400);
  });
});

describe('a request for a host of ours', () => {
  it.each([
    'localhost',
    'LocalHost:8080',
    'localhost.',
    'assay.localhost:3000',
    '127.0.0.1',
    '127.1.2.3:99',
    '[::1]',
    '[::1]:8080',
    'assay.example',
    'ASSAY.example.:9000',
    'box:8443',
  ])('is answered: %s', async (host) => {
    expect((await ask('GET /api/health', [`Host: ${host}`])).status).toBe(200);
    expect((await askWebSocket(`Host: ${host}`)).status).toBe(101);
  });

  it('is that with the port that is allowed, and no other', async () => {
    expect((await ask('GET /api/health', ['Host: box:8080'])).status).toBe(421);
  });

  it('streams the events of a job', async () => {
    const { status, text } = await ask(`GET /api/jobs/${jobId}/events`, ['Host: assay.example']);

    expect(status).toBe(200);
    expect(text).toContain('data: {"seq":0,');
  });
});

describe('a request of a page', () => {
  const FOREIGN = ['https://evil.example', 'http://dash.example', 'https://dash.example:8443', 'null', 'garbage', ''];

  it.each(FOREIGN)('of the origin "%s" is refused', async (origin) => {
    for (const line of [
      'GET /api/jobs',
      `GET /api/jobs/${jobId}/events`,
      'POST /api/run',
      'OPTIONS /api/run',
      'GET /robots.txt',
      'GET /%zz',
    ]) {
      const { status, type, text } = await ask(line, [
        'Host: localhost',
        `Origin: ${origin}`,
        'Access-Control-Request-Method: POST',
      ]);
      expect([line, status, type]).toEqual([line, 403, 'application/problem+json']);
      expect(text.toLowerCase()).not.toContain('access-control-allow-origin');
    }
    const webSocket = await askWebSocket('Host: localhost', `Origin: ${origin}`);
    expect([webSocket.status, webSocket.type]).toEqual([403, 'application/problem+json']);
  });

  it.each(['https://dash.example', 'http://localhost:5173', 'http://localhost'])(
    'of the origin %s may call',
    async (origin) => {
      const headers = ['Host: assay.example', `Origin: ${origin}`];
      const preflight = await ask('OPTIONS /api/run', [...headers, 'Access-Control-Request-Method: POST']);

      expect(preflight.status).toBe(204);
      expect(preflight.text.toLowerCase()).toContain(`access-control-allow-origin: ${origin}`);
      expect((await ask('GET /api/jobs', headers)).status).toBe(200);
      expect((await askWebSocket(...headers)).status).toBe(101);
    },
  );

  it('of the same host may call, also behind a proxy that ends TLS', async () => {
    for (const [host, origin] of [
      ['assay.example', 'https://assay.example'],
      ['assay.example:443', 'https://assay.example'],
      ['box:8443', 'https://box:8443'],
      ['127.0.0.1:8080', 'http://127.0.0.1:8080'],
    ]) {
      expect((await ask('GET /api/jobs', [`Host: ${host}`, `Origin: ${origin}`])).status).toBe(200);
      expect((await askWebSocket(`Host: ${host}`, `Origin: ${origin}`)).status).toBe(101);
    }
  });

  it('of the same name and another port is foreign', async () => {
    expect((await ask('GET /api/jobs', ['Host: assay.example:8080', 'Origin: http://assay.example:9090'])).status).toBe(403);
  });
});
