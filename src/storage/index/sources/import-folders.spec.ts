import { execFileSync } from 'node:child_process';
import { hash } from 'node:crypto';
import {
  appendFile,
  mkdir,
  mkdtemp,
  open,
  readdir,
  readFile,
  rename,
  rm,
  symlink,
  truncate,
  utimes,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { batchesOf, NEW_RUN, scored } from '../../../../test/contracts/run-store.contract.ts';
import { RigUnderTest } from '../../../../test/fixtures/folder-rig.ts';
import { systemClock } from '../../../domain/clock.ts';
import type { ImportedRun, RunImport } from '../../../domain/run-store.ts';
import type { NewRun, Sample } from '../../../domain/run.ts';
import { query } from '../index-schema.ts';
import { ImportFolders } from './import-folders.ts';

describe('ImportFolders', () => {
  let root: string;
  let rig: RigUnderTest;
  let folders: ImportFolders;

  beforeEach(async () => {
    root = join(await mkdtemp(join(tmpdir(), 'assay-imports-')), 'runs');
    rig = new RigUnderTest();
    folders = new ImportFolders(root, systemClock, rig);
  });

  afterEach(async () => {
    await folders.close();
    rig.index.close();
    await rm(join(root, '..'), { recursive: true });
  });

  async function look(): Promise<void> {
    await folders.look();
    await folders.settled();
  }

  /** The same folders, seen by a process that has just started, with an index of its own or none. */
  async function restarted(other = new RigUnderTest()): Promise<RigUnderTest> {
    await folders.close();
    if (other !== rig) rig.index.close();
    rig = other;
    folders = new ImportFolders(root, systemClock, rig);
    await look();
    return rig;
  }

  /** The samples of a run, read at the places that the index names. */
  async function samplesAt(runId: string, folder = runId): Promise<Sample[]> {
    const file = await open(join(root, folder, 'samples.jsonl'));
    const places = rig.index.read((database) =>
      database.all(
        query
          .selectFrom('samples')
          .select(['offset', 'length'])
          .where('run_no', '=', Number(rig.row(runId)?.run_no))
          .orderBy('pos'),
      ),
    );
    const samples: Sample[] = [];
    for (const { offset, length } of places)
      samples.push(JSON.parse((await file.read(Buffer.alloc(length), 0, length, offset)).buffer.toString('utf8')) as Sample);
    await file.close();
    return samples;
  }

  async function filesBelow(): Promise<string[]> {
    const entries = await readdir(root, { recursive: true, withFileTypes: true });
    return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name).slice(root.length));
  }

  it('lists an import with its figures, and knows where each of its samples is', async () => {
    const samples = [
      scored('b', { m: 1, k: 0.5 }),
      scored('a', { m: 0 }, { cluster: 'c1', response: 'très bien 好\n' }),
      scored('c', {}),
    ];
    const header = {
      ...NEW_RUN,
      createdAt: '2026-01-01T00:00:00.000Z',
      metadata: { label: 'first try', model: 'm', steps: 3 },
    };
    const { run, isNew } = await importOne(folders, header, batchesOf(samples.slice(0, 2), samples.slice(2)));
    expect(isNew).toBe(true);
    expect(run).toEqual({
      runId: 'mine',
      experimentId: 'e',
      status: 'completed',
      createdAt: '2026-01-01T00:00:00.000Z',
      source: 'import',
      name: 'first try',
      label: 'first try',
      kind: null,
      project: null,
      program: null,
      prompt: null,
      model: 'm',
      dataset: null,
      stepIndex: null,
      sampleCount: 2,
      totalSamples: 3,
      failedSamples: 0,
      costUsd: null,
      metrics: { m: 0.5, k: 0.5 },
      metadata: { label: 'first try', model: 'm', steps: 3 },
    });
    const { metadata, ...summary } = run;
    expect(rig.summaries()).toEqual([summary]);
    expect(rig.metadata('mine')).toEqual(metadata);
    expect(await samplesAt('mine')).toEqual(samples);
    expect([rig.scores('mine', 'm'), rig.scores('mine', 'k')]).toEqual([
      [1, 0, null],
      [0.5, null, null],
    ]);
    expect(rig.index.read((database) => database.all(query.selectFrom('samples').selectAll()))).toMatchObject([
      { pos: 0, row: 0, id: 'b', seq: -1, cluster: null },
      { pos: 1, row: 1, id: 'a', seq: -1, cluster: 'c1' },
      { pos: 2, row: 2, id: 'c', is_failed: 0 },
    ]);
  });

  it('writes the documented files, and no others', async () => {
    await importOne(folders, NEW_RUN, batchesOf([scored('a', { m: 1, k: 0 }), scored('b', { m: 0 })]));
    expect((await filesBelow()).sort()).toEqual(['/mine/run.json', '/mine/samples.jsonl']);
    const lines = await readFile(join(root, 'mine/samples.jsonl'), 'utf8');
    expect(lines).toBe(
      '{"id":"a","prompt":"prompt a","response":"response a","scores":{"k":0,"m":1}}\n' +
        '{"id":"b","prompt":"prompt b","response":"response b","scores":{"m":0}}\n',
    );
    const given = '{"createdAt": null, "experimentId": "e", "metadata": {"model": "m"}, "status": "completed"}';
    expect(JSON.parse(await readFile(join(root, 'mine/run.json'), 'utf8'))).toMatchObject({
      version: 1,
      run_id: 'mine',
      num_samples: 2,
      total_samples: 2,
      metrics: { m: 0.5, k: 0 },
      digest: hash('sha256', given + lines),
    });
  });

  it('reads a folder of an earlier version, with its files of columns', async () => {
    await importOne(folders, NEW_RUN, batchesOf([scored('a', { m: 1 }), scored('b', {})]));
    const path = join(root, 'mine/run.json');
    const {
      total_samples: _total,
      failed_samples: _failed,
      ...older
    } = JSON.parse(await readFile(path, 'utf8')) as object & {
      total_samples: number;
      failed_samples: number;
    };
    await writeFile(path, JSON.stringify({ ...older, num_samples: 2 }));
    await writeFile(join(root, 'mine/columns.bin'), 'columns');
    await writeFile(join(root, 'mine/samples.index'), 'index');
    await restarted();
    expect(rig.summaries()).toMatchObject([{ runId: 'mine', sampleCount: 1, totalSamples: 2, metrics: { m: 1 } }]);
    expect(rig.faults).toEqual([]);
  });

  it('finds the same import again and refuses another under its id', async () => {
    await importOne(folders, NEW_RUN, batchesOf([scored('a', { m: 1 }), scored('b', { m: 0 })]));
    const again = await importOne(folders, NEW_RUN, batchesOf([scored('a', { m: 1 })], [scored('b', { m: 0 })]));
    expect(again).toMatchObject({ isNew: false, run: { sampleCount: 2 } });
    const taken = { code: 'already_exists' };
    await expect(importOne(folders, NEW_RUN, batchesOf([scored('a', { m: 0 })]))).rejects.toMatchObject(taken);
    const samples = batchesOf([scored('a', { m: 1 }), scored('b', { m: 0 })]);
    await expect(importOne(folders, { ...NEW_RUN, status: 'failed' }, samples)).rejects.toMatchObject(taken);
    expect(rig.count('samples')).toBe(2);
  });

  it('keeps one of two imports that come at once under one id', async () => {
    const both = [1, 0].map((score) => importOne(folders, NEW_RUN, batchesOf([scored('a', { m: score })])));
    const outcomes = await Promise.allSettled(both);
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(rig.ids()).toEqual(['mine']);
  });

  it('keeps nothing of an import that breaks off', async () => {
    const torn = (async function* () {
      yield Array.from({ length: 20_000 }, (_, at) => scored(`s${at}`, { m: 1 }));
      throw new Error('line 3 is bad');
    })();
    await expect(importOne(folders, NEW_RUN, torn)).rejects.toThrow('line 3 is bad');
    expect(await filesBelow()).toEqual([]);
    expect(rig.ids()).toEqual([]);
    expect((await importOne(folders, NEW_RUN, batchesOf([scored('a', { m: 0 })]))).isNew).toBe(true);
  });

  it('takes a run without samples', async () => {
    await importOne(folders, NEW_RUN, batchesOf());
    expect(rig.summaries()).toMatchObject([{ runId: 'mine', sampleCount: 0, totalSamples: 0, metrics: {} }]);
  });

  it('gives an import without an id one of its own, and the present time', async () => {
    const { runId: _runId, ...anonymous } = NEW_RUN;
    const first = await importOne(folders, anonymous, batchesOf());
    const second = await importOne(folders, anonymous, batchesOf());
    expect(first.run.runId).toMatch(/^[0-9a-f-]{36}$/);
    expect(first.run.runId).not.toBe(second.run.runId);
    expect(Date.parse(first.run.createdAt ?? '')).not.toBeNaN();
    expect(rig.ids()).toHaveLength(2);
  });

  it('takes more samples than one transaction has, and ten thousand metrics', async () => {
    const samples = Array.from({ length: 5_000 }, (_, at) =>
      scored(`s${at}`, { all: at, [`m${at * 2}`]: 1, [`m${at * 2 + 1}`]: 0 }),
    );
    await importOne(folders, NEW_RUN, batchesOf(samples));
    expect(rig.summaries()).toMatchObject([{ sampleCount: 5_000 }]);
    expect(rig.scores('mine', 'all')).toEqual(samples.map((_, at) => at));
    expect([rig.count('metrics'), rig.count('scores'), rig.scores('mine', 'm9999')[4_999]]).toEqual([10_001, 15_000, 0]);
    expect(Object.keys(rig.means('mine') as object)).toHaveLength(10_001);
  });

  const odd = ['../../etc', 'a/b', '名前 🙂', 'A', 'a', '%2e%2e', '.hidden', 'con', '__proto__', 'x'.repeat(200)];
  it.each(odd)('takes an import under the odd id %j, and removes it', async (runId) => {
    await importOne(folders, { ...NEW_RUN, runId }, batchesOf([scored('__proto__', { m: 1 }), scored('a\0b', { m: 1 })]));
    expect(rig.summaries()).toMatchObject([{ runId, sampleCount: 2 }]);
    expect(rig.index.read((database) => database.all(query.selectFrom('samples').select('id')))).toEqual([
      { id: '__proto__' },
      { id: 'a\0b' },
    ]);
    expect(await folders.remove(runId)).toBe(true);
    expect(rig.ids()).toEqual([]);
  });

  it('removes an import with its files and its rows, and its id is free then', async () => {
    await importOne(folders, NEW_RUN, batchesOf([scored('a', { m: 1 })]));
    expect(await folders.remove('mine')).toBe(true);
    expect(rig.ids()).toEqual([]);
    await folders.settled();
    expect(await readdir(root)).toEqual([]);
    expect([rig.count('runs'), rig.count('samples'), rig.count('scores')]).toEqual([0, 0, 0]);
    expect(await folders.remove('mine')).toBe(false);
    await importOne(folders, NEW_RUN, batchesOf([scored('b', { m: 0 })]));
    expect(rig.means('mine')).toEqual({ m: 0 });
  });

  it('removes an import once where two ask for it at the same time', async () => {
    await importOne(folders, NEW_RUN, batchesOf([scored('a', { m: 1 })]));
    const removed = await Promise.all([folders.remove('mine'), folders.remove('mine')]);
    expect(removed.sort()).toEqual([false, true]);
    expect(rig.ids()).toEqual([]);
  });

  it('makes nothing before it is used, and has no run then', async () => {
    await folders.recover();
    await look();
    expect(await readdir(join(root, '..'))).toEqual([]);
    expect(await folders.remove('mine')).toBe(false);
  });

  it('indexes a folder that a process left before it could', async () => {
    await importOne(folders, NEW_RUN, batchesOf([scored('a', { m: 1 })]));
    await restarted();
    expect(rig.summaries()).toMatchObject([{ runId: 'mine', metrics: { m: 1 } }]);
  });

  it('reads nothing again after a restart', async () => {
    await importOne(folders, NEW_RUN, batchesOf([scored('a', { m: 1 })]));
    const before = rig.tasks.length;
    await restarted(rig);
    expect(rig.tasks).toHaveLength(before);
    expect(rig.ids()).toEqual(['mine']);
  });

  it('follows what others do with its folders', async () => {
    await importOne(folders, NEW_RUN, batchesOf([scored('a', { m: 1 })]));
    await importOne(folders, { ...NEW_RUN, runId: 'other' }, batchesOf());
    await rm(join(root, 'mine'), { recursive: true });
    await look();
    expect(rig.ids()).toEqual(['other']);
    await appendFile(join(root, 'other/samples.jsonl'), '{"id":"x","prompt":"","response":"","scores":{"m":0.5}}\n');
    await restarted(rig);
    expect(rig.summaries()).toMatchObject([{ runId: 'other', totalSamples: 1, metrics: { m: 0.5 } }]);
    expect(rig.count('samples')).toBe(1);
  });

  it('fills an index that was made anew', async () => {
    await importOne(folders, NEW_RUN, batchesOf([scored('a', { m: 1 })]));
    await restarted(new RigUnderTest());
    expect(rig.ids()).toEqual(['mine']);
  });

  it('removes at the start what was left by an import that died, and not one that is under way', async () => {
    for (const name of ['.new-old', '.new-now', '.deleted-x']) await mkdir(join(root, name), { recursive: true });
    const longAgo = new Date(Date.now() - 86_400_000);
    await utimes(join(root, '.new-old'), longAgo, longAgo);
    await folders.recover();
    expect(await readdir(root)).toEqual(['.new-now']);
    await look();
    expect(rig.tasks).toEqual([]);
  });

  describe('with damaged folders', () => {
    beforeEach(async () => {
      await importOne(folders, { ...NEW_RUN, runId: 'good' }, batchesOf([scored('a', { m: 1 })]));
      await importOne(folders, { ...NEW_RUN, runId: 'bad' }, batchesOf([scored('a', { m: 1 }), scored('b', { m: 0 })]));
    });

    it.each<[string, string, (path: string) => Promise<unknown>]>([
      ['whose document is cut off', 'JSON', (path) => writeFile(join(path, 'run.json'), '{"version":1')],
      ['whose document is of another kind', 'version', (path) => writeFile(join(path, 'run.json'), '{"version":2}')],
      ['whose document is a folder', 'EISDIR|regular', (path) => replaced(path, (file) => mkdir(file))],
      ['whose document is a loop of links', 'ELOOP', (path) => replaced(path, (file) => symlink('run.json', file))],
      ['whose document is a pipe', 'regular', (path) => replaced(path, async (file) => execFileSync('mkfifo', [file]))],
      ['that is a copy of another', 'good', (path) => copyDocument(join(path, '../good'), path)],
    ])('leaves out one %s, says so once, and shows the others', async (_which, why, harm) => {
      await harm(join(root, 'bad'));
      await restarted();
      await look();
      expect(rig.ids()).toEqual(['good']);
      expect(rig.faults).toEqual([expect.stringMatching(new RegExp(`runs/bad .*left out.*(${why})`))]);
      expect(rig.count('samples')).toBe(1);
    });

    async function replaced(path: string, make: (file: string) => Promise<unknown>): Promise<void> {
      await rm(join(path, 'run.json'));
      await make(join(path, 'run.json'));
    }

    async function copyDocument(from: string, to: string): Promise<void> {
      await writeFile(join(to, 'run.json'), await readFile(join(from, 'run.json')));
    }

    it.each<[string, string, (file: string) => Promise<unknown>, number]>([
      ['ends in the middle of a line', 'line 2 is', async (file) => truncate(file, (await readFile(file)).length - 10), 1],
      [
        'lacks a line',
        '1 of 2 samples is missing',
        async (file) => truncate(file, (await readFile(file)).indexOf('\n') + 1),
        1,
      ],
      ['has a line that is no sample', 'line 3 is', (file) => appendFile(file, '{"id":7}\n'), 2],
      ['is gone', 'missing', (file) => rm(file), 0],
      ['is a pipe', 'regular', (file) => rm(file).then(() => execFileSync('mkfifo', [file])), 0],
    ])('shows what there is of one whose file of samples %s, with the fault', async (_what, why, harm, left) => {
      await harm(join(root, 'bad/samples.jsonl'));
      await restarted();
      expect(rig.row('bad')).toMatchObject({ total_samples: left });
      expect(rig.metadata('bad')).toMatchObject({ model: 'm', faults: expect.arrayContaining([expect.stringContaining(why)]) });
      expect(rig.faults).toHaveLength(1);
      expect(rig.row('good')).toMatchObject({ total_samples: 1, num_samples: 1 });
    });

    it('does without folders that vanish while it looks', async () => {
      const other = new RigUnderTest();
      await folders.close();
      folders = new ImportFolders(root, systemClock, {
        index: other.index,
        onFault: other.onFault,
        build: async (task, options) => {
          if (task.origin === 'bad') await rename(join(root, 'bad'), join(root, '.deleted-bad'));
          return other.build(task, options);
        },
      });
      await look();
      expect([other.ids(), other.faults]).toEqual([['good'], []]);
      other.index.close();
    });

    it('has a folder built at the next look that the index could not take', async () => {
      await folders.close();
      let isDown = true;
      const other = new RigUnderTest();
      folders = new ImportFolders(root, systemClock, {
        index: other.index,
        onFault: other.onFault,
        build: async (task, options) => {
          if (isDown) throw new Error('down');
          return other.build(task, options);
        },
      });
      await look();
      expect(other.faults).toHaveLength(2);
      isDown = false;
      await look();
      expect(other.ids()).toEqual(['bad', 'good']);
      other.index.close();
    });
  });
});

async function importOne(folders: ImportFolders, run: NewRun, samples: RunImport['samples']): Promise<ImportedRun> {
  const [imported] = await folders.importAll([{ run, samples }]);
  if (imported === undefined) throw new Error('nothing was imported');
  return imported;
}
