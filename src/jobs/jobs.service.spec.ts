import { tmpdir } from 'node:os';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { eventsOf, sampleBatch, sampleEnd, sampleEvent, sampleJob, sampleSummary } from '../../test/contracts/sample-job.ts';
import { parseConfig } from '../config/parse-config.ts';
import { encodeEvents } from '../domain/event-batch.ts';
import type { Job, JobEnd } from '../domain/job.ts';
import type { JobEvent } from '../domain/job-event.ts';
import type { JobSpec } from '../domain/job-fields.ts';
import type { TrialPayload } from '../evaluation/event.ts';
import { EventBus } from '../events/event-bus.ts';
import { SharedJobQueue } from '../queue/shared-job-queue.ts';
import { MemoryJobStore } from '../storage/memory/memory-job-store.ts';
import { JobExecutor } from './job-executor.ts';
import { JobsService } from './jobs.service.ts';
import { DATASET, ManualJob, ManualRunner } from './manual-runner.fixture.ts';

const NOW = '2026-03-01T10:00:00.000Z';

const { config: CONFIG } = parseConfig({ ASSAY_PROJECTS_ROOT: tmpdir(), ASSAY_MAX_WORKERS: '2' });

const { metrics: _metrics, ...fields } = sampleJob('').spec;

const SPEC: JobSpec = { ...fields, kind: 'run', workers: 2 };

/** Stores a job that this process does not run. */
async function archive(store: MemoryJobStore, id: string, change: Partial<Job> = {}): Promise<void> {
  await store.create(sampleJob(id, change));
}

