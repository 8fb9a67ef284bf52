import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { RunningServer } from './running-server.ts';

const BROWSER = { accept: 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8' };
const BOOT = "document.title = 'Dashboard';";
const INDEX = `<!doctype html><title>App</title><script>${BOOT}</script><script type="module" src="/assets/index-B7k2xQ9a.js"></script>`;
const HASHED = '/assets/index-B7k2xQ9a.js';
const SECRET = 'secret: hunter2';

let folder: string;
let server: RunningServer;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'assay-site-'));
  const site = join(folder, 'site');
  await mkdir(join(site, 'assets'), { recursive: true });
  await mkdir(join(site, 'api'));
  await mkdir(join(site, '.git'));
  await mkdir(join(folder, 'site-of-others'));
  const files = {
    'secret.txt': SECRET,
    'site-of-others/secret.txt': SECRET,
    'site/index.html': INDEX,
    'site/robots.txt': 'User-agent: *',
    'site/.env': SECRET,
    'site/.git/config': SECRET,
    'site/api/health': SECRET,
    'site/docs': SECRET,
    'site/assets/index-B7k2xQ9a.js': 'export {};',
    'site/assets/my-component.js': 'export {};',
    'site/assets/über uns.txt': 'about us',
  };
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
  await symlink(join(folder, 'secret.txt'), join(site, 'link.txt'));
  await symlink(folder, join(site, 'up'));
  await symlink(join(site, '.env'), join(site, 'env.txt'));
  await symlink(join(site, 'robots.txt'), join(site, 'inside.txt'));
  server = await RunningServer.start({ staticDir: site });
});

afterAll(async () => {
  await server.close();
  await rm(folder, { recursive: true });
});

function get(path: string, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(server.url + path, { headers, redirect: 'manual' });
}

/** Status and text of a path that is sent unchanged, without a client's normalization. */
async function raw(path: string, accept = '*/*'): Promise<string> {
  const socket = connect(Number(new URL(server.url).port), '127.0.0.1');
  const chunks: Buffer[] = [];
  socket.on('data', (chunk: Buffer) => chunks.push(chunk));
  socket.write(`GET ${path} HTTP/1.1\r\nhost: localhost\r\naccept: ${accept}\r\nconnection: close\r\n\r\n`);
  await new Promise((resolve) => socket.on('close', resolve));
  return Buffer.concat(chunks).toString();
}

