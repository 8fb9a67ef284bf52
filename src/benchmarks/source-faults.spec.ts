import { describe, expect, it } from '@jest/globals';
import { networkFault } from './source-faults.ts';

const SERVER = new URL('https://datasets.example/rows');

/** An error as undici throws it. */
function failed(cause: object): Error {
  return new TypeError('fetch failed', { cause });
}

function system(code: string, facts: object = {}): Error {
  return Object.assign(new Error(`${code} happened`), { code, ...facts });
}

describe('networkFault', () => {
  it.each<[string, object, string]>([
    [
      'an unknown name',
      system('ENOTFOUND', { hostname: 'datasets.example' }),
      'the name of datasets.example was not found (ENOTFOUND)',
    ],
    [
      'no name server',
      system('EAI_AGAIN', { hostname: 'datasets.example' }),
      'the name of datasets.example was not found (EAI_AGAIN)',
    ],
    ['an unknown proxy', system('ENOTFOUND', { hostname: 'proxy' }), 'the name of the proxy proxy was not found (ENOTFOUND)'],
    [
      'a closed port',
      system('ECONNREFUSED', { address: '192.0.2.1', port: 443 }),
      'datasets.example refuses the connection (ECONNREFUSED)',
    ],
    [
      'a proxy that is not there',
      system('ECONNREFUSED', { address: '192.0.2.1', port: 3128 }),
      'the proxy 192.0.2.1:3128 refuses the connection (ECONNREFUSED)',
    ],
    [
      'no network',
      system('ENETUNREACH', { address: '192.0.2.1', port: 443 }),
      'there is no way to datasets.example (ENETUNREACH)',
    ],
    ['no answer', system('UND_ERR_CONNECT_TIMEOUT'), 'datasets.example does not answer'],
    ['a connection that breaks', system('ECONNRESET'), 'the connection broke off'],
    [
      'a certificate of its own',
      system('SELF_SIGNED_CERT_IN_CHAIN'),
      'no safe connection could be made (SELF_SIGNED_CERT_IN_CHAIN happened, SELF_SIGNED_CERT_IN_CHAIN)',
    ],
    [
      'a proxy that wants a name',
      new Error('Proxy response (407) !== 200 when HTTP Tunneling'),
      'the proxy refuses to connect (407): it wants a name and a password, as in http://name:password@proxy.example:8080',
    ],
    [
      'a proxy that forbids',
      new Error('Proxy response (403) !== 200 when HTTP Tunneling'),
      'the proxy refuses to connect (403)',
    ],
    ['anything else', system('EWEIRD'), 'the connection failed (EWEIRD happened, EWEIRD)'],
  ])('names %s', (_what, cause, message) => {
    expect(networkFault(failed(cause), SERVER).message).toBe(message);
  });

  it('says the first of several addresses', () => {
    const errors = [system('ECONNREFUSED', { address: '::1', port: 443 }), system('ENETUNREACH')];
    expect(networkFault(failed(new AggregateError(errors)), SERVER).message).toBe(
      'datasets.example refuses the connection (ECONNREFUSED)',
    );
  });

  it.each([
    ['ECONNRESET', true],
    ['ENOTFOUND', true],
    ['CERT_HAS_EXPIRED', false],
    ['ERR_TLS_CERT_ALTNAME_INVALID', false],
    ['UND_ERR_RES_EXCEEDED_MAX_SIZE', false],
  ])('knows whether %s may pass', (code, mayPass) => {
    expect(networkFault(failed(system(code)), SERVER).mayPass).toBe(mayPass);
  });

  it('shows nothing of the libraries inside', () => {
    const inside = system('ERR_SSL_WRONG_VERSION_NUMBER', { message: '40ED:error:0A00010B:SSL routines:tls.c:77:' });
    expect(networkFault(failed(inside), SERVER).message).toBe(
      'no safe connection could be made (ERR_SSL_WRONG_VERSION_NUMBER)',
    );
  });
});
