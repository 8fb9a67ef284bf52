import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { FileRestarts } from './file-restarts.ts';

describe('FileRestarts', () => {
  let root: string;
  let now: string;

  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'assay-restarts-'));
    now = '2026-03-01T10:00:00.000Z';
  });

  afterEach(() => rm(root, { recursive: true }));

  function open(): FileRestarts {
    return new FileRestarts(join(root, 'jobs'), { now: () => now });
  }

  it('remembers for every process when interrupted jobs were left last', async () => {
    expect(await open().lastLeft()).toBeNull();
    await mkdir(join(root, 'jobs'));
    await open().leave();
    now = '2026-03-02T10:00:00.000Z';
    expect(await open().lastLeft()).toBe('2026-03-01T10:00:00.000Z');
    await open().leave();
    expect(await open().lastLeft()).toBe(now);
  });

  it('makes no folder of jobs to say that there are none', async () => {
    await open().leave();
    expect(await readdir(root)).toEqual([]);
  });

  it.each(['', '{', '{"interrupted_left_at": 7}'])('takes %j for nothing', async (text) => {
    await mkdir(join(root, 'jobs'));
    await writeFile(join(root, 'jobs', '.restarts.json'), text);
    expect(await open().lastLeft()).toBeNull();
  });
});
