import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { parseConfig } from '../../config/parse-config.ts';
import { addKey, KeyFileError, readKeyFile, revokeKey } from './key-file.ts';
import { KeyRing } from './key-ring.ts';
import { KeyUses, lastUses } from './key-uses.ts';

const NOW = new Date('2026-11-30T12:00:00.000Z');

let folder: string;
let path: string;
let nowMs: number;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'assay-keys-'));
  path = join(folder, 'keys.json');
  nowMs = NOW.getTime();
});

afterEach(() => rm(folder, { recursive: true }));

function ring(apiKeys = ''): KeyRing {
  const { config } = parseConfig(apiKeys === '' ? {} : { ASSAY_API_KEYS: apiKeys }, { keysFile: path });
  return new KeyRing(config, () => nowMs);
}

function newKey(name: string): Promise<string> {
  return addKey(path, { name, scope: 'run', expiresAt: null }, NOW);
}

describe('KeyRing', () => {
  it('has the keys of the environment and of the file', async () => {
    const secret = await newKey('ci');
    const keys = ring('one:read,two:admin:ops');
    expect(keys.find('one')).toMatchObject({ name: 'environment-1', scope: 'read' });
    expect(keys.find('two')).toMatchObject({ name: 'ops', scope: 'admin' });
    expect(keys.find(secret)).toMatchObject({ name: 'ci', scope: 'run' });
    for (const wrong of ['', 'on', 'one ', 'one:read', secret.slice(0, -1)]) expect(keys.find(wrong)).toBeUndefined();
  });

  it('sees new and revoked keys within a second', async () => {
    const keys = ring();
    expect(keys.isInUse).toBe(false);
    const secret = await newKey('ci');
    nowMs += 1_000;
    expect([keys.isInUse, keys.find(secret)?.name]).toEqual([true, 'ci']);
    await revokeKey(path, 'ci');
    nowMs += 1_000;
    expect(keys.find(secret)).toBeUndefined();
  });

  it('asks for keys also once there are none any more', async () => {
    await newKey('ci');
    const keys = ring();
    await rm(path);
    nowMs += 1_000;
    expect(keys.isInUse).toBe(true);
  });

  it('has no key of a file that can’t be read, and says why', async () => {
    const secret = await newKey('ci');
    const keys = ring('one:read');
    await writeFile(path, '{');
    nowMs += 1_000;
    expect([keys.find(secret), keys.find('one')?.name, keys.isInUse]).toEqual([undefined, 'environment-1', true]);
    expect(keys.fault?.message).toContain('it is no file of keys');
    expect(() => ring()).toThrow(KeyFileError);
  });
});

describe('the file of keys', () => {
  it('has no key, only hashes', async () => {
    const secret = await newKey('ci');
    expect(secret).toMatch(/^assay_[\w-]{43}$/);
    expect(await readFile(path, 'utf8')).not.toContain(secret.slice(6));
  });

  it('takes a name once', async () => {
    await newKey('ci');
    await expect(newKey('ci')).rejects.toThrow('There is a key "ci" already');
    await expect(revokeKey(path, 'other')).rejects.toThrow('There is no key "other"');
  });

  it('loses nothing when several write', async () => {
    await Promise.all(['a', 'b', 'c', 'd'].map(newKey));
    expect((readKeyFile(path) ?? []).map(({ name }) => name).sort()).toEqual(['a', 'b', 'c', 'd']);
  });
});

describe('KeyUses', () => {
  it('keeps the last use to the minute', async () => {
    const uses = new KeyUses(path, () => nowMs);
    uses.add('1');
    nowMs += 61_000;
    uses.add('1');
    uses.add('2');
    await uses.write();
    expect(await lastUses(path)).toEqual({ '1': '2026-11-30T12:01:00.000Z', '2': '2026-11-30T12:01:00.000Z' });
  });
});
