import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { batchesOf, describeRunStore, NEW_RUN, samplesIn, scored } from '../../../test/contracts/run-store.contract.ts';
import { sampleBatch, sampleEnd, sampleJob, sampleSummary, seqsOf } from '../../../test/contracts/sample-job.ts';
import { TestPostgres } from '../../../test/fixtures/postgres.ts';
import type { JobStore } from '../../domain/job-store.ts';
import type { RunStore } from '../../domain/run-store.ts';
import { SharedStorage } from './shared-storage.ts';

let server: TestPostgres;

beforeAll(async () => {
  server = await TestPostgres.start();
});

afterAll(async () => {
  await server.stop();
});

/** Processes over one database, each with a storage folder of its own or all with one. */
class Processes {
  readonly faults: string[] = [];
  readonly #url: string;
  readonly #folder: string;
  readonly #opened: SharedStorage[] = [];

  static async make(): Promise<Processes> {
    return new Processes(await server.newDatabase(), await mkdtemp(join(tmpdir(), 'assay-shared-')));
  }

  private constructor(url: string, folder: string) {
    this.#url = url;
    this.#folder = folder;
  }

  async open(): Promise<SharedStorage> {
    const options = { databaseUrl: this.#url, role: 'all', storageDir: this.#folder, hasThreads: false } as const;
    const storage = await SharedStorage.open({ ...options, onFault: (message) => this.faults.push(message) });
    this.#opened.push(storage);
    return storage;
  }

  async stop(storage: SharedStorage): Promise<void> {
    await storage.close();
    this.#opened.splice(this.#opened.indexOf(storage), 1);
  }

  async close(): Promise<void> {
    await Promise.all(this.#opened.map((storage) => storage.close()));
    await rm(this.#folder, { recursive: true });
  }
}

describeRunStore('runs over PostgreSQL', async () => {
  const processes = await Processes.make();
  const { runs, jobs }: { runs: RunStore; jobs: JobStore } = await processes.open();
  return { store: runs, jobs, close: () => processes.close() };
});

describe('two processes over one database', () => {
  it('give a duty to one of them, and to the other once that is gone', async () => {
    const processes = await Processes.make();
    const [a, b] = [await processes.open(), await processes.open()];
    const taken = await Promise.all([a.fleet.hasDuty('one'), b.fleet.hasDuty('one')]);
    expect(taken.toSorted()).toEqual([false, true]);
    const [holder, other] = taken[0] ? [a, b] : [b, a];
    expect([await holder.fleet.hasDuty('one'), await other.fleet.hasDuty('one')]).toEqual([true, false]);
    expect(await other.fleet.hasDuty('another')).toBe(true);
    await processes.stop(holder);
    expect(await other.fleet.hasDuty('one')).toBe(true);
    await processes.close();
  });

  it('see what the other has done as soon as it is done', async () => {
    const processes = await Processes.make();
    const [a, b] = [await processes.open(), await processes.open()];
    await a.jobs.create(sampleJob('one'));
    expect((await b.jobs.list()).jobs).toEqual([sampleJob('one')]);
    await a.jobs.append('one', sampleBatch('one', 0, 3));
    expect(await seqsOf(b.jobs.read('one', 1))).toEqual([1, 2]);
    await a.jobs.finish('one', sampleEnd, sampleSummary);
    expect(await b.jobs.find('one')).toMatchObject({ status: 'done' });
    expect(await b.jobs.summary('one')).toMatchObject(sampleSummary);

    const { run } = await a.runs.import(NEW_RUN, batchesOf([scored('x', { m: 1 }), scored('y', { m: 0 })]));
    expect(await samplesIn(b.runs, run.runId)).toHaveLength(2);
    expect((await b.runs.import(NEW_RUN, batchesOf([scored('x', { m: 1 }), scored('y', { m: 0 })]))).isNew).toBe(false);
    await expect(b.runs.import(NEW_RUN, batchesOf([scored('x', { m: 0 })]))).rejects.toMatchObject({ code: 'already_exists' });

    const label = { sampleId: 'x', row: null, replicate: null, value: 1, note: 'très bien' };
    await a.labels.put(run.runId, 'people', { description: null, labels: [label] });
    expect(await b.labels.find(run.runId, 'people')).toEqual(await a.labels.find(run.runId, 'people'));
    await b.labels.delete(run.runId, 'people');
    await expect(a.labels.find(run.runId, 'people')).rejects.toMatchObject({ code: 'labels_not_found' });

    await b.runs.delete(run.runId);
    expect(await a.runs.find(run.runId)).toBeUndefined();
    await b.jobs.delete('one');
    expect(await a.jobs.find('one')).toBeUndefined();
    expect((await a.jobs.list()).jobs).toEqual([]);
    expect(processes.faults).toEqual([]);
    await processes.close();
  });

  it('find what was there before them, and what has changed while they were away', async () => {
    const processes = await Processes.make();
    const a = await processes.open();
    for (const id of ['kept', 'goes', 'resumed']) {
      await a.jobs.create(sampleJob(id));
      await a.jobs.append(id, sampleBatch(id, 0, 4));
      await a.jobs.finish(id, { ...sampleEnd, status: 'interrupted', error: 'stopped' }, sampleSummary);
    }
    await a.jobs.create(sampleJob('running'));
    await a.jobs.append('running', sampleBatch('running', 0, 2));
    const b = await processes.open();
    expect((await b.jobs.list()).jobs.map(({ id }) => id).sort()).toEqual(['goes', 'kept', 'resumed', 'running']);
    await processes.stop(b);
    await a.jobs.delete('goes');
    await a.jobs.update(sampleJob('resumed'));
    await a.jobs.append('resumed', sampleBatch('resumed', 4, 2));
    await a.jobs.finish('resumed', sampleEnd, sampleSummary);
    await a.jobs.append('running', sampleBatch('running', 2, 2));
    const again = await processes.open();
    const { jobs } = await again.jobs.list();
    expect(jobs.map(({ id, status }) => [id, status]).sort()).toEqual([
      ['kept', 'interrupted'],
      ['resumed', 'done'],
      ['running', 'running'],
    ]);
    expect(await seqsOf(again.jobs.read('resumed', 0))).toEqual([0, 1, 2, 3, 4, 5]);
    expect(await seqsOf(again.jobs.read('running', 0))).toEqual([0, 1, 2, 3]);
    await processes.close();
  });
});
