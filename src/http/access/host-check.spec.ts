import { hostname } from 'node:os';
import { describe, expect, it } from '@jest/globals';
import { type Overrides, parseConfig } from '../../config/parse-config.ts';
import { HostCheck } from './host-check.ts';

/** The status of the refusal of a request with these headers; `undefined` where it may pass. */
function statusOf(
  rawHeaders: readonly string[],
  { localAddress = '127.0.0.1', ...overrides }: Overrides & { readonly localAddress?: string } = {},
): number | undefined {
  const headers: Record<string, string> = {};
  for (let index = rawHeaders.length - 2; index >= 0; index -= 2)
    headers[(rawHeaders[index] ?? '').toLowerCase()] = rawHeaders[index + 1] ?? '';
  const request = { headers, rawHeaders: [...rawHeaders], socket: { localAddress } };
  return new HostCheck(parseConfig({}, overrides).config).fault(request)?.status;
}

describe('the host of a request', () => {
  it.each([
    'localhost',
    'localhost:8080',
    'LOCALHOST:8080',
    'localhost.:8080',
    'assay.localhost:8080',
    '127.0.0.1',
    '127.0.0.1:1',
    'localhost:',
    '127.8.9.10:65535',
    '[::1]:8080',
    '[0:0:0:0:0:0:0:1]:8080',
  ])('may be %s, which is loopback', (host) => {
    expect(statusOf(['Host', host])).toBeUndefined();
  });

  it.each([
    'evil.example',
    'evil.example:8080',
    'localhost.evil.example',
    '127.256.0.1',
    'evil-localhost',
    '127.0.0.1.evil.example',
    '127.evil.example:8080',
    '128.0.0.1',
    '10.0.0.7',
    '0.0.0.0:8080',
    '[::2]:8080',
    '[::ffff:7f00:1]',
    'localhost@evil.example',
    'evil.example#localhost',
    'localhost:8080:8080',
    'localhost:x',
    'localhost evil.example',
    '[::1',
    hostname(),
  ])('may not be %s', (host) => {
    expect(statusOf(['Host', host])).toBe(421);
  });

  it.each([
    ['192.168.1.20:8080', '192.168.1.20'],
    ['192.168.1.20', '::ffff:192.168.1.20'],
    ['[2001:db8::7]:8080', '2001:db8::7'],
    ['[2001:DB8:0::7]:8080', '2001:db8::7'],
  ])('may be %s where the request arrived at %s', (host, localAddress) => {
    expect(statusOf(['Host', host], { host: '0.0.0.0', localAddress })).toBeUndefined();
    expect(statusOf(['Host', host], { host: '0.0.0.0' })).toBe(421);
  });

  it.each(['0.0.0.0', '::'])('may be the name of the machine where it listens on %s', (host) => {
    expect(statusOf(['Host', `${hostname()}:8080`], { host })).toBeUndefined();
    expect(statusOf(['Host', 'other-machine:8080'], { host })).toBe(421);
  });

  it('may be the name that it was told to listen on', () => {
    expect(statusOf(['Host', 'assay.internal:8080'], { host: 'Assay.internal' })).toBeUndefined();
  });

  it.each([
    ['assay.example', 'assay.example'],
    ['assay.example:9000', 'assay.example'],
    ['Assay.Example.', 'assay.example'],
    ['assay.example:8443', 'assay.example:8443'],
    ['assay.example', 'assay.example:443'],
    ['[2001:db8::7]:8443', '[2001:db8:0::7]:8443'],
  ])('may be %s where %s is allowed', (host, allowed) => {
    expect(statusOf(['Host', host], { allowedHosts: `other.example,${allowed}` })).toBeUndefined();
  });

  it.each([
    ['assay.example:8080', 'assay.example:8443'],
    ['assay.example', 'assay.example:8443'],
    ['sub.assay.example', 'assay.example'],
    ['assay.example.evil.example', 'assay.example'],
  ])('may not be %s where %s is allowed', (host, allowed) => {
    expect(statusOf(['Host', host], { allowedHosts: allowed })).toBe(421);
  });

  it('must be there, and once', () => {
    expect(statusOf([])).toBe(400);
    expect(statusOf(['Host', ''])).toBe(400);
    expect(statusOf(['Host', 'localhost', 'host', 'evil.example'])).toBe(400);
    expect(statusOf(['Host', 'localhost', 'HOST', 'localhost'])).toBe(400);
  });
});

