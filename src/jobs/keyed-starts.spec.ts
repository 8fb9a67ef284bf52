import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { sampleBatch, sampleEnd, sampleJob } from '../../test/contracts/sample-job.ts';
import { parseConfig } from '../config/parse-config.ts';
import { systemClock } from '../domain/clock.ts';
import type { JobSpec } from '../domain/job-fields.ts';
import { EventBus } from '../events/event-bus.ts';
import { SharedJobQueue } from '../queue/shared-job-queue.ts';
import { FileStartKeys } from '../storage/file/file-start-keys.ts';
import { MemoryJobStore } from '../storage/memory/memory-job-store.ts';
import { JobExecutor } from './job-executor.ts';
import { JobsService } from './jobs.service.ts';
import type { ComparisonStarter } from '../domain/comparison-starter.ts';
import type { Asked } from '../domain/keyed-requests.ts';
import { KeyedStarts } from './keyed-starts.ts';
import { ManualJob, ManualRunner } from './manual-runner.fixture.ts';

const { config: CONFIG } = parseConfig({ ASSAY_PROJECTS_ROOT: tmpdir() });
const { metrics: _metrics, ...fields } = sampleJob('').spec;
const SPEC: JobSpec = { ...fields, kind: 'run' };

function by(key: string | undefined): Asked {
  return { key, isAwaited: () => true };
}

const NO_COMPARISONS = {} as ComparisonStarter;

