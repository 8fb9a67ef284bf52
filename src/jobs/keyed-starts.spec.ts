import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { sampleEnd, sampleJob } from '../../test/contracts/sample-job.ts';
import { parseConfig } from '../config/parse-config.ts';
import { systemClock } from '../domain/clock.ts';
import type { JobSpec } from '../domain/job-fields.ts';
import { EventBus } from '../events/event-bus.ts';
import { SharedJobQueue } from '../queue/shared-job-queue.ts';
import { FileStartKeys } from '../storage/file/file-start-keys.ts';
import { MemoryJobStore } from '../storage/memory/memory-job-store.ts';
import { JobExecutor } from './job-executor.ts';
import { JobsService } from './jobs.service.ts';
import { KeyedStarts } from './keyed-starts.ts';
import { ManualJob, ManualRunner } from './manual-runner.fixture.ts';

const { config: CONFIG } = parseConfig({ ASSAY_PROJECTS_ROOT: tmpdir() });
const { metrics: _metrics, ...fields } = sampleJob('').spec;
const SPEC: JobSpec = { ...fields, kind: 'run' };
const STAYS = (): boolean => true;

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
    again = () => new KeyedStarts(keys, store, jobs);
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
    const first = await starts.start(SPEC, undefined, STAYS);
    offer();
    expect(await starts.start(SPEC, undefined, STAYS)).not.toBe(first);
  });

  it('starts one job for all requests with a key, also while the first is under way and after a restart', async () => {
    const both = [starts.start(SPEC, 'k', STAYS), starts.start(SPEC, 'k', STAYS)];
    offer();
    const ids = await Promise.all(both);
    ids.push(await starts.start(SPEC, 'k', STAYS), await again().start(SPEC, 'k', STAYS));
    expect(new Set(ids).size).toBe(1);
    expect(await count()).toBe(1);
  });

  it('refuses a key that was used for another job, also while that is under way', async () => {
    const first = starts.start(SPEC, 'k', STAYS);
    const reused = { code: 'key_reused', message: expect.stringContaining('Idempotency-Key') as unknown };
    await expect(starts.start({ ...SPEC, workers: 2 }, 'k', STAYS)).rejects.toMatchObject(reused);
    offer();
    await first;
    await expect(again().start({ ...SPEC, workers: 2 }, 'k', STAYS)).rejects.toMatchObject(reused);
    expect(await count()).toBe(1);
  });

  it('forgets the key of a job that could not be started', async () => {
    runner.prepared.reject(new Error('no such program'));
    await expect(starts.start(SPEC, 'k', STAYS)).rejects.toThrow('no such program');
    runner.prepared = Promise.withResolvers();
    offer();
    const jobId = await starts.start({ ...SPEC, workers: 2 }, 'k', STAYS);
    expect(await store.find(jobId)).toMatchObject({ status: 'running' });
  });

  it('starts a job under the id that was kept for it when the process was lost in between', async () => {
    const { requestSha256 } = await keyed();
    await keys.keep('k', { jobId: 'kept', requestSha256, hasStarted: false });
    offer();
    expect(await starts.start(SPEC, 'k', STAYS)).toBe('kept');
    expect(await store.find('kept')).toMatchObject({ status: 'running' });
  });

  /** What is kept of a request. */
  async function keyed(): Promise<{ requestSha256: string }> {
    offer();
    await starts.start(SPEC, 'other', STAYS);
    const found = await keys.find('other');
    if (found === undefined) throw new Error('nothing was kept');
    return found;
  }

  it('does not start a job again that was deleted', async () => {
    offer();
    const jobId = await starts.start(SPEC, 'k', STAYS);
    await store.finish(jobId, sampleEnd, null);
    await store.delete(jobId);
    expect(await starts.start(SPEC, 'k', STAYS)).toBe(jobId);
    expect(await count()).toBe(0);
  });

  it('goes on while one of those who asked still waits', async () => {
    let isThere = true;
    const first = starts.start(SPEC, 'k', () => isThere);
    const second = starts.start(SPEC, 'k', STAYS);
    isThere = false;
    offer();
    expect(await first).toBe(await second);
  });

  it.each(['', 'two words', 'é', 'x'.repeat(256), 'a\tb'])('refuses %j as a key', async (key) => {
    await expect(starts.start(SPEC, key, STAYS)).rejects.toMatchObject({ code: 'unusable_request' });
  });
});
