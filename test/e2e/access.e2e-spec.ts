import { stat } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { WebSocket } from 'ws';
import { addKey } from '../../src/http/access/key-list.ts';
import { LiveConnections } from '../../src/http/access/live-connections.ts';
import { ADD_FIVE } from './running-server.ts';
import { GuardedServer } from './guarded-server.ts';

const FORM = 'application/x-www-form-urlencoded';
const HTML = { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' };

let server: GuardedServer;
let jobId: string;

beforeAll(async () => {
  server = await GuardedServer.start();
  const json = { ...server.bearer('run'), 'content-type': 'application/json' };
  const { body } = await server.ask('POST', '/api/evaluate', json, JSON.stringify(ADD_FIVE));
  jobId = (JSON.parse(body) as { job_id: string }).job_id;
  await server.ask('GET', `/api/jobs/${jobId}/events`, server.bearer('read'));
});

afterAll(() => server.close());

function signIn(key: string, { next = '/', origin = server.url, cookie = '' } = {}): ReturnType<GuardedServer['ask']> {
  const headers = { 'content-type': FORM, origin, ...(cookie === '' ? {} : { cookie }) };
  return server.ask('POST', '/sign-in', headers, new URLSearchParams({ key, next }).toString());
}

async function session(scope: 'read' | 'run' | 'admin'): Promise<string> {
  const { headers } = await signIn(server.key(scope));
  return (headers.get('set-cookie') ?? '').split(';', 1)[0] ?? '';
}

async function ticket(scope: 'read' | 'run' = 'read'): Promise<string> {
  const { body } = await server.ask('POST', '/api/tickets', server.bearer(scope));
  return (JSON.parse(body) as { ticket: string }).ticket;
}

/** The status of an upgrade that is refused, or 101. */
function upgrade(path: string, headers: Record<string, string> = {}): Promise<number> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(`${server.url.replace('http', 'ws')}${path}`, { headers });
    socket.once('open', () => {
      socket.close();
      resolve(101);
    });
    socket.once('unexpected-response', (request, response) => {
      request.destroy();
      resolve(response.statusCode ?? 0);
    });
    socket.once('error', reject);
  });
}

describe('a key', () => {
  it('comes in Authorization or in X-API-Key', async () => {
    const secret = server.key('read');
    for (const headers of [
      { authorization: `Bearer ${secret}` },
      { authorization: `bearer  ${secret}` },
      { 'x-api-key': secret },
    ])
      expect((await server.ask('GET', '/api/jobs', headers)).status).toBe(200);
  });

  it.each(['Basic dXNlcjpwYXNz', 'Bearer', 'Bearer a b', ''])('is not "%s"', async (authorization) => {
    const { status, headers, body } = await server.ask('GET', '/api/jobs', { authorization });
    expect([status, headers.get('www-authenticate')]).toEqual([401, expect.stringContaining('Bearer')]);
    expect(JSON.parse(body)).toMatchObject({ status: 401, type: 'urn:assay:problem:no_key' });
  });

  it('is asked for before a body is read, and its scope is told', async () => {
    const { status, headers, body } = await server.ask('POST', '/api/run', server.bearer('read'), '{');
    expect(status).toBe(403);
    expect(headers.get('www-authenticate')).toContain('scope="run"');
    expect(body).toContain('This needs the scope run, and the key \\"read\\" has read');
    expect((await server.ask('POST', '/api/run', {}, '{')).status).toBe(401);
  });

  it('is needed for an upgrade', async () => {
    expect(await upgrade('/ws')).toBe(401);
    expect(await upgrade('/ws', { authorization: 'Bearer wrong' })).toBe(401);
    expect(await upgrade('/ws', server.bearer('read'))).toBe(101);
  });

  it('is kept as a hash, in a file for its owner alone', async () => {
    expect((await stat(server.keysPath)).mode & 0o777).toBe(0o600);
  });

  it('that is revoked ends its streams and sockets', async () => {
    const secret = await addKey(server.keyList, { name: 'leaving', scope: 'read', expiresAt: null }, new Date());
    const headers = { 'x-api-key': secret };
    const socket = new WebSocket(`${server.url.replace('http', 'ws')}/ws`, { headers: await known(headers) });
    await new Promise((resolve) => socket.once('open', resolve));
    const closed = new Promise((resolve) => socket.once('close', resolve));
    await server.revoke('leaving');
    while ((await server.ask('GET', '/api/jobs', headers)).status !== 401);
    await server.app.get(LiveConnections).look();
    expect(await closed).toBe(1008);
  });
});

/** Waits until the server has seen a new key. */
async function known(headers: Record<string, string>): Promise<Record<string, string>> {
  while ((await server.ask('GET', '/api/jobs', headers)).status !== 200);
  return headers;
}

