import { mkdir, mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { AssayIndex } from './assay-index.ts';
import type { IndexDatabase } from './index-database.ts';

describe('an index', () => {
  let folder: string;
  let index: AssayIndex;
  const notices: string[] = [];

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'assay-index-'));
    notices.length = 0;
    index = AssayIndex.in(folder, (message) => notices.push(message));
  });

  afterEach(async () => {
    index.close();
    await rm(folder, { recursive: true, force: true });
  });

  function hide(database: IndexDatabase, key: string): void {
    database.statement('INSERT INTO hidden VALUES (?, ?)').run(key, '');
  }

  const hidden = (): unknown => index.read((database) => database.statement('SELECT count(*) AS n FROM hidden').get());

  it('that is full gives way to a temporary one, and says so', () => {
    let remade = 0;
    index.onRemade(() => (remade += 1));
    // As on a full disk: the file may not grow.
    index.read((database) => database.exec('PRAGMA max_page_count = 1'));
    const isTaken = index.write((database) => {
      for (let row = 0; row < 2_000; row += 1) hide(database, `${row} ${'x'.repeat(1_000)}`);
    });
    expect([isTaken, remade, index.isTemporary]).toEqual([false, 1, true]);
    expect(notices).toEqual([expect.stringContaining('a temporary index')]);
    expect(index.write((database) => hide(database, 'a'))).toBe(true);
    expect(hidden()).toEqual({ n: 1 });
  });

  it('takes all of a write, or nothing', () => {
    expect(() =>
      index.write((database) => {
        hide(database, 'a');
        throw new Error('torn');
      }),
    ).toThrow('torn');
    expect(hidden()).toEqual({ n: 0 });
  });

  it('waits for no other writer: what was not taken can be tried again', () => {
    const other = AssayIndex.in(folder, () => undefined);
    other.read((database) => database.exec('BEGIN IMMEDIATE'));
    expect(index.write((database) => hide(database, 'a'))).toBe(false);
    other.read((database) => database.exec('COMMIT'));
    expect(index.write((database) => hide(database, 'a'))).toBe(true);
    expect(index.isTemporary).toBe(false);
    other.close();
  });

  it('is made anew when its pages are damaged while it is open', async () => {
    index.write((database) => {
      for (let row = 0; row < 500; row += 1) hide(database, `${row} ${'x'.repeat(500)}`);
    });
    index.read((database) => database.exec('PRAGMA wal_checkpoint(TRUNCATE)'));
    index.close();
    await writeFile(join(folder, 'index.sqlite'), Buffer.alloc(40_000, 'no pages at all'));
    index = AssayIndex.in(folder, (message) => notices.push(message));
    expect(hidden()).toEqual({ n: 0 });
    expect(notices).toEqual([expect.stringContaining('is made anew')]);
  });

  describe('whose files are removed while it is open', () => {
    function lookLater(): void {
      const now = jest.spyOn(performance, 'now').mockReturnValue(1e12);
      index.look();
      now.mockRestore();
    }

    it('is made anew in a folder that is made anew', async () => {
      index.write((database) => hide(database, 'a'));
      await rm(folder, { recursive: true });
      lookLater();
      expect(hidden()).toEqual({ n: 0 });
      expect([index.isTemporary, (await stat(index.path)).isFile()]).toEqual([false, true]);
    });

    it('gives way to a temporary one when what its folder was in is gone too', async () => {
      const inner = join(folder, 'root', 'storage');
      await mkdir(inner, { recursive: true });
      index.close();
      index = AssayIndex.in(inner, (message) => notices.push(message));
      await rm(join(folder, 'root'), { recursive: true });
      lookLater();
      expect(index.write((database) => hide(database, 'a'))).toBe(true);
      expect(hidden()).toEqual({ n: 1 });
      expect(notices).toEqual([expect.stringContaining('a temporary index')]);
      await expect(stat(join(folder, 'root'))).rejects.toThrow('ENOENT');
    });
  });
});
