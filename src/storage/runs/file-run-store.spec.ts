import { appendFile, mkdir, mkdtemp, readdir, readFile, rm, truncate, utimes, writeFile } from 'node:fs/promises';
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
} from '../../../test/contracts/run-store.contract.ts';
import { sampleJob } from '../../../test/contracts/sample-job.ts';
import { systemClock } from '../../domain/clock.ts';
import { eventLine } from '../../domain/event-batch.ts';
import type { JobStore } from '../../domain/job-store.ts';
import { FileJobStore } from '../file/file-job-store.ts';
import { MemoryJobStore } from '../memory/memory-job-store.ts';
import { FileRunStore } from './file-run-store.ts';

interface Made {
  readonly root: string;
  readonly jobs: JobStore;
  readonly store: FileRunStore;
  readonly faults: string[];
  close(): Promise<void>;
}

async function made(jobsIn: (root: string) => JobStore = (root) => new FileJobStore(root)): Promise<Made> {
  const root = await mkdtemp(join(tmpdir(), 'assay-runs-'));
  const jobs = jobsIn(root);
  const faults: string[] = [];
  const store = storeOver(root, jobs, faults);
  const close = async (): Promise<void> => {
    await store.close();
    await jobs.close();
    await rm(root, { recursive: true });
  };
  return { root, jobs, store, faults, close };
}

function storeOver(root: string, jobs: JobStore, faults: string[] = []): FileRunStore {
  const onFault = (message: string): void => void faults.push(message);
  return new FileRunStore({ projectsRoot: root, storageDir: join(root, 'storage'), jobs, clock: systemClock, onFault });
}

describeRunStore('FileRunStore over files', made);
describeRunStore('FileRunStore over jobs in memory', () => made(() => new MemoryJobStore()));

const EVENTS = [
  [0, trialEvent('t1')],
  [0, scoringEvent('t1', 1)],
] as const;

