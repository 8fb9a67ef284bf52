import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { Config } from '../../src/config/config.ts';
import { CookieBrowser, type Visit } from './cookie-browser.ts';
import { GuardedServer } from './guarded-server.ts';
import { CLIENT_ID, CLIENT_SECRET, OidcProviderProcess, OTHER_CLIENT_ID, PUBLIC_CLIENT_ID } from './oidc-provider-process.ts';
import { RunningServer } from './running-server.ts';

const HOUR_MS = 3_600_000;

let provider: OidcProviderProcess;
/** With a secret, and with keys. */
let server: GuardedServer;
/** A public client under a path, behind a trusted proxy, without any key; two wrong tries shut an address out. */
let other: RunningServer;
let otherUrl: string;
/** How far the clock is ahead. */
let aheadMs = 0;

beforeAll(async () => {
  const now = Date.now.bind(Date);
  jest.spyOn(Date, 'now').mockImplementation(() => now() + aheadMs);
  provider = await OidcProviderProcess.prepare();
  const settings: Partial<Config> = {
    oidcIssuer: provider.issuer,
    oidcClientId: CLIENT_ID,
    oidcScopes: ['openid', 'profile', 'groups'],
    oidcGroups: [
      { group: 'readers', scope: 'read' },
      { group: 'CN=Ops,OU=Teams', scope: 'admin' },
      { group: 'users', scope: 'run' },
    ],
  };
  server = await GuardedServer.start({ ...settings, oidcClientSecret: CLIENT_SECRET });
  other = await RunningServer.start({
    ...settings,
    oidcClientId: PUBLIC_CLIENT_ID,
    basePath: '/assay',
    trustedProxies: ['127.0.0.1'],
    allowedHosts: ['assay.example'],
    maxWrongKeysPerMinute: 2,
  });
  otherUrl = `${other.url}/assay`;
});

afterAll(async () => {
  jest.restoreAllMocks();
  await Promise.all([server.close(), other.close(), provider.stop()]);
});

afterEach(() => {
  aheadMs = 0;
});

/** Begins at Assay, and returns the address at the provider with parameters changed. */
async function leave(browser: CookieBrowser, changed: Readonly<Record<string, string>> = {}): Promise<string> {
  const { onward } = await browser.visit(`${server.url}/sign-in/oidc`);
  const url = new URL(onward ?? '');
  for (const [name, value] of Object.entries(changed)) url.searchParams.set(name, value);
  return url.href;
}

async function signIn(browser: CookieBrowser, login: string, base = server.url, next = '/'): Promise<Visit> {
  const callback = await provider.signIn(browser, `${base}/sign-in/oidc?next=${encodeURIComponent(next)}`, login);
  return browser.visit(callback);
}

async function me(browser: CookieBrowser, base = server.url): Promise<{ status: number; body: unknown }> {
  const { status, body } = await browser.visit(`${base}/api/me`, undefined, { accept: 'application/json' });
  return { status, body: JSON.parse(body) as unknown };
}

/** The lines that are there whole: one may just be written. */
async function audited(): Promise<readonly Record<string, unknown>[]> {
  const text = await readFile(join(server.root.path, '.storage', 'audit.jsonl'), 'utf8');
  return text
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}

describe('a provider that is down', () => {
  it('stops neither the server nor keys, and the page says so', async () => {
    const { status, body, headers } = await new CookieBrowser().visit(`${server.url}/sign-in/oidc`);
    expect([status, headers.get('set-cookie')]).toEqual([503, null]);
    expect(body).toContain('can’t be reached');
    expect(body).toContain('href="/sign-in/oidc?next=%2F"');
    expect((await server.ask('GET', '/api/jobs', server.bearer('read'))).status).toBe(200);
  });

  it('is asked again when it is back', async () => {
    await provider.start([server.url, otherUrl, 'https://assay.example/assay']);
    expect((await signIn(new CookieBrowser(), 'cleo')).status).toBe(200);
  });
});

describe('a server with a provider', () => {
  it('asks everybody who they are, also on its own machine and without any key', async () => {
    expect((await me(new CookieBrowser(), otherUrl)).status).toBe(401);
    const { body } = await new CookieBrowser().visit(`${otherUrl}/sign-in?next=/docs`);
    expect(body).toContain('href="/assay/sign-in/oidc?next=%2Fdocs"');
  });
});

