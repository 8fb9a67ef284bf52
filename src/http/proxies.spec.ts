import { describe, expect, it } from '@jest/globals';
import { prefixOf, Proxies } from './proxies.ts';

const PROXIES = new Proxies({ trustedProxies: ['127.0.0.1', '10.0.0.0/8'], basePath: '/base' });

function request(remoteAddress: string, headers: Record<string, string> = {}, url = '/'): Parameters<Proxies['routedUrl']>[0] {
  return { headers, socket: { remoteAddress }, url };
}

describe('the address of a client', () => {
  it.each([
    ['without a header', '127.0.0.1', undefined, '127.0.0.1'],
    ['that a trusted proxy names', '127.0.0.1', '203.0.113.9', '203.0.113.9'],
    ['that came through two trusted proxies', '127.0.0.1', '203.0.113.9, 10.0.0.2', '203.0.113.9'],
    ['that made up one more', '127.0.0.1', '198.51.100.1, 203.0.113.9', '203.0.113.9'],
    ['that is no proxy and names another', '203.0.113.9', '198.51.100.1', '203.0.113.9'],
    ['in an IPv6 socket', '::ffff:10.0.0.2', '203.0.113.9', '203.0.113.9'],
    ['of IPv6 in brackets with a port', '127.0.0.1', '[2001:db8::7]:51234', '2001:db8::7'],
    ['that is named with a port', '127.0.0.1', '203.0.113.9:51234', '203.0.113.9'],
    ['behind a proxy that is trusted by its IPv4 address', '127.0.0.1', '203.0.113.9, ::ffff:127.0.0.1', '203.0.113.9'],
    ['behind such a proxy in hex', '127.0.0.1', '203.0.113.9, ::ffff:7f00:1', '203.0.113.9'],
    ['that is itself in a trusted range', '127.0.0.1', '10.0.0.7, 10.0.0.2', '10.0.0.7'],
  ])('is the right one of a client %s', (_name, peer, forwarded, expected) => {
    const headers = forwarded === undefined ? undefined : { 'x-forwarded-for': forwarded };
    expect(PROXIES.clientAddress(request(peer, headers))).toBe(expected);
  });
});

describe('an X-Forwarded-For that names no address', () => {
  it.each(['garbage', '[::1', '[garbage]', 'unknown', '', '127.0.0.1:x', '198.51.100.1, _hidden', '127.0.0.1, 10.0.0.256'])(
    'leaves the proxy’s own address, and the client unknown: %j',
    (forwarded) => {
      const passed = request('127.0.0.1', { 'x-forwarded-for': forwarded });
      expect(PROXIES.client(passed)).toEqual({ address: '127.0.0.1', isKnown: false });
    },
  );

  it('is ignored behind the nearest address that is one', () => {
    const behindProxy = request('127.0.0.1', { 'x-forwarded-for': 'garbage, 10.0.0.2' });
    expect(PROXIES.client(behindProxy)).toEqual({ address: '10.0.0.2', isKnown: false });
    const madeUp = request('127.0.0.1', { 'x-forwarded-for': 'garbage, 203.0.113.9' });
    expect(PROXIES.client(madeUp)).toEqual({ address: '203.0.113.9', isKnown: true });
  });
});

describe('the host that a client asked for', () => {
  it('is what a trusted proxy says, and nobody else', () => {
    const headers = { 'x-forwarded-host': 'evil.example, assay.example' };

    expect(PROXIES.forwardedHost(request('127.0.0.1', headers))).toBe('assay.example');
    expect(PROXIES.forwardedHost(request('203.0.113.9', headers))).toBeUndefined();
    expect(PROXIES.forwardedHost(request('127.0.0.1'))).toBeUndefined();
  });
});

describe('the prefix of a request', () => {
  const under = (prefix: string): Record<string, string> => ({ 'x-forwarded-prefix': prefix });

  it.each([
    ['/assay/api/jobs?limit=1', under('/assay'), '/api/jobs?limit=1', '/assay'],
    ['/api/jobs', under('/assay/'), '/api/jobs', '/assay'],
    ['/assay', under('/assay'), '/', '/assay'],
    ['/assay?x=1', under('/assay'), '/?x=1', '/assay'],
    ['/assayer', under('/assay'), '/assayer', '/assay'],
    ['/a/b/docs', under('/a/b'), '/docs', '/a/b'],
    ['/base/docs', {}, '/docs', '/base'],
    ['/docs', {}, '/docs', '/base'],
    ['/docs', under('/'), '/docs', ''],
  ])('%s with %j is the route %s under %j', (url, headers, route, prefix) => {
    const passed = request('10.0.0.2', headers, url);

    expect([PROXIES.routedUrl(passed), prefixOf(passed)]).toEqual([route, prefix]);
  });

  it.each([
    '//evil.example',
    '/a//b',
    '/a/../b',
    'assay',
    '/a b',
    '/a"b',
    '/<b>',
    '/api',
    '/docs/x',
    `/${'a'.repeat(201)}`,
    'https://e.x/',
  ])('is never %j', (prefix) => {
    const passed = request('127.0.0.1', under(prefix));
    PROXIES.routedUrl(passed);

    expect(prefixOf(passed)).toBe('/base');
  });

  it('is not what an untrusted client says', () => {
    const passed = request('203.0.113.9', under('/assay'), '/assay/docs');

    expect([PROXIES.routedUrl(passed), prefixOf(passed)]).toEqual(['/assay/docs', '/base']);
  });

  it('is taken off once', () => {
    const passed = request('127.0.0.1', under('/assay'), '/assay/assay/docs');
    const routed = Object.assign(passed, { url: PROXIES.routedUrl(passed) });

    expect(PROXIES.routedUrl(routed)).toBe('/assay/docs');
  });
});
