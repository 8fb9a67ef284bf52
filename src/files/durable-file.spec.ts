import { hash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { DurableFile, removeStaleDrafts, replaceFile } from './durable-file.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'assay-durable-'));
});

afterEach(async () => {
  await rm(folder, { recursive: true });
});

describe('DurableFile', () => {
  it('shows nothing before it is placed, and everything then', async () => {
    const path = join(folder, 'x');
    await writeFile(path, 'old');
    const file = await DurableFile.beside(path);
    await file.append('a\n', 1);
    await file.append('é\nc\n', 2);
    const facts = await file.complete();
    expect(await readFile(path, 'utf8')).toBe('old');
    await file.place();
    await file.discard();
    expect(await readFile(path, 'utf8')).toBe('a\né\nc\n');
    const { size, mtimeMs } = await stat(path);
    expect(facts).toEqual({ lines: 3, sha256: hash('sha256', 'a\né\nc\n'), size, modifiedMs: Math.trunc(mtimeMs) });
    expect(await readdir(folder)).toEqual(['x']);
  });

  it('leaves nothing when it is discarded', async () => {
    const file = await DurableFile.beside(join(folder, 'x'));
    await file.append('a\n', 1);
    await file.discard();
    expect(await readdir(folder)).toEqual([]);
  });

  it('keeps lines of any number and size in their order', async () => {
    const path = join(folder, 'x');
    const lines = Array.from({ length: 40 }, (_, index) => `${index}${'x'.repeat(index * 1_000)}\n`);
    const file = await DurableFile.beside(path);
    for (const line of lines) await file.append(line, 1);
    expect(await file.complete()).toMatchObject({ lines: 40, sha256: hash('sha256', lines.join('')) });
    await file.place();
    expect(await readFile(path, 'utf8')).toBe(lines.join(''));
  });
});

describe('replaceFile', () => {
  it('does not make a folder that is missing', async () => {
    await expect(replaceFile(join(folder, 'gone', 'x'), 'text')).rejects.toMatchObject({ code: 'ENOENT' });
    expect(await readdir(folder)).toEqual([]);
  });
});

describe('removeStaleDrafts', () => {
  it('removes drafts of processes that are gone, and nothing else', async () => {
    const old = new Date(Date.now() - 2 * 60 * 60 * 1000);
    for (const name of ['old.tmp', 'old', 'new.tmp']) await writeFile(join(folder, name), '');
    for (const name of ['old.tmp', 'old']) await utimes(join(folder, name), old, old);
    await removeStaleDrafts(folder);
    expect((await readdir(folder)).sort()).toEqual(['new.tmp', 'old']);
  });
});
