import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { FolderLock } from './folder-lock.ts';

const HOLDER = `
  const { FolderLock } = await import(process.argv[1]);
  await new FolderLock(process.argv[2]).during(async () => {
    console.log('held');
    await new Promise((resolve) => process.stdin.once('data', resolve));
  });
  process.stdin.destroy();
`;

describe('FolderLock', () => {
  let root: string;
  let path: string;

  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'assay-lock-'));
    path = join(root, 'jobs', '.lock');
  });

  afterEach(async () => {
    await rm(root, { recursive: true, force: true });
  });

  /** Another process that holds the lock until it is written to. */
  async function holder(): Promise<ChildProcessByStdio<Writable, Readable, null>> {
    const script = join(import.meta.dirname, 'folder-lock.ts');
    const args = ['--disable-warning=ExperimentalWarning', '--input-type=module', '-e', HOLDER, script, path];
    const child = spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'inherit'] });
    await once(child.stdout, 'data');
    return child;
  }

  it('lets one of two locks in at a time', async () => {
    const [a, b] = [new FolderLock(path), new FolderLock(path)];
    const inside = new Set<number>();
    const met: number[] = [];
    await Promise.all(
      Array.from({ length: 40 }, (_, turn) =>
        (turn % 2 === 0 ? a : b).during(async () => {
          inside.add(turn % 2);
          met.push(inside.size);
          await new Promise((resolve) => setImmediate(resolve));
          inside.delete(turn % 2);
        }),
      ),
    );
    expect(Math.max(...met)).toBe(1);
  });

  it('lets calls of one lock in together', async () => {
    const lock = new FolderLock(path);
    const second = Promise.withResolvers<string>();
    const first = lock.during(() => second.promise);
    await lock.during(async () => second.resolve('from the second'));
    expect(await first).toBe('from the second');
  });

  it('waits for another process, and writes nothing', async () => {
    const child = await holder();
    const order: string[] = [];
    const waiting = new FolderLock(path).during(async () => void order.push('ours'));
    order.push('theirs');
    child.stdin.write('go\n');
    await Promise.all([waiting, once(child, 'exit')]);
    expect(order).toEqual(['theirs', 'ours']);
    expect((await stat(path)).size).toBe(0);
  });

  it('is free when the process that held it was killed', async () => {
    const child = await holder();
    child.kill('SIGKILL');
    expect(await new FolderLock(path).during(async () => 'in')).toBe('in');
  });

  it('goes on without when a suspended process holds it for long', async () => {
    const child = await holder();
    expect(await new FolderLock(path, 0).during(async () => 'in')).toBe('in');
    child.kill('SIGKILL');
    await once(child, 'exit');
  });

  it('goes on without where the file can not be locked, and makes no folder above it', async () => {
    await rm(root, { recursive: true });
    expect(await new FolderLock(path).during(async () => 'in')).toBe('in');
    await expect(stat(root)).rejects.toThrow('ENOENT');
    await writeFile(root, 'a file');
    expect(await new FolderLock(path).during(async () => 'in')).toBe('in');
  });

  it('rejects with what the work throws, and is free again', async () => {
    const lock = new FolderLock(path);
    await expect(lock.during(() => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(await new FolderLock(path, 0).during(async () => 'in')).toBe('in');
  });
});
