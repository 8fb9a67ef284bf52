import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { KeyDocuments } from '../../domain/key-documents.ts';
import { parseConfig } from '../../config/parse-config.ts';
import { keyFiles } from './key-file.ts';
import { addFirstKey, addKey, KeyListError, readKeys, revokeKey } from './key-list.ts';
import { KeyRing } from './key-ring.ts';
import { KeyUses, lastUses } from './key-uses.ts';

const NOW = new Date('2026-11-30T12:00:00.000Z');

let folder: string;
let path: string;
let nowMs: number;
let documents: KeyDocuments;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'assay-keys-'));
  path = join(folder, 'keys.json');
  documents = keyFiles(path);
  nowMs = NOW.getTime();
});

afterEach(() => rm(folder, { recursive: true }));

function ring(apiKeys = ''): Promise<KeyRing> {
  const { config } = parseConfig(apiKeys === '' ? {} : { ASSAY_API_KEYS: apiKeys }, { keysFile: path });
  return KeyRing.open(config, documents.keys, () => nowMs);
}

function newKey(name: string): Promise<string> {
  return addKey(documents.keys, { name, scope: 'run', expiresAt: null }, NOW);
}

describe('KeyRing', () => {
  it('has the keys of the environment and of the file', async () => {
    const secret = await newKey('ci');
    const keys = await ring('one:read,two:admin:ops');
    expect(keys.find('one')).toMatchObject({ name: 'environment-1', scope: 'read' });
    expect(keys.find('two')).toMatchObject({ name: 'ops', scope: 'admin' });
    expect(keys.find(secret)).toMatchObject({ name: 'ci', scope: 'run' });
    for (const wrong of ['', 'on', 'one ', 'one:read', secret.slice(0, -1)]) expect(keys.find(wrong)).toBeUndefined();
  });

  it('sees new and revoked keys within a second', async () => {
    const keys = await ring();
    expect(keys.isInUse).toBe(false);
    const secret = await newKey('ci');
    nowMs += 1_000;
    await keys.look();
    expect([keys.isInUse, keys.find(secret)?.name]).toEqual([true, 'ci']);
    await revokeKey(documents.keys, 'ci');
    nowMs += 1_000;
    await keys.look();
    expect(keys.find(secret)).toBeUndefined();
  });

  it('asks for keys also once there are none any more', async () => {
    await newKey('ci');
    const keys = await ring();
    await rm(path);
    nowMs += 1_000;
    await keys.look();
    expect(keys.isInUse).toBe(true);
  });

  it('has no key of a file that can’t be read, and says why', async () => {
    const secret = await newKey('ci');
    const keys = await ring('one:read');
    await writeFile(path, '{');
    nowMs += 1_000;
    await keys.look();
    expect([keys.find(secret), keys.find('one')?.name, keys.isInUse]).toEqual([undefined, 'environment-1', true]);
    expect(keys.fault?.message).toContain('it is no file of keys');
    await expect(ring()).rejects.toThrow(KeyListError);
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
    await expect(revokeKey(documents.keys, 'other')).rejects.toThrow('There is no key "other"');
  });

  it('gets one first key, however many servers start at once, and no other while that is valid', async () => {
    const made = await Promise.all([1, 2, 3].map(() => addFirstKey(documents.keys, NOW)));
    expect(made.filter((key) => key !== undefined)).toEqual([{ name: 'first', secret: expect.any(String) }]);
    expect((await ring()).find(made.find((key) => key !== undefined)?.secret ?? '')).toMatchObject({ scope: 'admin' });
  });

  it('loses nothing when several write', async () => {
    await Promise.all(['a', 'b', 'c', 'd'].map(newKey));
    expect(((await readKeys(documents.keys)) ?? []).map(({ name }) => name).sort()).toEqual(['a', 'b', 'c', 'd']);
  });
});

describe('KeyUses', () => {
  it('keeps the last use to the minute', async () => {
    const uses = new KeyUses(documents.uses, () => nowMs);
    uses.add('1');
    nowMs += 61_000;
    uses.add('1');
    uses.add('2');
    await uses.write();
    expect(await lastUses(documents.uses)).toEqual({ '1': '2026-11-30T12:01:00.000Z', '2': '2026-11-30T12:01:00.000Z' });
  });
});
