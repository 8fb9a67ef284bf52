import { hash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { DurableFile, readDocument, removeStaleDrafts, replaceFile, writeDocument } from './durable-file.ts';

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

describe('a JSON document', () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'assay-document-'));
  });

  afterEach(async () => {
    await rm(folder, { recursive: true });
  });

  it('is written with 2 spaces and sorted keys at every depth', async () => {
    const path = join(folder, 'x.json');
    await writeFile(path, 'before');
    await writeDocument(path, { b: [{ z: 1, a: 'é' }], a: {} });
    expect(await readFile(path, 'utf8')).toBe(
      ['{', '  "a": {},', '  "b": [', '    {', '      "a": "é",', '      "z": 1', '    }', '  ]', '}', ''].join('\n'),
    );
    expect(await readDocument(path)).toEqual({ a: {}, b: [{ a: 'é', z: 1 }] });
    expect(await readdir(folder)).toEqual(['x.json']);
  });

  it('leaves no draft when it cannot take its place', async () => {
    await mkdir(join(folder, 'x.json', 'full'), { recursive: true });
    await expect(writeDocument(join(folder, 'x.json'), {})).rejects.toThrow();
    expect(await readdir(folder)).toEqual(['x.json']);
  });

  it('is undefined when there is no file', async () => {
    expect(await readDocument(join(folder, 'x.json'))).toBeUndefined();
  });
});
