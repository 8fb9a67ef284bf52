import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type Overrides, parseConfig } from '../config/parse-config.ts';
import { startAccess } from './start-access.ts';

describe('the keys of a server that starts', () => {
  let storageDir: string;

  beforeEach(() => {
    storageDir = mkdtempSync(join(tmpdir(), 'assay-start-'));
  });
  afterEach(() => rmSync(storageDir, { recursive: true }));

  function start(settings: Overrides): Promise<readonly string[]> {
    return startAccess(parseConfig({}, { storageDir, ...settings }).config);
  }

  it('are none on its own machine', async () => {
    expect(await start({})).toEqual([]);
  });

  it.each([{ host: '0.0.0.0' }, { trustedProxies: '127.0.0.1' }])(
    'are made once where others may reach it: %j',
    async (settings) => {
      expect(await start(settings)).toEqual([
        expect.stringMatching(/^Other machines may reach this server.*\n\n {2}assay_[\w-]+/),
      ]);
      expect(await start(settings)).toEqual([]);
    },
  );

  it('are none where people sign in by a provider', async () => {
    const provider = { oidcIssuer: 'https://id.example', oidcClientId: 'assay', oidcGroups: 'ops:admin' };
    expect(await start({ host: '0.0.0.0', ...provider })).toEqual([]);
  });
});