describe('KeyedStarts', () => {
  let root: string;
  let store: MemoryJobStore;
  let runner: ManualRunner;
  let executor: JobExecutor;
  let keys: FileStartKeys;
  let starts: KeyedStarts;
  /** As after a restart. */
  let again: () => KeyedStarts;

  beforeEach(async () => {
    Logger.overrideLogger(false);
    root = await mkdtemp(join(tmpdir(), 'assay-starts-'));
    keys = new FileStartKeys(join(root, 'jobs'), systemClock);
    store = new MemoryJobStore();
    runner = new ManualRunner();
    const queue = new SharedJobQueue({ maxRunning: 2, maxQueued: 0 });
    executor = new JobExecutor(store, queue, runner, systemClock, new EventBus());
    const jobs = new JobsService(CONFIG, store, queue, runner, executor);
    again = () => new KeyedStarts(keys, store, jobs, NO_COMPARISONS);
    starts = again();
  });

  afterEach(async () => {
    await executor.close();
    await rm(root, { recursive: true, force: true });
    Logger.overrideLogger(new Logger());
  });

  /** Has the job that is being prepared, or the next one, be ready. */
  function offer(): void {
    runner.prepared.resolve(new ManualJob());
    runner.prepared = Promise.withResolvers();
    runner.prepared.resolve(new ManualJob());
  }

  async function count(): Promise<number> {
    return (await store.list()).jobs.length;
  }

  it('starts a job for each request without a key', async () => {
    offer();
    const first = await starts.start(SPEC, by(undefined));
    offer();
    expect(await starts.start(SPEC, by(undefined))).not.toBe(first);
  });

  it('starts one job for all requests with a key, also while the first is under way and after a restart', async () => {
    const both = [starts.start(SPEC, by('k')), starts.start(SPEC, by('k'))];
    offer();
    const ids = await Promise.all(both);
    ids.push(await starts.start(SPEC, by('k')), await again().start(SPEC, by('k')));
    expect(new Set(ids).size).toBe(1);
    expect(await count()).toBe(1);
  });

  it('refuses a key that was used for another job, also while that is under way', async () => {
    const first = starts.start(SPEC, by('k'));
    const reused = { code: 'key_reused', message: expect.stringContaining('Idempotency-Key') as unknown };
    await expect(starts.start({ ...SPEC, workers: 2 }, by('k'))).rejects.toMatchObject(reused);
    offer();
    await first;
    await expect(again().start({ ...SPEC, workers: 2 }, by('k'))).rejects.toMatchObject(reused);
    expect(await count()).toBe(1);
  });

  it('forgets the key of a job that could not be started', async () => {
    runner.prepared.reject(new Error('no such program'));
    await expect(starts.start(SPEC, by('k'))).rejects.toThrow('no such program');
    runner.prepared = Promise.withResolvers();
    offer();
    const jobId = await starts.start({ ...SPEC, workers: 2 }, by('k'));
    expect(await store.find(jobId)).toMatchObject({ status: 'running' });
  });

  it('starts a job under the id that was kept for it when the process was lost in between', async () => {
    const { requestSha256 } = await keyed();
    await keys.keep('k', { jobId: 'kept', requestSha256, hasStarted: false });
    offer();
    expect(await starts.start(SPEC, by('k'))).toBe('kept');
    expect(await store.find('kept')).toMatchObject({ status: 'running' });
  });

  /** What is kept of a request. */
  async function keyed(): Promise<{ requestSha256: string }> {
    offer();
    await starts.start(SPEC, by('other'));
    const found = await keys.find('other');
    if (found === undefined) throw new Error('nothing was kept');
    return found;
  }

  it('does not start a job again that was deleted', async () => {
    offer();
    const jobId = await starts.start(SPEC, by('k'));
    await store.finish(jobId, sampleEnd, null);
    await store.delete(jobId);
    expect(await starts.start(SPEC, by('k'))).toBe(jobId);
    expect(await count()).toBe(0);
  });

  it('goes on while one of those who asked still waits', async () => {
    let isThere = true;
    const first = starts.start(SPEC, { key: 'k', isAwaited: () => isThere });
    const second = starts.start(SPEC, by('k'));
    isThere = false;
    offer();
    expect(await first).toBe(await second);
  });

  describe('a job that is to go on', () => {
    const HOW = { retriesFailed: false, isForced: true };

    async function ended(id: string): Promise<void> {
      await store.create(sampleJob(id, { spec: SPEC, plannedScorings: 0 }));
      await store.finish(id, { ...sampleEnd, status: 'interrupted' }, null);
    }

    /** Ends what runs, so that it could be resumed again. */
    async function stop(id: string): Promise<void> {
      await executor.cancel(id, 'user');
    }

    it('goes on once for all requests with a key, also while the first is under way and after a restart', async () => {
      await ended('a');
      const both = [starts.resume('a', HOW, by('k')), starts.resume('a', HOW, by('k'))];
      offer();
      expect((await Promise.all(both)).map(({ job }) => job.status)).toEqual(['running', 'running']);
      await stop('a');
      expect(await again().resume('a', HOW, by('k'))).toMatchObject({ job: { id: 'a', status: 'cancelled' }, note: null });
    });

    it('goes on again with another key, and not with a key of another request', async () => {
      await ended('a');
      await ended('b');
      offer();
      await starts.resume('a', HOW, by('k'));
      await stop('a');
      const reused = { code: 'key_reused' };
      await expect(starts.resume('a', { ...HOW, retriesFailed: true }, by('k'))).rejects.toMatchObject(reused);
      await expect(starts.resume('b', HOW, by('k'))).rejects.toMatchObject(reused);
      await expect(starts.start(SPEC, by('k'))).rejects.toMatchObject(reused);
      offer();
      expect((await starts.resume('a', HOW, by('l'))).job.status).toBe('running');
    });

    it('does not go on again where the process was lost before that was noted', async () => {
      await ended('a');
      offer();
      await starts.resume('a', HOW, by('k'));
      await stop('a');
      const { requestSha256 } = (await keys.find('k')) ?? { requestSha256: '' };
      await keys.forget('k');
      await keys.keep('k', { jobId: 'a', requestSha256, hasStarted: false, resumedBefore: null });
      expect((await again().resume('a', HOW, by('k'))).job.status).toBe('cancelled');
    });

    it('goes on where the process was lost before it did', async () => {
      await ended('a');
      offer();
      await starts.resume('a', HOW, by('other'));
      await stop('a');
      const { requestSha256 } = (await keys.find('other')) ?? { requestSha256: '' };
      const resumedBefore = (await store.find('a'))?.resumed?.at ?? null;
      await keys.keep('k', { jobId: 'a', requestSha256, hasStarted: false, resumedBefore });
      offer();
      expect((await again().resume('a', HOW, by('k'))).job.status).toBe('running');
    });

    it('leaves its key free where it can’t go on', async () => {
      await expect(starts.resume('a', HOW, by('k'))).rejects.toMatchObject({ code: 'job_not_found' });
      await store.create(sampleJob('a'));
      await expect(starts.resume('a', HOW, by('k'))).rejects.toMatchObject({ code: 'illegal_move' });
      expect(await keys.find('k')).toBeUndefined();
    });
  });

  it('scores the outputs of a job once for all requests with a key', async () => {
    await store.create(sampleJob('a', { spec: SPEC, plannedScorings: 0 }));
    await store.append('a', sampleBatch('a', 0, 1));
    await store.finish('a', sampleEnd, null);
    offer();
    const first = await starts.score('a', { metrics: ['m'] }, by('k'));
    expect(await starts.score('a', { metrics: ['m'] }, by('k'))).toBe(first);
    expect(await again().score('a', { metrics: ['m'] }, by('k'))).toBe(first);
    expect(await store.find(first)).toMatchObject({ scoredFrom: 'a', spec: { kind: 'evaluate', metrics: ['m'] } });
    await expect(starts.score('a', { metrics: ['n'] }, by('k'))).rejects.toMatchObject({ code: 'key_reused' });
    expect(await count()).toBe(2);
  });

  it.each(['', 'two words', 'é', 'x'.repeat(256), 'a\tb'])('refuses %j as a key', async (key) => {
    await expect(starts.start(SPEC, by(key))).rejects.toMatchObject({ code: 'unusable_request' });
  });
});
