import type { IncomingMessage } from 'node:http';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { FastifyReply } from 'fastify';
import { parseConfig } from '../../config/parse-config.ts';
import { RequestRates, showsKey } from './request-rates.ts';

const SHOWING = { url: '/api/jobs', headers: { 'x-api-key': 'guessed' } } as unknown as IncomingMessage;
const KEY = { id: 'key 1', noun: 'key' } as const;

function rates(maxRequestsPerMinute: number, maxWrongKeysPerMinute = 3): RequestRates {
  return new RequestRates(parseConfig({}, { maxRequestsPerMinute, maxWrongKeysPerMinute }).config);
}

describe('the requests of a caller', () => {
  const sent: Record<string, string> = {};
  const reply = { headers: (headers: Record<string, string>) => Object.assign(sent, headers) } as unknown as FastifyReply;

  it('are refused beyond those of a minute, with the time to wait, and counted apart from those of others', async () => {
    const counted = rates(2);
    expect(await counted.count(KEY, reply)).toBeUndefined();
    expect(sent).toEqual({ 'ratelimit-policy': '"key";q=2;w=60', ratelimit: '"key";r=1;t=60' });
    expect(await counted.count(KEY, reply)).toBeUndefined();
    const fault = await counted.count(KEY, reply);
    expect(fault).toMatchObject({ status: 429, headers: { 'retry-after': '60' } });
    expect(fault?.detail).toContain('ASSAY_MAX_REQUESTS_PER_MINUTE');
    expect(sent['ratelimit']).toBe('"key";r=0;t=60');
    expect(await counted.count({ id: 'key 2', noun: 'key' }, reply)).toBeUndefined();
  });

  it('are as many as they like where the limit is 0', async () => {
    const counted = rates(0);
    for (let n = 0; n < 10; n += 1) expect(await counted.count(KEY, reply)).toBeUndefined();
  });
});

describe('wrong keys of an address', () => {
  beforeEach(() => void jest.useFakeTimers());
  afterEach(() => void jest.useRealTimers());

  it('shut it out for the rest of the minute, and others not', async () => {
    const counted = rates(10, 3);
    for (let n = 0; n < 3; n += 1) {
      expect(counted.keyFault(SHOWING, '203.0.113.7')).toBeUndefined();
      await counted.countWrongKey('203.0.113.7');
    }
    expect(counted.keyFault(SHOWING, '203.0.113.7')).toMatchObject({ status: 429, code: 'too_many_wrong_keys' });
    expect(counted.keyFault(SHOWING, '203.0.113.8')).toBeUndefined();
    jest.advanceTimersByTime(60_001);
    expect(counted.keyFault(SHOWING, '203.0.113.7')).toBeUndefined();
  });

  it('are as many as it likes where the limit is 0', async () => {
    const counted = rates(10, 0);
    for (let n = 0; n < 30; n += 1) await counted.countWrongKey('203.0.113.7');
    expect(counted.keyFault(SHOWING, '203.0.113.7')).toBeUndefined();
  });
});

describe('showsKey', () => {
  it.each<[Partial<IncomingMessage>, boolean]>([
    [{ url: '/api/jobs', headers: {} }, false],
    [{ url: '/api/jobs', headers: { cookie: 'session=1' } }, false],
    [{ url: '/api/jobs', headers: { authorization: 'Bearer x' } }, true],
    [{ url: '/api/jobs', headers: { 'x-api-key': 'x' } }, true],
    [{ url: '/ws?ticket=1', headers: {} }, true],
    [{ url: '/sign-in?next=/', method: 'POST', headers: {} }, true],
    [{ url: '/sign-in', method: 'GET', headers: {} }, false],
    [{ url: '/sign-in/callback?code=1', method: 'GET', headers: {} }, true],
    [{ url: '/sign-in/oidc', method: 'GET', headers: {} }, false],
  ])('of %j is %j', (request, shows) => {
    expect(showsKey(request as IncomingMessage)).toBe(shows);
  });
});