describe('a person', () => {
  it.each([
    ['ada', 'Ada Lovelace', 'admin'],
    ['ben', 'Ben <b>', 'run'],
    ['cleo', 'Cleo', 'read'],
  ])('signs in as %s with the highest scope of the groups', async (login, name, scope) => {
    const browser = new CookieBrowser();
    const visit = await signIn(browser, login, server.url, '/docs?x=1');
    expect([visit.status, visit.onward]).toEqual([200, `${server.url}/docs?x=1`]);
    expect(visit.headers.getSetCookie()).toContainEqual(expect.stringMatching(/^assay_session=.*; HttpOnly; SameSite=Strict$/));
    expect(await me(browser)).toEqual({ status: 200, body: { name, scope, kind: 'session', auth: true, can_sign_out: true } });
    const { body } = await browser.visit(`${server.url}/sign-in`);
    expect(body).toContain(`<strong>${name.replace('<b>', '&lt;b&gt;')}</strong>`);
  });

  it('may do no more than the scope says', async () => {
    const browser = new CookieBrowser();
    await signIn(browser, 'cleo');
    const headers = { origin: server.url, 'content-type': 'application/json' };
    expect((await browser.visit(`${server.url}/api/run`, {}, headers)).status).toBe(403);
  });

  it('without a group that has a scope is refused, and can sign in as somebody else', async () => {
    const browser = new CookieBrowser();
    const { status, body } = await signIn(browser, 'dan');
    expect(status).toBe(403);
    expect(body).toContain('knows you as Dan, but no group of yours may use this server');
    expect(browser.cookie(server.url, 'assay_session')).toBeUndefined();
    const [, link = ''] = /href="(\/sign-in\/oidc[^"]+)"/.exec(body) ?? [];
    const again = await provider.signIn(browser, server.url + link.replaceAll('&amp;', '&'), 'ada');
    expect((await browser.visit(again)).status).toBe(200);
  });

  it('never goes on to another site', async () => {
    expect((await signIn(new CookieBrowser(), 'cleo', server.url, '//evil.example/')).onward).toBe(`${server.url}/`);
  });

  it('gets a new session, and the old one is over', async () => {
    const browser = new CookieBrowser();
    await signIn(browser, 'ada');
    const old = browser.cookie(server.url, 'assay_session') ?? '';
    await signIn(browser, 'ada');
    expect(browser.cookie(server.url, 'assay_session')).not.toBe(old);
    expect((await server.ask('GET', '/api/jobs', { cookie: `assay_session=${old}` })).status).toBe(401);
  });

  it('is signed in no longer than a session lasts', async () => {
    const browser = new CookieBrowser();
    await signIn(browser, 'ada');
    aheadMs = 11 * HOUR_MS;
    expect((await me(browser)).status).toBe(200);
    aheadMs = 24 * HOUR_MS;
    expect((await me(browser)).status).toBe(401);
  });

  it('signs out here and at the provider', async () => {
    const browser = new CookieBrowser();
    await signIn(browser, 'ada');
    const session = browser.cookie(server.url, 'assay_session') ?? '';
    const { status, onward } = await browser.visit(`${server.url}/sign-out`, {}, { origin: server.url });
    expect(status).toBe(200);
    const url = new URL(onward ?? '');
    expect([url.origin, url.searchParams.get('post_logout_redirect_uri')]).toEqual([provider.issuer, `${server.url}/sign-in`]);
    expect((await server.ask('GET', '/api/jobs', { cookie: `assay_session=${session}` })).status).toBe(401);
    const { status: ended, body } = await browser.visit(url.href);
    expect([ended, body]).toEqual([200, expect.stringContaining('logout')]);
  });

  it('who signed in with a key is not sent to the provider when signing out', async () => {
    const browser = new CookieBrowser();
    await browser.visit(`${server.url}/sign-in`, { key: server.key('read') }, { origin: server.url });
    const { status, onward } = await browser.visit(`${server.url}/sign-out`, {}, { origin: server.url });
    expect([status, onward]).toEqual([303, `${server.url}/sign-in`]);
  });
});

