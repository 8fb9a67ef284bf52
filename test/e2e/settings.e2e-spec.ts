import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { KeyListDto } from '../../src/http/keys.dto.ts';
import type { SettingListDto } from '../../src/http/settings.dto.ts';
import { addKey } from '../../src/http/access/key-list.ts';
import { GuardedServer } from './guarded-server.ts';

const SHA256 = '0123456789abcdef'.repeat(4);

let server: GuardedServer;

beforeAll(async () => {
  const apiKeys = [{ name: 'given', scope: 'run' as const, sha256: SHA256, isShort: false }];
  server = await GuardedServer.start({ maxQueuedJobs: 7, apiKeys });
});
afterAll(() => server.close());

async function shown(path: string): Promise<string> {
  const { status, body } = await server.ask('GET', path, server.bearer('admin'));
  expect(status).toBe(200);
  return body;
}

describe('GET /api/settings', () => {
  it('shows every setting with its value, what that is from and what it is for, and no secret', async () => {
    const text = await shown('/api/settings');
    const { settings } = JSON.parse(text) as SettingListDto;
    const setting = (variable: string) => settings.find(({ variables }) => variables.includes(variable));
    expect(setting('ASSAY_MAX_QUEUED_JOBS')).toEqual({
      group: 'Jobs',
      variables: ['ASSAY_MAX_QUEUED_JOBS'],
      flag: null,
      value: '7',
      default: '0',
      source: 'program',
      secret: false,
      allowed: 'an integer of 0 or more',
      purpose: expect.stringContaining('jobs that may wait') as unknown,
    });
    expect(setting('ASSAY_MAX_WORKERS')).toMatchObject({ value: '256', source: 'default' });
    expect(setting('ASSAY_API_KEYS')).toMatchObject({ value: 'set', secret: true });
    expect(text).not.toContain(SHA256);
  });

  it('is for the scope admin', async () => {
    for (const path of ['/api/settings', '/api/keys'])
      expect((await server.ask('GET', path, server.bearer('run'))).status).toBe(403);
  });
});

describe('GET /api/keys', () => {
  it('shows the keys of the file and of the environment, without what they are', async () => {
    await addKey(server.keyList, { name: 'old', scope: 'read', expiresAt: '2020-01-01T00:00:00.000Z' }, new Date());
    let text = await shown('/api/keys');
    while (!text.includes('"old"')) text = await shown('/api/keys');
    const { keys } = JSON.parse(text) as KeyListDto;
    expect(keys.map(({ name, scope, source }) => [name, scope, source])).toEqual([
      ['given', 'run', 'environment'],
      ['read', 'read', 'file'],
      ['run', 'run', 'file'],
      ['admin', 'admin', 'file'],
      ['old', 'read', 'file'],
    ]);
    const ends = keys.map(({ expires_at: at, is_expired: isPast, last_used_at: used }) => [at, isPast, used]);
    expect(ends.slice(-2)).toEqual([
      [null, false, null],
      ['2020-01-01T00:00:00.000Z', true, null],
    ]);
    expect(text).not.toMatch(/sha256|[\da-f]{64}/);
  });
});
