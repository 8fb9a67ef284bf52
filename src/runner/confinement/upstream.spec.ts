import { describe, expect, it } from '@jest/globals';
import { hostOf } from './provider-host.ts';
import { proxyFor } from './upstream.ts';

const PROXY = 'http://proxy.example:3128';

describe('proxyFor', () => {
  it.each([
    ['https://api.example/v1', {}, null],
    ['https://api.example/v1', { HTTPS_PROXY: PROXY }, PROXY],
    ['https://api.example/v1', { https_proxy: PROXY, HTTPS_PROXY: 'http://other' }, PROXY],
    ['https://api.example/v1', { HTTP_PROXY: PROXY }, PROXY],
    ['http://api.example/v1', { HTTPS_PROXY: PROXY }, null],
    ['https://api.example/v1', { HTTPS_PROXY: PROXY, NO_PROXY: '*' }, null],
    ['https://api.example/v1', { HTTPS_PROXY: PROXY, NO_PROXY: 'other, .example' }, null],
    ['https://api.example/v1', { HTTPS_PROXY: PROXY, NO_PROXY: 'API.example:443' }, null],
    ['https://api.example/v1', { HTTPS_PROXY: PROXY, NO_PROXY: 'api.example:8443' }, PROXY],
    ['https://api.example/v1', { HTTPS_PROXY: PROXY, NO_PROXY: 'pi.example' }, PROXY],
    ['http://[::1]:11434/v1', { HTTP_PROXY: PROXY, NO_PROXY: '[::1]' }, null],
  ])('is, for %s and %j, %s', (url, variables, proxy) => {
    expect(proxyFor(hostOf(url), variables)).toBe(proxy);
  });
});

describe('hostOf', () => {
  it.each([
    ['https://api.example/v1', { name: 'api.example', port: 443, isTls: true }],
    ['http://127.0.0.1:11434/v1', { name: '127.0.0.1', port: 11434, isTls: false }],
    ['http://[::1]/v1', { name: '[::1]', port: 80, isTls: false }],
  ])('takes the server from %s', (url, host) => {
    expect(hostOf(url)).toEqual(host);
  });
});