describe('FileRunStore', () => {
  let here: Made;

  beforeEach(async () => {
    here = await made();
  });

  afterEach(() => here.close());

  /** Every file below a folder. */
  async function filesBelow(...names: readonly string[]): Promise<string[]> {
    const entries = await readdir(join(here.root, ...names), { recursive: true, withFileTypes: true });
    return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  }

  it('makes nothing before it is used', async () => {
    await here.store.recover();
    expect(await here.store.list()).toEqual([]);
    expect(await readdir(here.root)).toEqual([]);
  });

  it('finds after a restart what was there before', async () => {
    await here.store.import(NEW_RUN, batchesOf([scored('a', { m: 1 })]));
    await settledJob(here.jobs, sampleJob('job'), EVENTS);
    const runs = await here.store.list();
    const other = storeOver(here.root, here.jobs);
    await other.recover();
    expect(await other.list()).toEqual(runs);
    expect(await other.scores('mine')).toEqual(await here.store.scores('mine'));
    expect(await other.scores('job')).toEqual(await here.store.scores('job'));
  });

  it('has the columns of a settled job in its cache, and reads no event for them', async () => {
    await settledJob(here.jobs, sampleJob('job'), EVENTS);
    await here.store.settle('job');
    const silent = new Proxy(here.jobs, {
      get: (jobs, name) => {
        if (name === 'read') throw new Error('events were read');
        const member: unknown = Reflect.get(jobs, name);
        return typeof member === 'function' ? (member.bind(jobs) as unknown) : member;
      },
    });
    const other = storeOver(here.root, silent);
    expect(await other.list()).toMatchObject([{ runId: 'job', metrics: { correct: 1 } }]);
    expect((await other.scores('job')).metrics.get('correct')).toEqual(Float64Array.of(1));
  });

  it('makes the columns again when the events have changed', async () => {
    await settledJob(here.jobs, sampleJob('job'), EVENTS);
    await here.store.settle('job');
    const late = [trialEvent('t0'), scoringEvent('t0', 0)].map((event, at) => ({
      seq: 2 + at,
      job_id: 'job',
      step_index: 0,
      ...event,
    }));
    await appendFile(join(here.root, 'jobs/job/events.jsonl'), late.map(eventLine).join(''));
    expect(await here.store.find('job')).toMatchObject({ sampleCount: 2, metrics: { correct: 0.5 } });
    expect((await here.store.scores('job')).ids).toEqual(['t0', 't1']);
  });

  it.each([
    ['gone', (path: string) => rm(path)],
    ['cut off', (path: string) => truncate(path, 40)],
    ['something else', (path: string) => writeFile(path, 'something else, and long enough to be a file of columns')],
  ])('makes a file of its cache again that is %s', async (_what, harm) => {
    await settledJob(here.jobs, sampleJob('job'), EVENTS);
    await here.store.settle('job');
    for (const path of await filesBelow('storage', '.cache')) await harm(path);
    const other = storeOver(here.root, here.jobs);
    expect(await other.list()).toMatchObject([{ runId: 'job', sampleCount: 1, metrics: { correct: 1 } }]);
    expect((await other.scores('job')).ids).toEqual(['t1']);
  });

  it('does without a storage folder that it can write to', async () => {
    await writeFile(join(here.root, 'storage'), 'no folder');
    await settledJob(here.jobs, sampleJob('job'), EVENTS);
    expect((await here.store.scores('job')).ids).toEqual(['t1']);
    expect(await here.store.list()).toHaveLength(1);
  });

  it('keeps nothing in its cache of jobs that are gone', async () => {
    await settledJob(here.jobs, sampleJob('one'), EVENTS);
    await settledJob(here.jobs, sampleJob('two'), EVENTS);
    await here.store.list();
    await here.store.delete('one');
    await here.jobs.delete('two');
    await storeOver(here.root, here.jobs).recover();
    expect(await filesBelow('storage', '.cache')).toEqual([]);
  });

  it('leaves nothing behind but the files of the run', async () => {
    const torn = (async function* () {
      yield Array.from({ length: 20_000 }, (_, at) => scored(`s${at}`, { m: 1 }));
      throw new Error('torn');
    })();
    await expect(here.store.import(NEW_RUN, torn)).rejects.toThrow('torn');
    expect(await filesBelow('storage')).toEqual([]);
    await here.store.import(NEW_RUN, batchesOf(Array.from({ length: 20_000 }, (_, at) => scored(`s${at}`, { m: at }))));
    const names = (await filesBelow('storage')).map((path) => path.slice(join(here.root, 'storage').length)).sort();
    expect(names).toEqual(['columns.bin', 'run.json', 'samples.index', 'samples.jsonl'].map((name) => `/runs/mine/${name}`));
    const { ids, metrics } = await here.store.scores('mine');
    expect(ids.slice(0, 3)).toEqual(['s0', 's1', 's10']);
    expect(metrics.get('m')?.slice(0, 3)).toEqual(Float64Array.of(0, 1, 10));
  });

  it('removes at the start what was left by an import that died, and not one that is under way', async () => {
    for (const name of ['.new-old', '.new-now', '.deleted-x'])
      await mkdir(join(here.root, 'storage/runs', name), { recursive: true });
    const longAgo = new Date(Date.now() - 86_400_000);
    await utimes(join(here.root, 'storage/runs/.new-old'), longAgo, longAgo);
    await here.store.recover();
    expect(await readdir(join(here.root, 'storage/runs'))).toEqual(['.new-now']);
  });

  it('leaves out an import whose document is broken, says so once, and keeps the others', async () => {
    await here.store.import(NEW_RUN, batchesOf([scored('a', { m: 1 })]));
    await here.store.import({ ...NEW_RUN, runId: 'broken' }, batchesOf());
    await writeFile(join(here.root, 'storage/runs/broken/run.json'), '{"version":1');
    const faults: string[] = [];
    const other = storeOver(here.root, here.jobs, faults);
    await other.list();
    expect((await other.list()).map(({ runId }) => runId)).toEqual(['mine']);
    expect(await other.find('broken')).toBeUndefined();
    expect(faults).toEqual([expect.stringContaining('runs/broken')]);
    expect(await samplesIn(other, 'mine')).toHaveLength(1);
  });

  it('says which files an import is made of', async () => {
    await here.store.import(NEW_RUN, batchesOf([scored('a', { m: 1, k: 0 }), scored('b', { m: 0 })]));
    const lines = await readFile(join(here.root, 'storage/runs/mine/samples.jsonl'), 'utf8');
    expect(lines.split('\n')[0]).toBe('{"id":"a","prompt":"prompt a","response":"response a","scores":{"k":0,"m":1}}');
  });
});
