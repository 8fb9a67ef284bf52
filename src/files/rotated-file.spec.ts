import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { RotatedFile } from './rotated-file.ts';

describe('RotatedFile', () => {
  let folder: string;
  let path: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'assay-rotated-'));
    path = join(folder, 'made', 'log.jsonl');
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('keeps lines in their order, after those of an earlier process, and for its owner alone', async () => {
    await new RotatedFile(path, { maxBytes: 1_000, kept: 2 }).append('a\n');
    const file = new RotatedFile(path, { maxBytes: 1_000, kept: 2 });
    await Promise.all(['b\n', 'c\n', 'd\n'].map((line) => file.append(line)));
    expect(await readFile(path, 'utf8')).toBe('a\nb\nc\nd\n');
    expect((await stat(path)).mode & 0o777).toBe(0o600);
  });

  it('puts aside what has grown large, and keeps only so many', async () => {
    const file = new RotatedFile(path, { maxBytes: 6, kept: 2 });
    for (const line of ['one', 'two', 'three', 'four', 'five', 'six', 'seven']) await file.append(`${line}\n`);
    const names = await readdir(join(folder, 'made'));
    const texts = await Promise.all(names.sort().map((name) => readFile(join(folder, 'made', name), 'utf8')));
    expect([names, texts]).toEqual([
      ['log.jsonl', 'log.jsonl.1', 'log.jsonl.2'],
      ['six\nseven\n', 'four\nfive\n', 'three\n'],
    ]);
  });

  it('says what the system says, and goes on afterwards', async () => {
    await writeFile(join(folder, 'made'), '');
    const file = new RotatedFile(path, { maxBytes: 6, kept: 2 });
    await expect(file.append('lost\n')).rejects.toThrow(/EEXIST|ENOTDIR/);
    await rm(join(folder, 'made'));
    await file.append('kept\n');
    expect(await readFile(path, 'utf8')).toBe('kept\n');
  });
});
