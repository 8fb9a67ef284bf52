import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ADD_FIVE, RunningServer } from './running-server.ts';
import { RawConnection } from './raw-request.ts';

const BROWSER = { accept: 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8' };
const FEATURES = /camera=\(\).*microphone=\(\)/;

let server: RunningServer;
let site: string;
let jobId: string;
let otherId: string;

beforeAll(async () => {
  site = await mkdtemp(join(tmpdir(), 'assay-site-'));
  await writeFile(join(site, 'index.html'), '<!doctype html><title>App</title><script>document.title = 1;</script>');
  server = await RunningServer.start({ staticDir: site });
  jobId = await server.startJob('evaluate', ADD_FIVE);
  await server.settledJob(jobId);
  otherId = await server.startJob('evaluate', ADD_FIVE);
  await server.settledJob(otherId);
});

afterAll(async () => {
  await server.close();
  await rm(site, { recursive: true });
});

interface Page {
  readonly html: string;
  readonly headers: Headers;
}

/** Every route of the document that answers with HTML, and the pages that are no part of it. */
const PAGES: Readonly<Record<string, () => Promise<Page>>> = {
  '/': () => page('/'),
  '/docs': () => page('/docs'),
  '/docs/': () => page('/docs/'),
  '/redoc': () => page('/redoc'),
  '/any/page/of/the/app': () => page('/any/page/of/the/app'),
  '/api/jobs/{job_id}/report': () => page(`/api/jobs/${jobId}/report`),
  '/api/compare/report': () => page('/api/compare/report', { run_ids: [jobId, otherId] }),
};

async function page(path: string, body?: object): Promise<Page> {
  const request = body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) };
  const headers = { ...BROWSER, ...(body === undefined ? {} : { 'content-type': 'application/json' }) };
  const response = await fetch(server.url + path, { headers, ...request });
  expect([response.status, response.headers.get('content-type')?.split(';')[0]]).toEqual([200, 'text/html']);
  return { html: await response.text(), headers: response.headers };
}

/** The sources that a policy names for a directive; those of `default-src` where it doesn't. */
function sourcesOf(headers: Headers, directive: string): readonly string[] {
  const policy = (headers.get('content-security-policy') ?? '').split(';').map((part) => part.trim().split(' '));
  const [, ...sources] = policy.find(([name]) => name === directive) ?? policy.find(([name]) => name === 'default-src') ?? [];
  return sources;
}

function hashOf(text: string): string {
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
}

function expectSecureHeaders(headers: Headers): void {
  expect(sourcesOf(headers, 'frame-ancestors')).toEqual(["'none'"]);
  expect(headers.get('x-frame-options')).toBe('DENY');
  expect(headers.get('x-content-type-options')).toBe('nosniff');
  expect(['no-referrer', 'same-origin']).toContain(headers.get('referrer-policy'));
  expect(headers.get('permissions-policy')).toMatch(FEATURES);
  expect(headers.get('cross-origin-opener-policy')).toBe('same-origin');
  expect(headers.get('cross-origin-resource-policy')).toBe('same-origin');
}

