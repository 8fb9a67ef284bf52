import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { WebSocket } from 'ws';
import { CookieBrowser } from './cookie-browser.ts';
import { FleetRig, type Member, until } from './fleet-rig.ts';
import { OidcProviderProcess, PUBLIC_CLIENT_ID } from './oidc-provider-process.ts';
import { ADD_FIVE } from './running-server.ts';

const run = promisify(execFile);
const MAIN = join(import.meta.dirname, '..', '..', 'dist', 'main.js');
const FIRST_KEY = /assay_[\w-]{43}/;

let rig: FleetRig;
let a: Member;
let b: Member;
let key: string;

beforeAll(async () => {
  rig = await FleetRig.start();
  // A proxy that is named is there to let others in, so that each asks for a key.
  const env = { ASSAY_TRUSTED_PROXIES: '127.0.0.1' };
  [a, b] = await Promise.all([rig.join('api', { env }), rig.join('api', { env })]);
  key = await Promise.race([a.process.said(FIRST_KEY), b.process.said(FIRST_KEY)]);
});

afterAll(() => rig.close());

async function assay(...args: string[]): Promise<string> {
  const env = { ...process.env, ASSAY_DATABASE_URL: rig.databaseUrl, ASSAY_AUDIT_LOG: 'off' };
  return (await run(process.execPath, [MAIN, ...args], { env })).stdout.trim();
}

function ask({ url }: Member, path: string, headers: Record<string, string> = {}, init: RequestInit = {}): Promise<Response> {
  return fetch(`${url}${path}`, { redirect: 'manual', ...init, headers });
}

async function ticket(): Promise<string> {
  const answer = await ask(a, '/api/tickets', { 'x-api-key': key }, { method: 'POST' });
  return ((await answer.json()) as { ticket: string }).ticket;
}

async function session(): Promise<string> {
  const form = { 'content-type': 'application/x-www-form-urlencoded', origin: a.url };
  const answer = await ask(a, '/sign-in', form, { method: 'POST', body: new URLSearchParams({ key, next: '/' }).toString() });
  return (answer.headers.get('set-cookie') ?? '').split(';', 1)[0] ?? '';
}

/** The status of an upgrade that is refused, or 101. */
function upgrade({ url }: Member, path: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(`${url.replace('http', 'ws')}${path}`);
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

describe('two servers that start at once over one empty database', () => {
  it('make one first key, which holds at both', async () => {
    const { keys } = (await (await ask(b, '/api/keys', { 'x-api-key': key })).json()) as { keys: { name: string }[] };
    expect(keys.map(({ name }) => name)).toEqual(['first']);
    for (const member of [a, b]) {
      expect([(await ask(member, '/api/jobs')).status, (await ask(member, '/api/jobs', { 'x-api-key': key })).status]).toEqual([
        401, 200,
      ]);
    }
  });

  it('know a key as soon as it is made or revoked anywhere', async () => {
    const secret = await assay('keys', 'add', 'ci', '--scope', 'read');
    const statuses = (): Promise<number[]> =>
      Promise.all([a, b].map(async (member) => (await ask(member, '/api/jobs', { 'x-api-key': secret })).status));
    await until(async () => (await statuses()).join() === '200,200');
    await assay('keys', 'revoke', 'ci');
    await until(async () => (await statuses()).join() === '401,401');
  });
});

describe('what one of two servers over a database has given', () => {
  it('is a session at both, until it is ended at either', async () => {
    const cookie = await session();
    const headers = { cookie, 'sec-fetch-site': 'same-origin' };
    expect((await ask(a, '/api/jobs', headers)).status).toBe(200);
    expect((await ask(b, '/api/jobs', headers)).status).toBe(200);
    await ask(b, '/sign-out', { cookie, origin: b.url }, { method: 'POST' });
    expect([(await ask(a, '/api/jobs', headers)).status, (await ask(b, '/api/jobs', headers)).status]).toEqual([401, 401]);
  });

  it('is a ticket that opens one connection, at either', async () => {
    const headers = { 'x-api-key': key, 'content-type': 'application/json' };
    const started = await ask(a, '/api/evaluate', headers, { method: 'POST', body: JSON.stringify(ADD_FIVE) });
    const { job_id: jobId } = (await started.json()) as { job_id: string };
    const path = `/api/jobs/${jobId}/events?ticket=${await ticket()}`;
    const leaving = new AbortController();
    const opened = await Promise.all([a, b, a, b].map((member) => ask(member, path, {}, { signal: leaving.signal })));
    expect(opened.map(({ status }) => status).toSorted()).toEqual([200, 401, 401, 401]);
    leaving.abort();
    const socket = `/ws?ticket=${await ticket()}`;
    const upgrades = await Promise.all([b, a, b, a].map((member) => upgrade(member, socket)));
    expect(upgrades.toSorted()).toEqual([101, 401, 401, 401]);
  });
});

describe('a sign-in at a provider that one of two servers has begun', () => {
  it('ends once, at the other, with a session at both', async () => {
    const provider = await OidcProviderProcess.prepare();
    const env = {
      ASSAY_OIDC_ISSUER: provider.issuer,
      ASSAY_OIDC_CLIENT_ID: PUBLIC_CLIENT_ID,
      ASSAY_OIDC_GROUPS: 'readers:read',
    };
    const [c, d] = await Promise.all([
      rig.join('api', { env: { ...env, ASSAY_OIDC_SCOPES: 'openid profile groups' } }),
      rig.join('api', { env: { ...env, ASSAY_OIDC_SCOPES: 'openid profile groups' } }),
    ]);
    await provider.start([c.url, d.url]);
    const browser = new CookieBrowser();
    const back = (await provider.signIn(browser, `${c.url}/sign-in/oidc`, 'cleo')).replace(c.url, d.url);
    expect((await browser.visit(back)).status).toBe(200);
    for (const { url } of [c, d]) expect((await browser.visit(`${url}/api/me`)).status).toBe(200);
    expect((await browser.visit(back.replace(d.url, c.url))).status).toBe(401);
    await provider.stop();
  });
});

describe('two servers whose database is away', () => {
  it('let nobody in, and say 503; a key of the environment is known all the same', async () => {
    const cookie = await session();
    const given = await ticket();
    const own = await rig.join('api', { env: { ASSAY_API_KEYS: 'a-key-of-the-environment:read' } });
    await rig.postgres.halt('SIGKILL');
    // What was looked up within the last second still counts.
    await until(async () => (await ask(b, '/api/settings', { 'x-api-key': key })).status === 503);
    const refused = await Promise.all([
      ask(b, '/api/settings', { 'x-api-key': key }),
      ask(b, '/api/settings', { cookie, 'sec-fetch-site': 'same-origin' }),
      ask(b, `/api/jobs/stream?ticket=${given}`),
      ask(b, '/api/settings'),
    ]);
    expect(refused.map(({ status }) => status)).toEqual([503, 503, 503, 503]);
    expect(Number(refused[0].headers.get('retry-after'))).toBeGreaterThan(0);
    expect(await upgrade(b, `/ws?ticket=${given}`)).toBe(503);
    expect((await ask(b, '/api/health')).status).toBe(200);
    expect((await ask(own, '/api/me', { 'x-api-key': 'a-key-of-the-environment' })).status).toBe(200);
    await rig.postgres.resume();
    await until(async () => (await ask(b, '/api/settings', { cookie, 'sec-fetch-site': 'same-origin' })).status === 200);
  });
});