describe('JobsService', () => {
  let store: MemoryJobStore;
  let queue: SharedJobQueue;
  let runner: ManualRunner;
  let executor: JobExecutor;
  let jobs: JobsService;

  beforeEach(() => {
    Logger.overrideLogger(false);
    store = new MemoryJobStore();
    runner = new ManualRunner();
    queue = new SharedJobQueue({ maxRunning: 1, maxQueued: 1 });
    executor = new JobExecutor(store, queue, runner, { now: () => NOW }, new EventBus());
    jobs = new JobsService(CONFIG, store, queue, runner, executor);
  });

  afterEach(async () => {
    await executor.close();
    Logger.overrideLogger(new Logger());
  });

  /** Starts a job, which runs or waits; the test sends the events of one that runs. */
  async function start(): Promise<{ job: Job; work: ManualJob }> {
    const work = new ManualJob();
    runner.prepared.resolve(work);
    const job = await jobs.start(SPEC);
    runner.prepared = Promise.withResolvers();
    return { job, work };
  }

  async function finished(): Promise<Job> {
    const { job, work } = await start();
    await work.started.promise;
    work.sendTrials(0, 3);
    work.end();
    await executor.close();
    return job;
  }

  async function ids(query: Parameters<JobsService['list']>[0] = {}): Promise<string[]> {
    return (await jobs.list(query)).jobs.map(({ id }) => id);
  }

  describe('start', () => {
    it('stores a job with what was found for it, and runs it', async () => {
      const { job, work } = await start();
      expect((await work.started.promise).aborted).toBe(false);
      expect(job).toMatchObject({
        status: 'running',
        startedAt: NOW,
        projectsRoot: CONFIG.projectsRoot,
        datasetPath: DATASET.datasetPath,
        datasetSha256: DATASET.datasetSha256,
        plannedTrials: 3,
        plannedScorings: 0,
      });
      expect(await store.find(job.id)).toEqual(job);
    });

    it('refuses more workers than the limit, and names the setting', async () => {
      await expect(jobs.start({ ...SPEC, workers: 3 })).rejects.toMatchObject({
        code: 'unusable_request',
        message: 'workers is 3, and the limit is 2 (ASSAY_MAX_WORKERS)',
      });
      expect(await ids()).toEqual([]);
    });

    it('is busy when every place is taken, and leaves nothing of the refused job', async () => {
      const started = [(await start()).job, (await start()).job];
      const work = new ManualJob();
      runner.prepared.resolve(work);
      await expect(jobs.start(SPEC)).rejects.toMatchObject({ code: 'busy' });
      expect(started.map(({ status }) => status)).toEqual(['running', 'queued']);
      expect((await ids()).sort()).toEqual(started.map(({ id }) => id).sort());
    });

    it('releases what it prepared when the last place was taken meanwhile', async () => {
      await start();
      runner.preparing = Promise.withResolvers();
      const late = jobs.start(SPEC);
      await runner.preparing.promise;
      await queue.add('faster', async () => undefined);
      const work = new ManualJob();
      runner.prepared.resolve(work);
      await expect(late).rejects.toMatchObject({ code: 'busy' });
      expect(work.isReleased).toBe(true);
      expect(await ids()).toHaveLength(1);
    });

    it('does not start a job whose caller has disconnected', async () => {
      runner.prepared.resolve(new ManualJob());
      await expect(jobs.start(SPEC, { isAwaited: () => false })).rejects.toMatchObject({ code: 'unavailable' });
      expect(await ids()).toEqual([]);
    });

    it('stores nothing of a job that cannot be prepared', async () => {
      runner.prepared.reject(new Error('no such program'));
      await expect(jobs.start(SPEC)).rejects.toThrow('no such program');
      expect(await ids()).toEqual([]);
    });
  });

  describe('detail', () => {
    it('does not find a job that does not exist', async () => {
      await expect(jobs.detail('x')).rejects.toMatchObject({ code: 'job_not_found' });
    });

    it('gives the events so far of a job that runs, and no summary', async () => {
      await archive(store, 'a');
      await store.append('a', sampleBatch('a', 0, 2));
      const { job, events, summary } = await jobs.detail('a');
      expect([job.status, summary]).toEqual(['running', null]);
      if (events === null) throw new Error('the events were left out');
      expect(await eventsOf(events)).toHaveLength(2);
    });

    it('leaves the events out where they are not asked for', async () => {
      await archive(store, 'a');
      expect(await jobs.detail('a', { hasEvents: false })).toMatchObject({ events: null, summary: null });
    });

    it('gives the summary that was stored when the job ended', async () => {
      await archive(store, 'a');
      await store.finish('a', sampleEnd, sampleSummary);
      expect((await jobs.detail('a')).summary).toMatchObject({ job_id: 'a', status: 'done', trial_count: 3, scoring_count: 3 });
    });

    it('makes the summary of a job that stored none from its events', async () => {
      await archive(store, 'a');
      await store.append('a', sampleBatch('a', 0, 2));
      await store.finish('a', { ...sampleEnd, status: 'interrupted', error: 'killed' }, null);
      expect((await jobs.detail('a')).summary).toMatchObject({
        job_id: 'a',
        status: 'interrupted',
        error: 'killed',
        trial_count: 2,
        scoring_count: 0,
        failure_rate: 1,
      });
    });
  });

  describe('cancel', () => {
    it('stops a job that runs, for the user', async () => {
      const { job, work } = await start();
      const signal = await work.started.promise;
      const stopped = { status: 'cancelled', stopped: { reason: 'user' } };
      expect(await jobs.cancel(job.id)).toMatchObject({ wasSettled: false, job: stopped });
      expect(signal.aborted).toBe(true);
      expect(await store.find(job.id)).toMatchObject(stopped);
    });

    it('stops a job that waits, which leaves its place to another', async () => {
      await start();
      const { job } = await start();
      expect(await jobs.cancel(job.id)).toMatchObject({ wasSettled: false, job: { status: 'cancelled' } });
      expect((await start()).job.status).toBe('queued');
    });

    it('changes nothing of a job that has ended', async () => {
      const { id } = await finished();
      expect(await jobs.cancel(id)).toMatchObject({ wasSettled: true, job: { status: 'done', stopped: null } });
    });

    it('refuses a job of another process', async () => {
      await archive(store, 'theirs');
      await expect(jobs.cancel('theirs')).rejects.toMatchObject({ code: 'illegal_move' });
      expect(await store.find('theirs')).toMatchObject({ status: 'running' });
    });

    it('does not find a job that does not exist', async () => {
      await expect(jobs.cancel('x')).rejects.toMatchObject({ code: 'job_not_found' });
    });
  });

  describe('resume', () => {
    const HOW = { retriesFailed: false, isForced: false };

    /** A job that ended with some of its three trials, all failed. */
    async function ended(trials: number, change: Partial<Job> = {}, status: JobEnd['status'] = 'cancelled'): Promise<void> {
      await archive(store, 'a', { spec: SPEC, plannedScorings: 0, ...change });
      await store.append('a', sampleBatch('a', 0, trials));
      await store.finish('a', { ...sampleEnd, status }, null);
    }

    it('ends a job whose every event is there, notes other limits and says that nothing was left', async () => {
      await ended(3, { spec: { ...SPEC, maxTokens: 10 } });
      const { job, note } = await jobs.resume('a', { ...HOW, limits: { max_tokens: 20 } });
      expect([job.status, note]).toEqual([
        'done',
        expect.stringMatching(/^nothing was left to run: .* the new limits change nothing$/),
      ]);
      expect(await store.find('a')).toMatchObject({ status: 'done', spec: { maxTokens: 20 }, resumed: { at: NOW } });
    });

    it('does not speak of limits where none were given', async () => {
      await ended(3);
      expect((await jobs.resume('a', HOW)).note).toMatch(/so it is done$/);
    });

    it.each([
      [2, {}, 3],
      [0.5, {}, 3],
      [2, { max_failures: 1 }, 3],
    ])('refuses a whole job of which more than %s trials failed, with the limits %j', async (maxFailures, limits, failed) => {
      await ended(3, { spec: { ...SPEC, maxFailures } }, 'error');
      await expect(jobs.resume('a', { ...HOW, limits })).rejects.toMatchObject({
        code: 'illegal_move',
        message: expect.stringContaining(`nothing left to run, and ${failed} trials failed`) as unknown,
      });
      expect(await store.find('a')).toMatchObject({ status: 'error' });
    });

    it('ends a whole job once as many failures are allowed', async () => {
      await ended(3, { spec: { ...SPEC, maxFailures: 2 } }, 'error');
      expect((await jobs.resume('a', { ...HOW, limits: { max_failures: 3 } })).job.status).toBe('done');
    });

    it('takes a whole job while no other process does such work', async () => {
      await ended(3);
      const turn = Promise.withResolvers<undefined>();
      const exclusively = queue.exclusively.bind(queue);
      queue.exclusively = async (work) => {
        await turn.promise;
        return exclusively(work);
      };
      const resumed = jobs.resume('a', HOW);
      await new Promise((resolve) => setImmediate(resolve));
      // Meanwhile another process makes it go on, and it ends again.
      await store.update({ ...sampleJob('a'), spec: SPEC, resumed: { at: '2026-03-01T09:00:00.000Z', retriesFailed: true } });
      turn.resolve(undefined);
      await expect(resumed).rejects.toMatchObject({ code: 'illegal_move' });
      expect(await store.find('a')).toMatchObject({ status: 'running', resumed: { retriesFailed: true } });
    });

    it('says of trials without a row what is wrong and what to do', async () => {
      await archive(store, 'a', { spec: SPEC, plannedScorings: 0 });
      const { payload, ...head } = sampleEvent('a', 0) as JobEvent & { readonly payload: TrialPayload };
      const { row: _row, ...rest } = payload;
      await store.append('a', encodeEvents([{ ...head, payload: rest }]));
      await store.finish('a', { ...sampleEnd, status: 'interrupted' }, null);
      await expect(jobs.resume('a', HOW)).rejects.toThrow(/its trials have no "row", .* Start it anew$/);
    });
  });

  describe('score', () => {
    /** A run that ended with some trials, all failed. */
    async function source(trials: number, change: Partial<Job> = {}): Promise<void> {
      await archive(store, 'a', { spec: { ...SPEC, label: 'old', maxTokens: 5, maxFailures: 1, workers: 9 }, ...change });
      if (trials > 0) await store.append('a', sampleBatch('a', 0, trials));
      await store.finish('a', { ...sampleEnd, status: 'cancelled' }, null);
    }

    it('starts an evaluation of the trials that are there, with limits of its own', async () => {
      await source(2);
      const work = new ManualJob();
      runner.prepared.resolve(work);
      const job = await jobs.score('a', { metrics: ['m'], label: 'new', max_tokens: 100, max_seconds: 60 });
      expect(job).toMatchObject({
        ...{ status: 'running', scoredFrom: 'a', datasetPath: '/projects/classify_sentiment/data/full.jsonl' },
        spec: { kind: 'evaluate', metrics: ['m'], label: 'new', maxTokens: 100, maxSeconds: 60, workers: 2 },
      });
      expect(job.spec).not.toHaveProperty('maxFailures');
      await work.started.promise;
      expect((await eventsOf(store.read(job.id, 0))).map(({ type }) => type)).toEqual(['trial', 'trial']);
      expect(await store.find('a')).toMatchObject({ status: 'cancelled', spec: { maxTokens: 5 } });
    });

    it('refuses a job without trials, one that runs, a search, and one that is not there', async () => {
      await source(0);
      await expect(jobs.score('a', { metrics: ['m'] })).rejects.toMatchObject({ code: 'unusable_request' });
      await archive(store, 'b', { spec: SPEC });
      await expect(jobs.score('b', { metrics: ['m'] })).rejects.toMatchObject({ code: 'illegal_move' });
      await archive(store, 'c', { spec: { ...SPEC, kind: 'optimize' } });
      await expect(jobs.score('c', { metrics: ['m'] })).rejects.toMatchObject({ code: 'unusable_request' });
      await expect(jobs.score('x', { metrics: ['m'] })).rejects.toMatchObject({ code: 'job_not_found' });
      expect(await ids()).toHaveLength(3);
    });

    it('is not started for a caller who has gone', async () => {
      await source(1);
      const gone = { isAwaited: () => false };
      await expect(jobs.score('a', { metrics: ['m'] }, gone)).rejects.toMatchObject({ code: 'unavailable' });
    });
  });

  describe('delete', () => {
    it.each(['done', 'error', 'cancelled', 'interrupted'] as const)('removes a job that is %s', async (status) => {
      await archive(store, 'a');
      await store.finish('a', { ...sampleEnd, status }, null);
      await jobs.delete('a');
      await expect(jobs.detail('a')).rejects.toMatchObject({ code: 'job_not_found' });
    });

    it('refuses jobs that run or wait, here or in another process', async () => {
      const here = [(await start()).job.id, (await start()).job.id];
      await archive(store, 'theirs');
      for (const id of [...here, 'theirs']) await expect(jobs.delete(id)).rejects.toMatchObject({ code: 'illegal_move' });
      expect((await ids()).sort()).toEqual([...here, 'theirs'].sort());
    });

    it('does not find a job that does not exist', async () => {
      await expect(jobs.delete('x')).rejects.toMatchObject({ code: 'job_not_found' });
    });
  });

  describe('list', () => {
    beforeEach(async () => {
      for (const hour of ['01', '02', '03']) await archive(store, hour, { startedAt: `2026-03-01T${hour}:00:00.000Z` });
      await store.finish('02', sampleEnd, null);
    });

    it('gives all jobs, the newest first, when nothing is asked for', async () => {
      expect(await jobs.list({})).toMatchObject({ jobs: [{ id: '03' }, { id: '02' }, { id: '01' }], nextCursor: null });
    });

    it('gives pages that follow each other', async () => {
      const first = await jobs.list({ limit: 2 });
      expect(first.jobs.map(({ id }) => id)).toEqual(['03', '02']);
      const second = await jobs.list({ limit: 2, cursor: first.nextCursor ?? '' });
      expect(second).toMatchObject({ jobs: [{ id: '01' }], nextCursor: null });
    });

    it('keeps the jobs of a project, a kind and a status', async () => {
      expect(await ids({ status: 'done' })).toEqual(['02']);
      expect(await ids({ project: 'classify_sentiment', kind: 'evaluate', status: 'running' })).toEqual(['03', '01']);
      expect(await ids({ project: 'other' })).toEqual([]);
      expect(await ids({ kind: 'run' })).toEqual([]);
    });

    it('refuses a cursor that it did not give', async () => {
      await expect(jobs.list({ cursor: 'x' })).rejects.toMatchObject({ code: 'unusable_request' });
    });
  });
});