describe('every page', () => {
  it('is walked here', async () => {
    const { paths } = (await server.get<{ paths: Record<string, Record<string, { responses: object }>> }>('/openapi.json'))
      .body;
    const pages = Object.entries(paths).filter(([, methods]) =>
      Object.values(methods).some(({ responses }) => JSON.stringify(responses).includes('"text/html"')),
    );
    expect(pages.map(([path]) => path).filter((path) => !(path in PAGES))).toEqual([]);
  });

  it.each(Object.keys(PAGES))('keeps others out: %s', async (path) => {
    const { headers } = await (PAGES[path] as () => Promise<Page>)();
    expectSecureHeaders(headers);
    expect(headers.get('access-control-allow-credentials')).toBeNull();
  });

  it.each(Object.keys(PAGES))('runs no script that is not ours, and only the inline ones that are named: %s', async (path) => {
    const { html, headers } = await (PAGES[path] as () => Promise<Page>)();
    const allowed = sourcesOf(headers, 'script-src');
    expect(allowed.join(' ')).not.toMatch(/'unsafe-inline'|'unsafe-eval'|\*|https?:/);
    const inline = [...html.matchAll(/<script(?![^>]*\ssrc)[^>]*>([\s\S]*?)<\/script>/g)].map(([, text = '']) => hashOf(text));
    expect(inline.filter((hash) => !allowed.includes(hash))).toEqual([]);
    expect(html).not.toMatch(/<[^>]+\son\w+\s*=/);
    expect(sourcesOf(headers, 'object-src')).toEqual(["'none'"]);
    expect(["'none'", "'self'"]).toContain(sourcesOf(headers, 'base-uri')[0]);
  });

  it.each(['/api/jobs/{job_id}/report', '/api/compare/report'])(
    'of a report loads nothing, and has one style, by its hash: %s',
    async (path) => {
      const { html, headers } = await (PAGES[path] as () => Promise<Page>)();
      expect(sourcesOf(headers, 'default-src')).toEqual(["'none'"]);
      expect(sourcesOf(headers, 'script-src')).toEqual(["'none'"]);
      expect(sourcesOf(headers, 'form-action')).toEqual(["'none'"]);
      const styles = [...html.matchAll(/<style>([\s\S]*?)<\/style>/g)].map(([, text = '']) => hashOf(text));
      expect(styles).toEqual(sourcesOf(headers, 'style-src'));
      expect(html).not.toMatch(/<[^>]+\sstyle=/);
      expect(headers.get('cache-control')).toBe('no-store');
    },
  );
});

describe('every other answer', () => {
  it.each([
    ['/api/jobs', 200],
    ['/api/catalog', 200],
    ['/api/jobs/none', 404],
    ['/api/jobs?limit=none', 422],
    ['/nowhere', 404],
    ['/%zz', 400],
    ['/ws', 426],
    ['/openapi.json', 200],
  ])('loads nothing, is kept nowhere and taken for nothing else: %s', async (path, status) => {
    const response = await fetch(server.url + path);
    expect(response.status).toBe(status);
    expectSecureHeaders(response.headers);
    expect(sourcesOf(response.headers, 'script-src')).toEqual(["'none'"]);
    expect(response.headers.get('cache-control')).toBe('no-store');
  });

  it.each([
    ['GET /api/jobs HTTP/1.1\r\nhost: evil.example\r\n\r\n', '421'],
    ['GET /api/jobs HTTP/1.1\r\nhost: localhost\r\norigin: https://evil.example\r\n\r\n', '403'],
    ['nonsense\r\n\r\n', '400'],
  ])('has them also where it is a refusal: %j', async (request, status) => {
    const connection = new RawConnection(server.url);
    connection.write(request.replace('\r\n\r\n', '\r\nconnection: close\r\n\r\n'));
    const answer = await connection.answer;
    expect(answer).toContain(`HTTP/1.1 ${status} `);
    expect(answer.toLowerCase()).toContain("content-security-policy: default-src 'none'");
    expect(answer.toLowerCase()).toContain('x-content-type-options: nosniff');
  });
});

describe('cross-origin requests', () => {
  it('never come with credentials, also where every origin may call', async () => {
    const open = await RunningServer.start({ corsOrigins: ['*'] });
    try {
      for (const method of ['GET', 'OPTIONS']) {
        const headers = { origin: 'https://any.example', 'access-control-request-method': 'GET' };
        const response = await fetch(`${open.url}/api/jobs`, { method, headers });
        expect(response.headers.get('access-control-allow-origin')).toBe('*');
        expect(response.headers.get('access-control-allow-credentials')).toBeNull();
      }
    } finally {
      await open.close();
    }
  });
});
