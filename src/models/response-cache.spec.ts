import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { ResponseCache } from './response-cache.ts';

const KEY = 'a'.repeat(64);

let folder: string;
let warnings: string[];

beforeEach(async () => {
  folder = join(await mkdtemp(join(tmpdir(), 'assay-cache-')), 'cache');
  warnings = [];
});

afterEach(async () => {
  await rm(join(folder, '..'), { recursive: true, force: true });
});

function cache(maxBytes = 16 * 1024 ** 2): ResponseCache {
  return new ResponseCache({ folder, maxBytes, warn: (text) => warnings.push(text) });
}

function keyOf(number: number): string {
  return `a${String(number).padStart(63, '0')}`;
}

describe('ResponseCache', () => {
  it('gives what was kept, to another process too', async () => {
    await cache().keep(KEY, '{"a":"é"}');
    expect(await cache().find(KEY)).toBe('{"a":"é"}');
  });

  it('has nothing of a key that was not kept, or was removed', async () => {
    const kept = cache();
    expect(await kept.find(KEY)).toBeNull();
    await kept.keep(KEY, 'x');
    await kept.remove(KEY);
    await kept.remove(KEY);
    expect(await kept.find(KEY)).toBeNull();
  });

  it('takes a damaged entry for none, and replaces it', async () => {
    const kept = cache();
    await kept.keep(KEY, '{"content":"yes"}');
    const path = join(folder, 'a', `${KEY}.json`);
    await writeFile(path, (await readFile(path, 'utf8')).replace('yes', 'no!'));
    expect(await kept.find(KEY)).toBeNull();
    await kept.keep(KEY, '{"content":"yes"}');
    expect(await kept.find(KEY)).toBe('{"content":"yes"}');
  });

  it('stays below its size, and lets go what was not used for the longest time', async () => {
    const kept = cache(16 * 10_000);
    for (let number = 0; number < 9; number += 1) {
      await kept.keep(keyOf(number), randomBytes(500).toString('hex'));
      const time = new Date(2026, 0, 1 + number);
      await utimes(join(folder, 'a', `${keyOf(number)}.json`), time, time);
    }
    expect(await kept.find(keyOf(0))).not.toBeNull();
    await kept.keep(keyOf(9), randomBytes(500).toString('hex'));
    const names = await readdir(join(folder, 'a'));
    const sizes = await Promise.all(names.map(async (name) => (await stat(join(folder, 'a', name))).size));
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThanOrEqual(10_000);
    expect(names).toContain(`${keyOf(0)}.json`);
    expect(names).toContain(`${keyOf(9)}.json`);
    expect(names).not.toContain(`${keyOf(1)}.json`);
  });

  it('does not keep what is larger than its share', async () => {
    const kept = cache(16 * 100);
    await kept.keep(KEY, 'x'.repeat(200));
    expect(await kept.find(KEY)).toBeNull();
  });

  it('says once that nothing can be kept, and fails nobody', async () => {
    await mkdir(join(folder, '..'), { recursive: true });
    await writeFile(folder, 'a file');
    const kept = cache();
    await kept.keep(KEY, 'x');
    await kept.keep(KEY, 'x');
    expect(warnings).toHaveLength(1);
    expect(await kept.find(KEY)).toBeNull();
  });
});