describe('a callback', () => {
  const OVER = 'This sign-in is over';
  const FOREIGN = 'does not belong to this sign-in';

  async function refused(browser: CookieBrowser, callback: string, why: string): Promise<void> {
    const { status, body, headers } = await browser.visit(callback);
    expect([status, body]).toEqual([401, expect.stringContaining(why)]);
    expect(headers.get('set-cookie')).toBeNull();
    expect(browser.cookie(server.url, 'assay_session')).toBeUndefined();
  }

  it('counts once', async () => {
    const browser = new CookieBrowser();
    const callback = await provider.signIn(browser, await leave(browser), 'ada');
    const secret = browser.cookie(server.url, 'assay_sign_in') ?? '';
    expect((await browser.visit(callback)).status).toBe(200);
    const thief = new CookieBrowser();
    thief.setCookie(server.url, 'assay_sign_in', secret);
    await refused(thief, callback, OVER);
  });

  it('counts for the browser that began alone, and a foreign state ends nothing', async () => {
    const [victim, attacker] = [new CookieBrowser(), new CookieBrowser()];
    const own = await provider.signIn(victim, await leave(victim), 'cleo');
    const planted = await provider.signIn(attacker, await leave(attacker), 'ada');
    await refused(victim, planted, OVER);
    await refused(new CookieBrowser(), own, OVER);
    const url = new URL(own);
    url.searchParams.set('state', 'made-up');
    await refused(victim, url.href, OVER);
    expect((await victim.visit(own)).status).toBe(200);
  });

  it('with the nonce of another sign-in is refused', async () => {
    const browser = new CookieBrowser();
    await refused(browser, await provider.signIn(browser, await leave(browser, { nonce: 'another' }), 'ada'), FOREIGN);
  });

  it('with the code of another client, or with none of the provider, is refused', async () => {
    const browser = new CookieBrowser();
    await refused(
      browser,
      await provider.signIn(browser, await leave(browser, { client_id: OTHER_CLIENT_ID }), 'ada'),
      FOREIGN,
    );
    const url = new URL(await provider.signIn(browser, await leave(browser), 'ada'));
    url.searchParams.set('code', 'made-up');
    await refused(browser, url.href, FOREIGN);
  });

  it('with the code of a sign-in that another browser began is refused', async () => {
    const [victim, attacker] = [new CookieBrowser(), new CookieBrowser()];
    const stolen = new URL(await provider.signIn(victim, await leave(victim), 'ada'));
    const own = new URL(await provider.signIn(attacker, await leave(attacker), 'cleo'));
    own.searchParams.set('code', stolen.searchParams.get('code') ?? '');
    await refused(attacker, own.href, FOREIGN);
  });

  it('from another issuer is refused', async () => {
    const browser = new CookieBrowser();
    const url = new URL(await provider.signIn(browser, await leave(browser), 'ada'));
    url.searchParams.set('iss', 'https://evil.example');
    await refused(browser, url.href, FOREIGN);
  });

  it('that comes after more than ten minutes is refused', async () => {
    const browser = new CookieBrowser();
    const callback = await provider.signIn(browser, await leave(browser), 'ada');
    aheadMs = 601_000;
    await refused(browser, callback, OVER);
  });

  it('that says that the provider refused is shown, without its words', async () => {
    const browser = new CookieBrowser();
    const state = new URL(await leave(browser)).searchParams.get('state') ?? '';
    const query = new URLSearchParams({
      error: 'access_denied',
      error_description: 'call 555-0100',
      state,
      iss: provider.issuer,
    });
    const { status, body } = await browser.visit(`${server.url}/sign-in/callback?${query.toString()}`);
    expect([status, body.includes('555-0100')]).toEqual([401, false]);
    expect(body).toContain('did not let you sign in');
  });

  it('is recorded, whoever it was, and no code, state or token is', async () => {
    const browser = new CookieBrowser();
    const callback = new URL(await provider.signIn(browser, await leave(browser), 'ada'));
    await browser.visit(callback.href);
    await browser.visit(callback.href);
    let lines = await audited();
    while (lines.at(-1)?.['reason'] !== 'no_attempt') lines = await audited();
    const [signedIn, replayed] = lines.slice(-2);
    expect(signedIn).toMatchObject({
      action: 'session.sign_in',
      outcome: 'ok',
      principal: { kind: 'session', name: 'Ada Lovelace' },
    });
    expect(replayed).toMatchObject({ action: 'session.sign_in', outcome: 'refused', reason: 'no_attempt' });
    const text = JSON.stringify(lines);
    for (const name of ['code', 'state']) expect(text).not.toContain(callback.searchParams.get(name));
  });
});

describe('a server under a path, behind a proxy', () => {
  it('takes people back to where they began', async () => {
    const browser = new CookieBrowser();
    const { onward } = await signIn(browser, 'ben', otherUrl, '/docs');
    expect(onward).toBe(`${otherUrl}/docs`);
    expect(await me(browser, otherUrl)).toMatchObject({ status: 200, body: { scope: 'run' } });
  });

  it('has the address of the proxy, and cookies for HTTPS alone where the proxy has HTTPS', async () => {
    const headers = { 'x-forwarded-host': 'assay.example', 'x-forwarded-proto': 'https', 'x-forwarded-prefix': '/assay' };
    const { onward, headers: answered } = await new CookieBrowser().visit(`${other.url}/sign-in/oidc`, undefined, headers);
    expect(new URL(onward ?? '').searchParams.get('redirect_uri')).toBe('https://assay.example/assay/sign-in/callback');
    expect(answered.get('set-cookie')).toMatch(
      /^__Host-assay_sign_in=[\w-]{43}; Path=\/; Max-Age=600; HttpOnly; SameSite=Lax; Secure$/,
    );
  });

  it('shuts an address out that tries codes', async () => {
    const tries = [];
    for (let n = 0; n < 3; n += 1)
      tries.push((await new CookieBrowser().visit(`${otherUrl}/sign-in/callback?code=${n}&state=x`)).status);
    expect(tries).toEqual([401, 401, 429]);
  });
});

describe('a provider that went away and came back', () => {
  it('refuses a sign-in with what it has forgotten, and takes new ones, also with all claims in the ID token', async () => {
    const browser = new CookieBrowser();
    const callback = await provider.signIn(browser, await leave(browser), 'ada');
    await provider.stop();
    expect((await browser.visit(callback)).status).toBe(503);
    await provider.start([server.url, otherUrl], { fillsIdToken: true });
    const fresh = new CookieBrowser();
    expect((await signIn(fresh, 'ada')).status).toBe(200);
    expect(await me(fresh)).toMatchObject({ body: { name: 'Ada Lovelace', scope: 'admin' } });
  });
});