describe('a foreign page', () => {
  const check = new HostCheck(parseConfig({}, {}).config);
  const isForeign = (headers: Record<string, string>, method = 'POST'): boolean =>
    check.isForeignPage({ headers: { host: 'localhost:8080', ...headers }, rawHeaders: [], socket: {}, method });

  it.each<[string, Record<string, string>]>([
    ['another port', { origin: 'http://localhost:3000' }],
    ['another name', { origin: 'http://127.0.0.1:8080' }],
    ['a sandbox', { origin: 'null' }],
    ['the same site', { 'sec-fetch-site': 'same-site' }],
    ['another site', { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' }],
    ['the same site, whatever the origin', { origin: 'http://localhost:8080', 'sec-fetch-site': 'same-site' }],
  ])('is one of %s', (_name, headers) => {
    expect(isForeign(headers)).toBe(true);
  });

  it.each<[string, Record<string, string>]>([
    ['a program', {}],
    ['a page of the server', { origin: 'http://localhost:8080', 'sec-fetch-site': 'same-origin' }],
    ['a page of the server in an old browser', { origin: 'http://localhost:8080' }],
    ['a page behind a proxy with a host of its own', { origin: 'https://assay.example', 'sec-fetch-site': 'same-origin' }],
    ['a person', { 'sec-fetch-site': 'none' }],
  ])('is not %s', (_name, headers) => {
    expect(isForeign(headers)).toBe(false);
  });

  it('is not a link that a person follows, but what a page loads by itself', () => {
    const visit = { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' };
    expect(isForeign({ ...visit, 'sec-fetch-dest': 'document' }, 'GET')).toBe(false);
    expect(isForeign({ ...visit, 'sec-fetch-dest': 'iframe' }, 'GET')).toBe(true);
    expect(isForeign({ 'sec-fetch-site': 'same-site', 'sec-fetch-mode': 'no-cors', 'sec-fetch-dest': 'image' }, 'GET')).toBe(
      true,
    );
  });
});

describe('the origin of a request', () => {
  const corsOrigins = ['https://dash.example', 'http://localhost:*'];

  function originStatus(origin: string, host = 'assay.example:8080', origins = corsOrigins): number | undefined {
    return statusOf(['Host', host, 'Origin', origin], { allowedHosts: ['assay.example'], corsOrigins: origins });
  }

  it.each([
    'https://dash.example',
    'http://localhost',
    'http://localhost:5173',
    'http://assay.example:8080',
    'https://assay.example:8080',
  ])('may be %s', (origin) => {
    expect(originStatus(origin)).toBeUndefined();
  });

  it.each([
    '',
    'null',
    'https://dash.example.evil',
    'https://dash.example:8443',
    'http://localhost:x',
    'http://assay.example',
    'ftp://assay.example:8080',
    'http://assay.example:8080/',
    'http://dash.example',
    'https://dash.example, http://evil.example',
    '//',
  ])('may not be "%s"', (origin) => {
    expect(originStatus(origin)).toBe(403);
  });

  it('is that of the host also where a proxy adds the port of the scheme', () => {
    expect(originStatus('https://assay.example', 'assay.example:443')).toBeUndefined();
    expect(originStatus('http://assay.example', 'assay.example:80')).toBeUndefined();
    expect(originStatus('http://assay.example', 'assay.example:443')).toBe(403);
  });

  it('may be any where every origin may call the API, but the host may not', () => {
    expect(originStatus('https://any.example', 'localhost', ['*'])).toBeUndefined();
    expect(originStatus('https://any.example', 'any.example', ['*'])).toBe(421);
  });
});