describe('a single-page app in ASSAY_STATIC_DIR', () => {
  it.each(['/', '/runs/7', '/runs/gpt-4.1', '/deep/er/page?tab=2', '/assets', '/apis'])(
    'is what a browser gets at %s',
    async (path) => {
      const response = await get(path, BROWSER);

      expect([response.status, response.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
      expect(response.headers.get('cache-control')).toBe('no-cache');
      expect(response.headers.get('vary')).toContain('accept');
      expect(await response.text()).toBe(INDEX);
    },
  );

  it('leaves / to programs as it is', async () => {
    expect((await server.get('/')).body).toMatchObject({ status: 'ok', service: 'assay-api' });
    expect((await server.get('/', { accept: 'application/json' })).body).toMatchObject({ service: 'assay-api' });
  });

  it.each([
    [HASHED, 'application/javascript; charset=utf-8', 'public, max-age=31536000, immutable'],
    ['/assets/my-component.js', 'application/javascript; charset=utf-8', 'no-cache'],
    ['/robots.txt', 'text/plain; charset=utf-8', 'no-cache'],
    ['/inside.txt', 'text/plain; charset=utf-8', 'no-cache'],
    ['/assets/%C3%BCber%20uns.txt', 'text/plain; charset=utf-8', 'no-cache'],
    ['/index.html', 'text/html; charset=utf-8', 'no-cache'],
  ])('serves its file %s', async (path, type, cacheControl) => {
    for (const headers of [{}, BROWSER]) {
      const response = await get(path, headers);
      expect([response.status, response.headers.get('content-type')]).toEqual([200, type]);
      expect(response.headers.get('cache-control')).toBe(cacheControl);
    }
  });

  it('tells a browser that has a file that it is still the same', async () => {
    const etag = (await get('/robots.txt')).headers.get('etag') ?? '';

    expect(await raw('/robots.txt', `*/*\r\nif-none-match: ${etag}`)).toMatch(/^HTTP\/1\.1 304 /);
  });

  it('answers HEAD without a body', async () => {
    const response = await fetch(server.url + HASHED, { method: 'HEAD' });

    expect([response.status, response.headers.get('content-length'), await response.text()]).toEqual([200, '10', '']);
  });

  it('lets the page run its own scripts and load nothing from elsewhere', async () => {
    const policy = (await get('/', BROWSER)).headers.get('content-security-policy') ?? '';

    expect(policy).toContain(`'sha256-${createHash('sha256').update(BOOT).digest('base64')}'`);
    expect(policy).toContain("default-src 'self'");
    expect(policy).not.toMatch(/https?:|script-src[^;]*'unsafe-inline'/);
  });

  it.each(['/api/health', '/api/catalog', '/openapi.json'])('never shadows %s', async (path) => {
    const response = await get(path, BROWSER);

    expect([response.status, response.headers.get('content-type')]).toEqual([200, expect.stringContaining('json')]);
    expect(await response.text()).not.toContain(SECRET);
  });

  it.each(['/docs', '/redoc'])('never shadows the page %s, which is as wide as its window', async (path) => {
    const page = await (await get(path, BROWSER)).text();
    expect(page).toMatch(/swagger-ui|redoc/);
    expect(page).toContain('<meta name="viewport" content="width=device-width, initial-scale=1">');
  });

  it.each(['/api', '/api/', '/api/nothing', '/docs/nothing', '/redoc/nothing', '/ws/nothing'])(
    'answers the unknown %s with a problem, to a browser too',
    async (path) => {
      const response = await get(path, BROWSER);

      expect([response.status, response.headers.get('content-type')]).toEqual([
        404,
        expect.stringMatching(/^application\/problem/),
      ]);
    },
  );

  it('leaves /ws to WebSockets', async () => {
    const response = await get('/ws', BROWSER);

    expect([response.status, response.headers.get('upgrade')]).toEqual([426, 'websocket']);
  });

  it('answers a missing file, and what is no GET, with a problem', async () => {
    expect((await get('/assets/gone-A1b2C3d4.js')).status).toBe(404);
    expect((await fetch(`${server.url}/runs/7`, { method: 'POST', headers: BROWSER })).status).toBe(404);
  });

  it.each([
    '/../secret.txt',
    '/..%2fsecret.txt',
    '/%2e%2e/secret.txt',
    '/%2e%2e%2fsecret.txt',
    '/%252e%252e/secret.txt',
    '/assets/../../secret.txt',
    '/assets/..%2f..%2fsecret.txt',
    '/assets/..%5c..%5csecret.txt',
    '/..\\secret.txt',
    '//secret.txt',
    '/./../secret.txt',
    '/../site-of-others/secret.txt',
    '/up/secret.txt',
    '/up/site-of-others/secret.txt',
    '/link.txt',
    '/env.txt',
    '/.env',
    '/%2eenv',
    '/.git/config',
    '/.git%2fconfig',
    '/index.html%00.txt',
    '/%zz',
    '/%c0%ae%c0%ae/secret.txt',
    '/assets/',
  ])('reads nothing for %s', async (path) => {
    for (const accept of ['*/*', BROWSER.accept]) {
      const answer = await raw(path, accept);
      expect(answer).not.toContain('hunter2');
      expect(answer).toMatch(/^HTTP\/1\.1 (400|404) |<title>App<\/title>/);
    }
    expect(await raw(path)).toMatch(/^HTTP\/1\.1 (400|404) /);
  });
});