describe('a session', () => {
  it('begins with a key, and no script can read its cookie', async () => {
    const { status, headers } = await signIn(server.key('run'), { next: '/docs' });
    expect([status, headers.get('location')]).toEqual([303, '/docs']);
    expect(headers.get('set-cookie')).toMatch(/^assay_session=assay_[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict$/);
  });

  it('has its key’s scope', async () => {
    const cookie = await session('read');
    expect((await server.ask('GET', '/api/jobs', { cookie })).status).toBe(200);
    const started = await server.ask('POST', '/api/run', { cookie, origin: server.url }, '{');
    expect(started.status).toBe(403);
  });

  it('is for the pages of the server alone', async () => {
    const cookie = await session('admin');
    for (const origin of ['http://localhost:3000', 'http://127.0.0.1:1'])
      expect((await server.ask('POST', '/api/run', { cookie, origin }, '{')).status).toBe(403);
    expect((await server.ask('POST', '/api/run', { cookie }, '{')).status).toBe(403);
    expect(
      (await server.ask('POST', '/api/run', { cookie, origin: server.url, 'content-type': 'application/json' }, '{')).status,
    ).toBe(422);
    expect(await upgrade('/ws', { cookie, origin: 'http://localhost:3000' })).toBe(403);
    expect(await upgrade('/ws', { cookie, origin: server.url })).toBe(101);
  });

  it('is a new one at every sign-in, and the old one is over', async () => {
    const planted = await session('read');
    const { headers } = await signIn(server.key('admin'), { cookie: planted });
    const [fresh = ''] = (headers.get('set-cookie') ?? '').split(';', 1);
    expect(fresh).not.toBe(planted);
    expect((await server.ask('GET', '/api/jobs', { cookie: planted })).status).toBe(401);
    expect((await server.ask('GET', '/api/jobs', { cookie: fresh })).status).toBe(200);
    expect((await server.ask('GET', '/api/jobs', { cookie: 'assay_session=chosen' })).status).toBe(401);
  });

  it('is over after signing out, also for whoever kept its cookie', async () => {
    const cookie = await session('read');
    const { status, headers } = await server.ask('POST', '/sign-out', { cookie, origin: server.url });
    expect([status, headers.get('location')]).toEqual([303, '/sign-in']);
    expect(headers.get('set-cookie')).toContain('Max-Age=0');
    expect((await server.ask('GET', '/api/jobs', { cookie })).status).toBe(401);
  });

  it('never leads to another site', async () => {
    const { headers } = await signIn(server.key('read'), { next: '//evil.example/' });
    expect(headers.get('location')).toBe('/');
  });

  it('does not begin with a wrong key, which the page says without repeating it', async () => {
    const { status, headers, body } = await signIn('assay_wrong"><script>', { next: '/docs' });
    expect([status, headers.get('set-cookie')]).toEqual([401, null]);
    expect(body).toContain('role="alert"');
    expect(body).toContain('name="next" value="/docs"');
    expect(body).not.toContain('assay_wrong');
    expect(headers.get('content-security-policy')).toContain("default-src 'none'");
  });

  it('is what a browser is sent to begin that opens a page', async () => {
    const { status, headers } = await server.ask('GET', `/api/jobs/${jobId}/report?x=1`, HTML);
    expect([status, headers.get('location')]).toEqual([
      303,
      `/sign-in?next=${encodeURIComponent(`/api/jobs/${jobId}/report?x=1`)}`,
    ]);
    const cookie = await session('read');
    expect((await server.ask('GET', `/api/jobs/${jobId}/report`, { ...HTML, cookie })).status).toBe(200);
  });
});

describe('a ticket', () => {
  const last = { 'last-event-id': '0' };

  it('opens one stream, and the same again only with Last-Event-ID', async () => {
    const path = `/api/jobs/${jobId}/events?ticket=${await ticket()}`;
    expect((await server.ask('GET', path)).status).toBe(200);
    expect((await server.ask('GET', path)).status).toBe(401);
    const again = await server.ask('GET', path, last);
    expect([again.status, again.body.startsWith('id: 1\n')]).toEqual([200, true]);
    expect((await server.ask('GET', path.replace(jobId, 'other'), last)).status).toBe(401);
  });

  it('opens one WebSocket', async () => {
    const path = `/ws?ticket=${await ticket()}`;
    expect(await upgrade(path)).toBe(101);
    expect(await upgrade(path)).toBe(401);
    expect(await upgrade(path, last)).toBe(101);
  });

  it('opens nothing but streams', async () => {
    const text = await ticket('run');
    for (const path of ['/api/jobs', `/api/jobs/${jobId}`, `/api/jobs/${jobId}/report`])
      expect((await server.ask('GET', `${path}?ticket=${text}`)).status).toBe(401);
    expect((await server.ask('POST', `/api/tickets?ticket=${text}`)).status).toBe(401);
  });

  it('must be one', async () => {
    for (const text of ['', 'x', 'assay_x', server.key('admin')])
      expect((await server.ask('GET', `/api/jobs/${jobId}/events?ticket=${text}`, last)).status).toBe(401);
  });
});
