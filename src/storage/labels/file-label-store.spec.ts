import { appendFile, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import {
  batchesOf,
  NEW_RUN,
  scored,
  scoringEvent,
  settledJob,
  trialEvent,
} from '../../../test/contracts/run-store.contract.ts';
import { sampleJob } from '../../../test/contracts/sample-job.ts';
import type { NewLabel } from '../../domain/label-store.ts';
import { Storage } from '../open-storage.ts';
import { writeLabels } from './label-file.ts';

const STEP_SUMMARY = { overall: { mean: 1, sd: 0, n: 1 }, per_metric: {}, failure_rate: 0, scoring_failure_rate: 0 };

function label(changes: Partial<NewLabel>): NewLabel {
  return { sampleId: null, row: null, replicate: null, value: 1, note: null, ...changes };
}

function named(...labels: readonly Partial<NewLabel>[]) {
  return { description: null, labels: labels.map(label) };
}

/** As Themis writes. */
function members(value: object): Buffer {
  const header = { _type: 'header', _format_version: '2.0.0' };
  return Buffer.concat([header, value].map((line) => gzipSync(`${JSON.stringify(line)}\n`)));
}

describe('FileLabelStore', () => {
  let root: string;
  let storage: Storage;
  const faults: string[] = [];

  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'assay-labels-'));
    storage = await open();
  });

  afterEach(async () => {
    await storage.close();
    await rm(root, { recursive: true });
  });

  function open(): Promise<Storage> {
    const onFault = (message: string): void => void faults.push(message);
    return Storage.open({ projectsRoot: root, storageDir: join(root, 'storage'), hasThreads: false, onFault });
  }

  async function reopened(change: () => Promise<unknown>): Promise<void> {
    await storage.close();
    await change();
    storage = await open();
  }

  /** An import, a job, a step of a search and a run of Themis, each with a sample in row 0. */
  async function makeRuns(): Promise<void> {
    await storage.runs.import(NEW_RUN, batchesOf([scored('a', { m: 1 }), scored('b', { m: 0 })]));
    const events = [trialEvent('t1', { row: 0 }), scoringEvent('t1', 1, { row: 0 })];
    await settledJob(
      storage.jobs,
      sampleJob('job'),
      events.map((event) => [0, event] as const),
    );
    const step = { prompt_template: 'x', thinking: null, advice: null, score: 1, summary: STEP_SUMMARY };
    const spec = { ...sampleJob('search').spec, kind: 'optimize', steps: 1, proposerModel: 'local:proposer' } as const;
    await settledJob(storage.jobs, sampleJob('search', { spec }), [
      ...events.map((event) => [0, event] as const),
      [0, { type: 'step', payload: step }],
    ]);
    const folder = join(root, 'storage/experiments/e/runs/written');
    await mkdir(folder, { recursive: true });
    await mkdir(join(folder, 'generation'));
    const task = {
      task_key: 'k1',
      task: { prompt: { text: '2+2?' }, metadata: { dataset_id: 's1' }, reference: { value: '4' } },
    };
    const record = { task_key: 'k1', output: { text: '4' }, error: null, metrics: {}, cache_key: 'k1' };
    await writeFile(join(folder, 'generation/tasks.jsonl.gz'), members(task));
    await writeFile(join(folder, 'generation/records.jsonl.gz'), members(record));
    const metadata = { run_id: 'written', experiment_id: 'e', status: 'completed', created_at: '2026-01-01T00:00:00Z' };
    await writeFile(join(folder, 'metadata.json'), JSON.stringify(metadata));
  }

  async function runIds(): Promise<string[]> {
    const { runs } = await storage.runs.list();
    return runs.map(({ runId }) => runId).sort();
  }

  it('keeps labels of a run of every source, over a restart and without the index, and removes them with the run', async () => {
    await makeRuns();
    const ids = await runIds();
    expect(ids).toHaveLength(4);
    for (const runId of ids) {
      const { summary, isNew } = await storage.labels.put(runId, 'good', { description: 'by me', labels: [label({ row: 0 })] });
      expect(isNew).toBe(true);
      expect(summary).toMatchObject({ name: 'good', description: 'by me', count: 1, mean: 1 });
    }
    await reopened(async () => {
      for (const name of ['index.sqlite', 'index.sqlite-wal', 'index.sqlite-shm'])
        await rm(join(root, 'storage', name), { force: true });
    });
    expect(await runIds()).toEqual(ids);
    for (const runId of ids) {
      expect(await storage.labels.list(runId)).toEqual([expect.objectContaining({ name: 'good', count: 1 })]);
      expect((await storage.labels.find(runId, 'good')).labels).toEqual([expect.objectContaining({ row: 0, value: 1 })]);
      await storage.runs.delete(runId);
      await expect(storage.labels.list(runId)).rejects.toMatchObject({ code: 'run_not_found' });
    }
    const left = await readdir(root, { recursive: true });
    expect(left.filter((path) => path.includes('labels') && path.endsWith('.jsonl'))).toEqual([]);
  });

  it('shows at once what another process has stored, replaced and deleted', async () => {
    await makeRuns();
    const other = await open();
    try {
      await storage.labels.put('mine', 'good', named({ sampleId: 'a' }));
      expect(await other.labels.find('mine', 'good')).toMatchObject({ count: 1, mean: 1 });
      const { isNew } = await other.labels.put('mine', 'good', named({ sampleId: 'a', value: 0 }, { sampleId: 'b', value: 0 }));
      expect(isNew).toBe(false);
      expect(await storage.labels.list('mine')).toEqual([expect.objectContaining({ count: 2, mean: 0 })]);
      await storage.labels.delete('mine', 'good');
      await expect(other.labels.find('mine', 'good')).rejects.toMatchObject({ code: 'labels_not_found' });
      await expect(other.labels.delete('mine', 'good')).rejects.toMatchObject({ code: 'labels_not_found' });
    } finally {
      await other.close();
    }
  });

  it('finds samples by id, by row and by replicate, and gives their labels back in the order given', async () => {
    const trials = [
      ['t0', 0, 0],
      ['t0b', 0, 1],
      ['t1', 1, 0],
    ] as const;
    const spec = { ...sampleJob('job').spec, repeats: 2 };
    await settledJob(
      storage.jobs,
      sampleJob('job', { spec }),
      trials.map(([id, row, replicate]) => [0, trialEvent(id, { row, replicate, question: `q${row}` })] as const),
    );
    await storage.labels.put('job', 'x', named({ row: 1 }, { row: 0, replicate: 1, value: 3 }, { sampleId: 't0', note: 'n' }));
    expect((await storage.labels.find('job', 'x')).labels).toEqual([
      { sampleId: 't1', row: 1, replicate: 0, value: 1, note: null },
      { sampleId: 't0b', row: 0, replicate: 1, value: 3, note: null },
      { sampleId: 't0', row: 0, replicate: 0, value: 1, note: 'n' },
    ]);
  });

  it.each([
    [[{ sampleId: 'nobody' }, { sampleId: 'a' }, { row: 9 }], 'run "mine" does not have: "nobody", row 9'],
    [[{ sampleId: 'a', row: 1 }], 'does not have: "a" row 1'],
    [[{ sampleId: 'a', replicate: 3 }], 'does not have: "a" replicate 3'],
    [[{ sampleId: 'a' }, { sampleId: 'b' }, { row: 0 }], 'some have more: row 0'],
  ])('stores nothing of %j', async (labels, reason) => {
    await storage.runs.import(NEW_RUN, batchesOf([scored('a', { m: 1 }), scored('b', { m: 0 })]));
    const put = storage.labels.put('mine', 'x', named(...labels));
    await expect(put).rejects.toMatchObject({ code: 'unusable_request', message: expect.stringContaining(reason) });
    expect(await storage.labels.list('mine')).toEqual([]);
  });

  it('asks for the row where equal rows have one id', async () => {
    const events = [0, 1].flatMap((row) => [trialEvent('t1', { row }), scoringEvent('t1', 1, { row })]);
    await settledJob(
      storage.jobs,
      sampleJob('job'),
      events.map((event) => [0, event] as const),
    );
    await expect(storage.labels.put('job', 'x', named({ sampleId: 't1' }))).rejects.toThrow('name their rows too: "t1"');
    await storage.labels.put('job', 'x', named({ sampleId: 't1', row: 1 }));
    expect((await storage.labels.find('job', 'x')).labels).toMatchObject([{ sampleId: 't1', row: 1 }]);
  });

  it('keeps names of any letters apart, and leaves out a file that is damaged, which is said', async () => {
    await makeRuns();
    const names = ['good', 'Good', '../up', 'très bien', 'con'];
    for (const name of names) await storage.labels.put('mine', name, named({ row: 0 }));
    expect((await storage.labels.list('mine')).map(({ name }) => name)).toEqual([...names].sort());
    await appendFile(join(root, 'storage/runs/mine/labels/good.jsonl'), '{"row":1}\n');
    await writeFile(join(root, 'storage/runs/mine/labels/con.jsonl'), 'no labels');
    await expect(storage.labels.find('mine', 'good')).rejects.toThrow('put them again, or delete them');
    expect((await storage.labels.list('mine')).map(({ name }) => name)).not.toContain('con');
    expect(faults.join()).toContain("con.jsonl can't be read");
    await storage.labels.put('mine', 'con', named({ row: 1 }));
    expect((await storage.labels.find('mine', 'con')).labels).toHaveLength(1);
  });

  it('does not make the folder of a run again that is deleted meanwhile', async () => {
    const set = { name: 'x', description: null, createdAt: '2026-01-01T00:00:00.000Z', count: 1, mean: 1 };
    const labels = [{ sampleId: 'a', row: 0, replicate: 0, value: 1, note: null }];
    const put = writeLabels(join(root, 'jobs/gone/labels'), { ...set, labels });
    await expect(put).rejects.toMatchObject({ code: 'ENOENT' });
    await expect(readdir(join(root, 'jobs/gone'))).rejects.toMatchObject({ code: 'ENOENT' });
  });
});
