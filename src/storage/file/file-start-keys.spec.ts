import { mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { hash } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { FileStartKeys } from './file-start-keys.ts';

const HOUR_MS = 60 * 60 * 1000;

function start(jobId: string): { jobId: string; requestSha256: string; hasStarted: boolean } {
  return { jobId, requestSha256: `sha of ${jobId}`, hasStarted: false };
}

describe('FileStartKeys', () => {
  let root: string;
  let nowMs: number;
  const clock = { now: () => new Date(nowMs).toISOString() };

  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'assay-keys-'));
    nowMs = Date.now();
  });

  afterEach(async () => {
    await rm(root, { recursive: true, force: true });
  });

  function keys(max?: number): FileStartKeys {
    return new FileStartKeys(join(root, 'jobs'), clock, max);
  }

  it('keeps the first start of a key, for other processes and after a restart too', async () => {
    expect(await keys().keep('k', start('a'))).toEqual(start('a'));
    expect(await keys().keep('k', start('b'))).toEqual(start('a'));
    expect(await keys().find('k')).toEqual(start('a'));
    expect(await keys().find('other')).toBeUndefined();
  });

  it('keeps one of many starts that come at once', async () => {
    const kept = await Promise.all(['a', 'b', 'c', 'd'].map((jobId) => keys().keep('k', start(jobId))));
    expect(new Set(kept.map(({ jobId }) => jobId)).size).toBe(1);
  });

  it('notes that the job of a key has been there', async () => {
    await keys().keep('k', start('a'));
    await keys().confirm('k', start('a'));
    expect(await keys().find('k')).toEqual({ ...start('a'), hasStarted: true });
  });

  it('forgets a key when it is told to, and after a day', async () => {
    await keys().keep('k', start('a'));
    await keys().forget('k');
    expect(await keys().keep('k', start('b'))).toEqual(start('b'));
    nowMs += 23 * HOUR_MS;
    expect(await keys().find('k')).toEqual(start('b'));
    nowMs += 2 * HOUR_MS;
    expect(await keys().find('k')).toBeUndefined();
    expect(await keys().keep('k', start('c'))).toEqual(start('c'));
  });

  it('takes a damaged file for no key', async () => {
    await keys().keep('k', start('a'));
    await writeFile(join(root, 'jobs', '.keys', `${hash('sha256', 'k')}.json`), '{"job_');
    expect(await keys().keep('k', start('b'))).toEqual(start('b'));
  });

  it('removes the files of old keys, and the oldest of too many', async () => {
    const ours = keys();
    for (const key of ['first', 'second', 'third']) await ours.keep(key, start(key));
    const folder = join(root, 'jobs', '.keys');
    const time = (hours: number): Date => new Date(nowMs - hours * HOUR_MS);
    for (const [key, hours] of [
      ['first', 30],
      ['second', 3],
      ['third', 2],
    ] as const)
      await utimes(join(folder, `${hash('sha256', key)}.json`), time(hours), time(hours));
    await keys(1).keep('fourth', start('fourth'));
    expect((await readdir(folder)).sort()).toEqual(['third', 'fourth'].map((key) => `${hash('sha256', key)}.json`).sort());
  });

  it('makes no projects root that is gone', async () => {
    await rm(root, { recursive: true });
    await expect(keys().keep('k', start('a'))).rejects.toThrow('ENOENT');
  });
});
