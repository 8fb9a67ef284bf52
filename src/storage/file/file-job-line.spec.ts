import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { sampleJob } from '../../../test/contracts/sample-job.ts';
import { toManifest } from '../../domain/job-manifest.ts';
import { writeDocument } from '../../files/durable-file.ts';
import { FileJobStore } from './file-job-store.ts';

function queued(id: string, startedAt: string): ReturnType<typeof sampleJob> {
  return sampleJob(id, { status: 'queued', startedAt: `2026-03-01T${startedAt}.000Z` });
}

describe('FileJobLine', () => {
  let root: string;
  let ours: FileJobStore;
  let theirs: FileJobStore;

  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'assay-line-'));
    ours = new FileJobStore(root);
    theirs = new FileJobStore(root);
  });

  afterEach(async () => {
    await Promise.all([ours.close(), theirs.close()]);
    await rm(root, { recursive: true, force: true });
  });

  it('tells what other processes run and what waits there, and nothing of our own', async () => {
    await theirs.create(sampleJob('running'));
    await theirs.create(queued('late', '12:00:00'));
    await theirs.create(queued('early', '10:00:00'));
    await ours.create(queued('own', '11:00:00'));
    expect(await ours.line.others()).toEqual({ running: ['running'], waiting: ['early', 'late'] });
    expect(await ours.line.others('own')).toEqual({ running: ['running'], waiting: ['early'] });
    expect(await theirs.line.others()).toEqual({ running: [], waiting: ['own'] });
  });

  it('counts a waiting job as running once its turn has come', async () => {
    await theirs.create(queued('a', '10:00:00'));
    await theirs.line.takePlace('a');
    expect(await ours.line.others()).toEqual({ running: ['a'], waiting: [] });
    expect(await ours.find('a')).toMatchObject({ status: 'queued' });
  });

  it('counts no job of a process that is lost', async () => {
    await theirs.create(sampleJob('a'));
    await theirs.create(queued('b', '10:00:00'));
    await theirs.create(queued('c', '11:00:00'));
    await theirs.line.takePlace('b');
    await theirs.close();
    expect(await ours.line.others()).toEqual({ running: [], waiting: [] });
  });

  it('counts no running job that has no lease: another program wrote it', async () => {
    await ours.create(sampleJob('a'));
    await writeDocument(join(root, 'jobs', 'a', 'manifest.json'), toManifest(sampleJob('a')));
    await rm(join(root, 'jobs', 'a', '.lease'));
    expect(await theirs.line.others()).toEqual({ running: [], waiting: [] });
  });

  it('gives each waiting job of a lost process to one other, in the order in which they came', async () => {
    await theirs.create(queued('late', '12:00:00'));
    await theirs.create(queued('early', '10:00:00'));
    expect(await ours.line.orphans()).toEqual([]);
    expect(await ours.line.adopt('early')).toBe(false);
    await theirs.close();
    const third = new FileJobStore(root);
    expect(await ours.line.orphans()).toEqual(['early', 'late']);
    expect([await ours.line.adopt('early'), await third.line.adopt('early')]).toEqual([true, false]);
    expect(await third.line.orphans()).toEqual(['late']);
    expect(await third.line.adopt('late')).toBe(true);
    await ours.update(sampleJob('early'));
    await expect(third.update(sampleJob('early'))).rejects.toMatchObject({ code: 'illegal_move' });
    await third.close();
  });

  it('adopts nothing that does not wait', async () => {
    await theirs.create(sampleJob('a'));
    await theirs.close();
    expect([await ours.line.adopt('a'), await ours.line.adopt('x'), await ours.line.adopt('../a')]).toEqual([
      false,
      false,
      false,
    ]);
  });

  it('lets the processes decide one after another', async () => {
    const order: string[] = [];
    const inside = async (name: string): Promise<void> => {
      order.push(`${name} in`);
      await new Promise((resolve) => setImmediate(resolve));
      order.push(`${name} out`);
    };
    await Promise.all([ours.line.exclusively(() => inside('a')), theirs.line.exclusively(() => inside('b'))]);
    expect(order.map((step) => step.slice(2))).toEqual(['in', 'out', 'in', 'out']);
  });

  it('works on where the folder of jobs is a file', async () => {
    await writeFile(join(root, 'jobs'), '');
    expect(await ours.line.exclusively(() => ours.line.others())).toEqual({ running: [], waiting: [] });
  });
});
