import { execFileSync } from 'node:child_process';
import { appendFile, mkdir, mkdtemp, readdir, readFile, rm, symlink, truncate, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import {
  batchesOf,
  describeRunStore,
  NEW_RUN,
  samplesIn,
  scored,
  scoringEvent,
  settledJob,
  trialEvent,
  scoresOf,
} from '../../test/contracts/run-store.contract.ts';
import { scoredRun } from '../domain/scored-columns.ts';
import { sampleJob } from '../../test/contracts/sample-job.ts';
import { eventLine } from '../domain/event-batch.ts';
import type { JobStore } from '../domain/job-store.ts';
import type { RunStore } from '../domain/run-store.ts';
import { Storage } from './open-storage.ts';

/** A storage over a folder of its own. */
class Made {
  readonly root: string;
  readonly faults: string[] = [];
  readonly #hasThreads: boolean;
  #storage!: Storage;

  static async make(hasThreads: boolean): Promise<Made> {
    const root = await mkdtemp(join(tmpdir(), 'assay-storage-'));
    const made = new Made(root, hasThreads);
    await made.#open();
    return made;
  }

  private constructor(root: string, hasThreads: boolean) {
    this.root = root;
    this.#hasThreads = hasThreads;
  }

  get jobs(): JobStore {
    return this.#storage.jobs;
  }

  get store(): RunStore {
    return this.#storage.runs;
  }

  /** As after a restart; `change` happens in between. */
  async reopen(change: () => Promise<unknown> = async () => undefined): Promise<void> {
    await this.#storage.close();
    await change();
    await this.#open();
  }

  async #open(): Promise<void> {
    const onFault = (message: string): void => void this.faults.push(message);
    const places = { projectsRoot: this.root, storageDir: join(this.root, 'storage') };
    this.#storage = await Storage.open({ ...places, hasThreads: this.#hasThreads, onFault });
  }

  path(...names: readonly string[]): string {
    return join(this.root, ...names);
  }

  async close(): Promise<void> {
    await this.#storage.close();
    await rm(this.root, { recursive: true });
  }
}

describeRunStore('runs over files', () => Made.make(false));

const EVENTS = [
  [0, trialEvent('t1')],
  [0, scoringEvent('t1', 1)],
] as const;

const INDEX_FILES = ['index.sqlite', 'index.sqlite-wal', 'index.sqlite-shm'];

