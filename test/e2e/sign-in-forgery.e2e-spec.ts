import { readFile, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { GuardedServer } from './guarded-server.ts';
import { RunningServer } from './running-server.ts';

type Line = Readonly<Record<string, unknown>>;

const FORM = { 'content-type': 'application/x-www-form-urlencoded' };
const JSON_TYPE = { 'content-type': 'application/json' };

let server: GuardedServer;
const log: Line[] = [];

beforeAll(async () => {
  server = await GuardedServer.start({
    logLevel: 'info',
    logDestination: { write: (line: string) => void log.push(JSON.parse(line) as Line) },
    maxWrongKeysPerMinute: 10,
    trustedProxies: ['127.0.0.1'],
  });
});

afterAll(() => server.close());

/** Sends headers that `fetch` sets by itself. */
async function send(path: string, headers: Record<string, string>, { method = 'POST', body = '' } = {}): Promise<Sent> {
  return new Promise((resolve, reject) => {
    request(`${server.url}${path}`, { method, headers }, (answer) => {
      let text = '';
      answer.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
      answer.once('end', () =>
        resolve({
          status: answer.statusCode,
          cookies: answer.headers['set-cookie'],
          retry: answer.headers['retry-after'],
          text,
        }),
      );
    })
      .once('error', reject)
      .end(body);
  });
}

interface Sent {
  readonly status: number | undefined;
  readonly cookies: readonly string[] | undefined;
  readonly retry: string | undefined;
  readonly text: string;
}

function rightForm(): string {
  return new URLSearchParams({ key: server.key('admin'), next: '/' }).toString();
}

/** The lines of the audit log that have this reason, once there are so many. */
async function audited(reason: string, count: number): Promise<Line[]> {
  for (;;) {
    const text = await readFile(join(server.root.path, '.storage', 'audit.jsonl'), 'utf8').catch(() => '');
    // One may just be written.
    const lines = text
      .split('\n')
      .slice(0, -1)
      .map((line) => JSON.parse(line) as Line);
    const found = lines.filter((line) => line['reason'] === reason);
    if (found.length >= count) return found;
    await setTimeout(20);
  }
}

describe('signing in and out', () => {
  const FOREIGN: readonly Record<string, string>[] = [
    { origin: 'http://127.0.0.1:3000' },
    { origin: 'http://localhost:5173' },
    { 'sec-fetch-site': 'same-site' },
    { 'sec-fetch-site': 'cross-site' },
  ];

  it.each(FOREIGN)('is refused to pages of other origins, of this machine too: %j', async (headers) => {
    const signedIn = await send('/sign-in', { ...FORM, ...headers }, { body: rightForm() });
    expect([signedIn.status, signedIn.cookies, JSON.parse(signedIn.text)]).toMatchObject([
      403,
      undefined,
      { type: 'urn:assay:problem:foreign_origin' },
    ]);

    const { headers: own } = await server.ask('POST', '/sign-in', { ...FORM, origin: server.url }, rightForm());
    const cookie = (own.get('set-cookie') ?? '').split(';', 1)[0] ?? '';
    const signedOut = await send('/sign-out', { ...headers, cookie });
    expect([signedOut.status, signedOut.cookies]).toEqual([403, undefined]);
    expect((await server.ask('GET', '/api/jobs', { cookie })).status).toBe(200);

    const begun = await send('/sign-in/oidc', headers, { method: 'GET' });
    expect([begun.status, begun.cookies]).toEqual([403, undefined]);
  });

  it.each<Record<string, string>>([
    {},
    { 'sec-fetch-site': 'same-origin' },
    { 'sec-fetch-site': 'same-origin', origin: 'http://127.0.0.1:3000' },
    { 'sec-fetch-site': 'none' },
  ])('works for programs and for pages of the server: %j', async (headers) => {
    expect((await send('/sign-in', { ...FORM, ...headers }, { body: rightForm() })).status).toBe(303);
    expect((await send('/sign-out', headers)).status).toBe(303);
  });
});

describe('a key that is no text', () => {
  it('is a wrong key like any other, counted and written down', async () => {
    const before = (await audited('unknown_key', 0)).length;
    const bodies = ['{"key":1}', '{"key":null}', '{"key":["a"]}', '{"key":{"trim":1}}', 'null', '[]', '"x"', '{}'];
    const from = { ...JSON_TYPE, 'x-forwarded-for': '203.0.113.9' };
    for (const body of bodies) {
      const { status, text } = await send('/sign-in', from, { body });
      expect([body, status, text.includes('role="alert"')]).toEqual([body, 401, true]);
    }
    const lines = (await audited('unknown_key', before + bodies.length)).slice(before);
    expect(lines.map(({ action, outcome, address }) => [action, outcome, address])).toEqual(
      bodies.map(() => ['session.sign_in', 'refused', '203.0.113.9']),
    );
    for (let n = bodies.length; n < 10; n += 1) await send('/sign-in', from, { body: '{"key":1}' });
    expect((await send('/sign-in', from, { body: '{"key":1}' })).status).toBe(429);
  });
});

describe('an X-Forwarded-For that names no address', () => {
  it('is never the client’s address, in the log and in the audit log', async () => {
    const headers = { authorization: 'Bearer guess', 'x-forwarded-for': 'garbage', 'x-request-id': 'garbage-1' };
    expect((await send('/api/jobs', headers, { method: 'GET' })).status).toBe(401);
    const isOurs = (line: Line): boolean => line['request_id'] === 'garbage-1';
    let found: Line | undefined;
    while (found === undefined) found = (await audited('unknown_key', 1)).find(isOurs);
    expect(found['address']).toBe('127.0.0.1');
    expect(log.filter(isOurs)).toMatchObject([{ req: { address: '127.0.0.1' } }]);
  });

  it('does not make a client of a proxy on this machine a local one', async () => {
    const open = await RunningServer.start({ trustedProxies: ['127.0.0.1'] });
    for (const [forwarded, status] of [
      ['127.0.0.1', 200],
      ['[::1]:4000', 200],
      ['[::1', 401],
      ['garbage', 401],
      ['203.0.113.9:4000', 401],
    ] as const) {
      const answer = await fetch(`${open.url}/api/jobs`, { headers: { 'x-forwarded-for': forwarded } });
      expect([forwarded, answer.status]).toEqual([forwarded, status]);
    }
    await open.close();
  });
});

describe('a broken file of keys', () => {
  it('is a check that is down, with its reason, and in the log of who tried to sign in', async () => {
    const text = await readFile(server.keysPath, 'utf8');
    await writeFile(server.keysPath, '{"version":1');
    let ready = await server.ask('GET', '/api/ready');
    for (; ready.status !== 503; ready = await server.ask('GET', '/api/ready')) await setTimeout(50);
    const { detail, checks } = JSON.parse(ready.body) as { detail: string; checks: { keys: Line } };
    expect(checks.keys).toMatchObject({ status: 'down', message: expect.stringContaining('it is no file of keys') as unknown });
    expect(detail).toMatch(/^keys is down since 20\S+Z: nobody gets in/);
    expect(detail).not.toContain(server.root.path);

    const {
      status,
      retry,
      text: page,
    } = await send('/sign-in', { ...FORM, 'x-request-id': 'broken-1' }, { body: rightForm() });
    expect([status, retry, page.includes('can’t read its file of keys')]).toEqual([503, '30', true]);
    const line = log.find((entry) => entry['request_id'] === 'broken-1' && 'res' in entry);
    expect(line).toMatchObject({
      level: 50,
      problem: 'keys_unreadable',
      err: { message: expect.stringContaining(server.keysPath) as unknown },
    });
    expect(await audited('keys_unreadable', 1)).toMatchObject([{ action: 'session.sign_in', outcome: 'failed' }]);

    await writeFile(server.keysPath, text);
    while ((await server.ask('GET', '/api/ready')).status !== 200) await setTimeout(50);
  });
});
