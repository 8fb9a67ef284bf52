import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { buildPart, contentsOf, isFresh, type Part } from '../scripts/build/part.ts';

let root: string;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'assay-build-'));
  await write('src/a.txt', 'a');
  await write('src/b.txt', 'b');
  await write('shared/words.txt', 'words');
  await write('shared/unused.txt', 'unused');
});

afterEach(() => rm(root, { recursive: true, force: true }));

describe('a part that was built', () => {
  it.each<[string, () => Promise<void>]>([
    ['nothing happened', async () => undefined],
    ['a source got another time, as after a checkout', () => utimes(join(root, 'src/a.txt'), 1, 1)],
    ['a source was written as it was', () => write('src/a.txt', 'a')],
    ['a file changed that it did not read', () => write('shared/unused.txt', 'changed')],
    ['a test was added', () => write('src/a.spec.txt', 'test')],
    ['a file of another part was added to its folder', () => write('dist/other/c.txt', 'c')],
  ])('is fresh when %s', async (_what, happens) => {
    await build(copies());
    await happens();

    expect(fresh(copies())).toBe(true);
  });

  it.each<[string, () => Promise<void>]>([
    ['a source changed', () => write('src/a.txt', 'changed')],
    ['a source was added', () => write('src/c.txt', 'c')],
    ['a source was deleted', () => rm(join(root, 'src/b.txt'))],
    ['a file changed that it read elsewhere', () => write('shared/words.txt', 'changed')],
    ['a file was deleted that it read elsewhere', () => rm(join(root, 'shared/words.txt'))],
    ['an output was deleted', () => rm(join(root, 'dist/a.txt'))],
    ['an output was changed', () => write('dist/a.txt', 'changed')],
    ['an output was added', () => write('dist/z.txt', 'z')],
    ['everything that was built was deleted', () => rm(join(root, 'dist'), { recursive: true })],
    ['its note was cut off', () => write('dist/.copies.json', '{"sources":')],
  ])('is stale when %s, and fresh after another build', async (_what, happens) => {
    await build(copies());
    await happens();
    expect(fresh(copies())).toBe(false);

    await build(copies());
    expect(fresh(copies())).toBe(true);
  });

  it('has no output of a source that was deleted, and keeps those of other parts', async () => {
    await build(copies());
    await write('dist/other/c.txt', 'c');
    await rm(join(root, 'src/b.txt'));
    await build(copies());

    expect(existsSync(join(root, 'dist/b.txt'))).toBe(false);
    expect(await readFile(join(root, 'dist/other/c.txt'), 'utf8')).toBe('c');
  });

  it('is stale after a build that failed, though its sources are again as they were', async () => {
    await build(copies());
    const failing = { ...copies(), build: () => Promise.reject(new Error('no such type')) };
    await expect(build(failing)).rejects.toThrow('no such type');

    expect(fresh(copies())).toBe(false);
  });

  it('is stale when a source changed while it was built', async () => {
    const part = copies();
    const slow = {
      ...part,
      build: async () => {
        await write('src/a.txt', 'changed');
        return part.build();
      },
    };
    await build(slow);

    expect(fresh(part)).toBe(false);
  });
});

/** Copies `src/` to `dist/`, and reads one file more. */
function copies(): Part {
  return {
    name: 'copies',
    stamp: 'dist/.copies.json',
    reads: (path) => path.startsWith('src/') && !path.includes('.spec.'),
    outputFolder: 'dist',
    writes: (path) => !path.startsWith('dist/other/'),
    build: async () => {
      for (const name of ['a', 'b', 'c'].map((letter) => `${letter}.txt`))
        if (existsSync(join(root, 'src', name))) await write(`dist/${name}`, await readFile(join(root, 'src', name), 'utf8'));
      return ['shared/words.txt'];
    },
  };
}

function build(part: Part): Promise<void> {
  return buildPart(root, part, contentsOf(root, ['src', 'shared']));
}

function fresh(part: Part): boolean {
  return isFresh(root, part, contentsOf(root, ['src', 'shared', 'nowhere']));
}

async function write(path: string, text: string): Promise<void> {
  await mkdir(dirname(join(root, path)), { recursive: true });
  await writeFile(join(root, path), text);
}