describe('runs over files', () => {
  let here: Made;

  beforeEach(async () => {
    here = await Made.make(true);
  });

  afterEach(() => here.close());

  /** Every file below a folder, but those of the index. */
  async function filesBelow(...names: readonly string[]): Promise<string[]> {
    const entries = await readdir(here.path(...names), { recursive: true, withFileTypes: true });
    const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
    return files.filter((path) => !path.includes('index.sqlite'));
  }

  async function listed(): Promise<readonly string[]> {
    return (await here.store.list()).runs.map(({ runId }) => runId);
  }

  it('are there after a restart as they were before', async () => {
    await here.store.import(NEW_RUN, batchesOf([scored('a', { m: 1 })]));
    await settledJob(here.jobs, sampleJob('job'), EVENTS);
    const before = [await here.store.list(), await scoresOf(here.store, 'mine'), await scoresOf(here.store, 'job')];
    await here.reopen();
    expect([await here.store.list(), await scoresOf(here.store, 'mine'), await scoresOf(here.store, 'job')]).toEqual(before);
  });

  it.each([
    ['gone', (path: string) => rm(path, { force: true })],
    ['cut off', (path: string) => truncate(path, 40).catch(() => undefined)],
    ['something else', (path: string) => writeFile(path, 'something else, and long enough to be a database'.repeat(100))],
  ])('are the same without the index: one that is %s is made anew', async (_what, harm) => {
    await here.store.import(NEW_RUN, batchesOf([scored('a', { m: 1 })]));
    await settledJob(here.jobs, sampleJob('job'), EVENTS);
    const before = [await here.store.list(), await samplesIn(here.store, 'job'), await scoresOf(here.store, 'mine')];
    await here.reopen(async () => {
      for (const name of INDEX_FILES) await harm(here.path('storage', name));
    });
    expect([await here.store.list(), await samplesIn(here.store, 'job'), await scoresOf(here.store, 'mine')]).toEqual(before);
    expect(here.store.state()).toEqual({ state: 'ready', done: 1, isTemporary: false });
  });

  it('follow events that were added to a job that had ended', async () => {
    await settledJob(here.jobs, sampleJob('job'), EVENTS);
    await here.store.list();
    const late = [trialEvent('t0'), scoringEvent('t0', 0)].map((event, at) => ({
      seq: 2 + at,
      job_id: 'job',
      step_index: 0,
      ...event,
    }));
    await appendFile(here.path('jobs/job/events.jsonl'), late.map(eventLine).join(''));
    expect(await here.store.find('job')).toMatchObject({ sampleCount: 2, metrics: { correct: 0.5 } });
    expect(scoredRun(await scoresOf(here.store, 'job')).ids).toEqual(['t0', 't1']);
  });

  it('do without a storage folder that can be written, and say so', async () => {
    await here.reopen(async () => {
      await rm(here.path('storage'), { recursive: true });
      await writeFile(here.path('storage'), 'no folder');
    });
    await settledJob(here.jobs, sampleJob('job'), EVENTS);
    expect(scoredRun(await scoresOf(here.store, 'job')).ids).toEqual(['t1']);
    expect(await listed()).toEqual(['job']);
    expect(here.store.state()).toMatchObject({ isTemporary: true });
    expect(here.faults.join()).toContain('a temporary index');
  });

  it('leave nothing behind but the files of the run', async () => {
    const torn = (async function* () {
      yield Array.from({ length: 20_000 }, (_, at) => scored(`s${at}`, { m: 1 }));
      throw new Error('torn');
    })();
    await expect(here.store.import(NEW_RUN, torn)).rejects.toThrow('torn');
    expect(await filesBelow('storage')).toEqual([]);
    await here.store.import(NEW_RUN, batchesOf(Array.from({ length: 20_000 }, (_, at) => scored(`s${at}`, { m: at }))));
    const names = (await filesBelow('storage')).map((path) => path.slice(here.path('storage').length)).sort();
    expect(names).toEqual(['/runs/mine/run.json', '/runs/mine/samples.jsonl']);
    const { ids, metrics } = scoredRun(await scoresOf(here.store, 'mine'));
    expect(ids.slice(0, 3)).toEqual(['s0', 's1', 's10']);
    expect(metrics.get('m')?.slice(0, 3)).toEqual(Float64Array.of(0, 1, 10));
  });

  it('lose at the start what an import left that died, and not one that is under way', async () => {
    await here.reopen(async () => {
      for (const name of ['.new-old', '.new-now', '.deleted-x'])
        await mkdir(here.path('storage/runs', name), { recursive: true });
      const longAgo = new Date(Date.now() - 86_400_000);
      await utimes(here.path('storage/runs/.new-old'), longAgo, longAgo);
    });
    expect(await readdir(here.path('storage/runs'))).toEqual(['.new-now']);
  });

  it('are left out where their document is broken, which is said once, and harm no other', async () => {
    await here.store.import(NEW_RUN, batchesOf([scored('a', { m: 1 })]));
    await here.store.import({ ...NEW_RUN, runId: 'broken' }, batchesOf());
    await here.reopen(() => writeFile(here.path('storage/runs/broken/run.json'), '{"version":1'));
    // The list before is shown until the folder has been read.
    while ((await listed()).length > 1);
    expect(await listed()).toEqual(['mine']);
    expect(await here.store.find('broken')).toBeUndefined();
    expect(here.faults).toEqual([expect.stringContaining('runs/broken')]);
    expect(await samplesIn(here.store, 'mine')).toHaveLength(1);
  });

  it('have their samples in a file of JSON lines', async () => {
    await here.store.import(NEW_RUN, batchesOf([scored('a', { m: 1, k: 0 }), scored('b', { m: 0 })]));
    const lines = await readFile(here.path('storage/runs/mine/samples.jsonl'), 'utf8');
    expect(lines.split('\n')[0]).toBe('{"id":"a","prompt":"prompt a","response":"response a","scores":{"k":0,"m":1}}');
  });

  it('are listed beside five pipes and a loop of links among the files of jobs', async () => {
    await settledJob(here.jobs, sampleJob('good'), EVENTS);
    await here.reopen(async () => {
      for (const name of ['p1', 'p2', 'p3', 'p4', 'p5']) {
        await mkdir(here.path('jobs', name));
        execFileSync('mkfifo', [here.path('jobs', name, 'manifest.json'), here.path('jobs', name, 'events.jsonl')]);
      }
      await mkdir(here.path('jobs/loop'));
      await symlink('manifest.json', here.path('jobs/loop/manifest.json'));
    });
    const { jobs } = await here.jobs.list();
    expect(jobs.map(({ id }) => id).sort()).toEqual(['good', 'loop', 'p1', 'p2', 'p3', 'p4', 'p5']);
    expect(jobs.find(({ id }) => id === 'p1')?.error).toContain('not a regular file');
    expect(await here.store.find('good')).toMatchObject({ sampleCount: 1 });
    expect(await samplesIn(here.store, 'p1')).toEqual([]);
  });

  it('can be found by words, sorted and paged', async () => {
    for (const [runId, m] of [
      ['alpha', 0.2],
      ['beta', 0.9],
      ['gamma', 0.5],
    ] as const)
      await here.store.import({ ...NEW_RUN, runId, createdAt: '2026-01-01T00:00:00.000Z' }, batchesOf([scored('a', { m })]));
    expect((await here.store.list({ q: 'ALPH' })).runs.map(({ runId }) => runId)).toEqual(['alpha']);
    const sort = { by: { metric: 'm' }, isDescending: true } as const;
    const first = await here.store.list({ sort, limit: 2 });
    expect(first.runs.map(({ runId }) => runId)).toEqual(['beta', 'gamma']);
    const second = await here.store.list({ sort, limit: 2, cursor: first.nextCursor ?? '' });
    expect(second).toMatchObject({ runs: [{ runId: 'alpha' }], nextCursor: null });
    await expect(here.store.list({ limit: 2, cursor: first.nextCursor ?? '' })).rejects.toMatchObject({
      code: 'unusable_request',
    });
  });
});
