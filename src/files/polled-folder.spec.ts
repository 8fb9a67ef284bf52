import { mkdir, mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { PolledFolder, QuietCheck } from './polled-folder.ts';

const LONG_AGO = new Date('2026-01-01T00:00:00.000Z');

describe('PolledFolder', () => {
  let root: string;

  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'assay-polled-'));
  });

  afterEach(async () => {
    await rm(root, { recursive: true, force: true });
  });

  it('gives the wanted names, sorted', async () => {
    for (const name of ['b', 'a', '.hidden']) await mkdir(join(root, name));
    await writeFile(join(root, 'file'), '');
    const folder = new PolledFolder(root, (entry) => entry.isDirectory() && !entry.name.startsWith('.'));
    expect(await folder.names()).toEqual(['a', 'b']);
  });

  it('gives the same array until the folder changes, and another one then', async () => {
    await mkdir(join(root, 'a'));
    await utimes(root, LONG_AGO, LONG_AGO);
    const folder = new PolledFolder(root, () => true);
    const first = await folder.names();
    expect(await folder.names()).toBe(first);
    await mkdir(join(root, 'b'));
    expect(await folder.names()).toEqual(['a', 'b']);
  });

  it('reads a folder again that has only just changed: a second change may not show', async () => {
    const folder = new PolledFolder(root, () => true);
    const now = new Date();
    await utimes(root, now, now);
    await folder.names();
    await mkdir(join(root, 'a'));
    await utimes(root, now, now);
    expect(await folder.names()).toEqual(['a']);
  });

  it('reads the folder again when it is to forget it', async () => {
    await utimes(root, LONG_AGO, LONG_AGO);
    const folder = new PolledFolder(root, () => true);
    const first = await folder.names();
    folder.forget();
    expect(await folder.names()).not.toBe(first);
  });

  it('has no names while the folder is missing or is a file, and has them when it comes', async () => {
    const path = join(root, 'later');
    const folder = new PolledFolder(path, () => true);
    expect(await folder.names()).toEqual([]);
    await writeFile(path, '');
    expect(await folder.names()).toEqual([]);
    await rm(path);
    await mkdir(join(path, 'a'), { recursive: true });
    expect(await folder.names()).toEqual(['a']);
  });
});

describe('QuietCheck', () => {
  it('runs once for all calls during a run, and again for later ones', async () => {
    let runs = 0;
    const check = new QuietCheck(async () => {
      runs += 1;
    }, 0);
    check.startIfDue();
    check.startIfDue();
    await check.close();
    expect(runs).toBe(1);
    check.startIfDue();
    await check.close();
    expect(runs).toBe(2);
  });

  it('does not run before its time', async () => {
    let runs = 0;
    const check = new QuietCheck(async () => {
      runs += 1;
    }, Infinity);
    check.startIfDue();
    await check.close();
    expect(runs).toBe(0);
  });
});
