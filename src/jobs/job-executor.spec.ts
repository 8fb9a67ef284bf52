import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { eventsOf, sampleJob } from '../../test/contracts/sample-job.ts';
import type { AppEvent } from '../domain/app-event.ts';
import { type EventBatch, eventLine } from '../domain/event-batch.ts';
import type { Job } from '../domain/job.ts';
import type { JobEvent } from '../domain/job-event.ts';
import { JobFailedError } from '../domain/runner.ts';
import { EventBus } from '../events/event-bus.ts';
import { SharedJobQueue } from '../queue/shared-job-queue.ts';
import { MemoryJobStore } from '../storage/memory/memory-job-store.ts';
import { errorEvent } from './error-event.ts';
import type { JobDraft } from './job-draft.ts';
import { JobExecutor } from './job-executor.ts';
import { DATASET, ManualJob, ManualRunner } from './manual-runner.fixture.ts';

const NOW = '2026-03-01T10:00:00.000Z';

function draft(id: string): JobDraft {
  const { spec, ...job } = sampleJob(id);
  const { metrics: _metrics, ...runSpec } = spec;
  return { ...job, spec: { ...runSpec, kind: 'run' }, plannedTrials: 3, plannedScorings: 0 };
}

describe('JobExecutor', () => {
  let store: MemoryJobStore;
  let runner: ManualRunner;
  let bus: EventBus;
  let executor: JobExecutor;
  let published: AppEvent[];

  beforeEach(() => {
    Logger.overrideLogger(false);
    store = new MemoryJobStore();
    runner = new ManualRunner();
    bus = new EventBus();
    published = [];
    bus.events.subscribe((event) => published.push(event));
    const queue = new SharedJobQueue({ maxRunning: 1, maxQueued: 1 });
    executor = new JobExecutor(store, queue, runner, { now: () => NOW }, bus);
  });

  afterEach(async () => {
    await executor.close();
    Logger.overrideLogger(new Logger());
  });

  /** Resolves with the job when it has ended. */
  function settled(jobId: string): Promise<Job> {
    return new Promise((resolve) => {
      bus.ofJob(jobId).subscribe((event) => {
        if (event.type === 'job.settled') resolve(event.job);
      });
    });
  }

  async function running(jobId: string): Promise<ManualJob> {
    const prepared = new ManualJob();
    // For a job that has to wait a moment until the one before has left its place.
    runner.prepared.resolve(prepared);
    await executor.submit(draft(jobId), prepared);
    await prepared.started.promise;
    runner.prepared = Promise.withResolvers();
    return prepared;
  }

  async function trialsSeen(count: number): Promise<void> {
    const seen = (): number => published.reduce((sum, event) => sum + (event.type === 'job.events' ? event.batch.count : 0), 0);
    while (seen() < count) await new Promise((resolve) => setImmediate(resolve));
  }

  it('runs a job to its end, with everything stored before it is published', async () => {
    const end = settled('a');
    const job = await running('a');
    bus.ofType('job.events').subscribe(({ batch }) => {
      void eventsOf(store.read('a', batch.firstSeq)).then((events) => expect(events).toHaveLength(batch.count));
    });
    job.sendTrials(0, 2);
    job.sendTrials(2, 1);
    job.end();
    expect(await end).toMatchObject({ status: 'done', stopped: null, finishedAt: NOW });
    expect(published.map(({ type }) => type)).toEqual([
      'job.created',
      'job.started',
      'job.events',
      'job.events',
      'job.settled',
    ]);
    expect(await store.summary('a')).toMatchObject({ status: 'done', trial_count: 3, failure_rate: 1 });
  });

  it('says why of a job that did all its work in vain, which is done all the same', async () => {
    const job = await running('j1');
    const end = settled('j1');
    job.sendTrials(0, 3);
    job.end();
    expect(await end).toMatchObject({ status: 'done', error: 'all 3 trials failed: 3 × Error: it failed' });
    expect(await store.find('j1')).toMatchObject({ error: 'all 3 trials failed: 3 × Error: it failed' });
  });

  it('ends a job of which less came than was planned with an error that counts', async () => {
    const end = settled('a');
    const job = await running('a');
    job.sendTrials(0, 2);
    job.end();
    const { status, error } = await end;
    expect([status, error]).toEqual(['error', expect.stringContaining('2 of 3 trials and 0 of 0 scorings')]);
  });

  it('ends a job that fails with an error event after everything that came', async () => {
    const end = settled('a');
    const job = await running('a');
    job.sendTrials(0, 2);
    job.fail(new JobFailedError('the process is gone'));
    expect(await end).toMatchObject({ status: 'error', error: 'the process is gone' });
    const events = await eventsOf(store.read('a', 0));
    expect(events.map(({ seq, type }) => [seq, type])).toEqual([
      [0, 'trial'],
      [1, 'trial'],
      [2, 'error'],
    ]);
    expect(events[2]?.payload).toEqual({ message: 'the process is gone' });
  });

  it.each(['cancelled', 'ended by a limit'])(
    'counts what a proposer took that was cut off where its job is %s',
    async (how) => {
      const end = settled('a');
      const job = await running('a');
      job.sendTrials(0, 1);
      await trialsSeen(1);
      const response = { content: 'no', input_tokens: 30, output_tokens: 12, latency: 1, cost_usd: 0.5 };
      job.cutOff = { model_id: 'm', response };
      if (how === 'cancelled') void executor.cancel('a', 'user');
      else job.end({ stopped: { reason: 'max_tokens', limit: 40, spent: 42 } });
      expect(await end).toMatchObject({ status: 'cancelled', error: null, costUsd: 0.5 });
      expect((await eventsOf(store.read('a', 0))).at(-1)).toMatchObject({
        ...{ seq: 1, type: 'error' },
        payload: { message: 'the job ended while its proposer was asked again', telemetry: { response } },
      });
    },
  );

  it('keeps no process for a job that waits, and prepares it in its turn', async () => {
    const first = await running('a');
    const waiting = new ManualJob();
    const job = await executor.submit(draft('b'), waiting);
    expect([job.status, waiting.isReleased]).toEqual(['queued', true]);
    first.fail(new Error('enough'));
    await runner.preparing.promise;
    const prepared = new ManualJob();
    runner.prepared.resolve(prepared);
    await prepared.started.promise;
    expect(await store.find('b')).toMatchObject({ status: 'running', datasetSha256: DATASET.datasetSha256 });
  });

  it('releases what was prepared for a job that is refused, and stores nothing of it', async () => {
    await running('a');
    await executor.submit(draft('b'), new ManualJob());
    const refused = new ManualJob();
    await expect(executor.submit(draft('c'), refused)).rejects.toMatchObject({ code: 'busy' });
    expect(refused.isReleased).toBe(true);
    expect(await store.find('c')).toBeUndefined();
  });

  it('releases what was prepared for a job that cannot be stored', async () => {
    await store.create(sampleJob('a', { status: 'queued' }));
    const prepared = new ManualJob();
    await expect(executor.submit(draft('a'), prepared)).rejects.toMatchObject({ code: 'already_exists' });
    expect(prepared.isReleased).toBe(true);
  });

  it('settles a job whose end cannot be stored, so that nobody waits for it', async () => {
    const end = settled('a');
    const job = await running('a');
    store.finish = () => Promise.reject(new Error('disk full'));
    job.sendTrials(0, 3);
    job.end();
    expect(await end).toMatchObject({ status: 'done', finishedAt: NOW });
    await executor.close();
  });

  it('ends a job with an error when its events cannot be stored', async () => {
    const end = settled('a');
    const job = await running('a');
    store.append = () => Promise.reject(new Error('disk full'));
    job.sendTrials(0, 1);
    expect(await end).toMatchObject({ status: 'error', error: 'disk full' });
  });

  describe('ends a job that ends itself early', () => {
    it('with what came so far when a limit is reached', async () => {
      const end = settled('a');
      const job = await running('a');
      job.sendTrials(0, 2);
      job.end({ stopped: { reason: 'max_tokens', limit: 10, spent: 12 } });
      const stopped = { reason: 'max_tokens', limit: 10, spent: 12 };
      expect(await end).toMatchObject({ status: 'cancelled', error: null, stopped });
      expect(await store.summary('a')).toMatchObject({ status: 'cancelled', trial_count: 2 });
      expect((await eventsOf(store.read('a', 0))).map(({ type }) => type)).toEqual(['trial', 'trial']);
    });

    it('as done when all its work was done by then', async () => {
      const end = settled('a');
      const job = await running('a');
      job.sendTrials(0, 3);
      job.end({ stopped: { reason: 'max_tokens', limit: 10, spent: 12 } });
      expect(await end).toMatchObject({ status: 'done', stopped: null });
    });

    it.each([2, 3])('with an error when too much failed, also after its last trial (%s of 3)', async (trials) => {
      const end = settled('a');
      const job = await running('a');
      job.sendTrials(0, trials);
      const stopped = { reason: 'max_failures', limit: 1, failed: 2 } as const;
      job.end({ stopped, message: '2 trials failed' });
      expect(await end).toMatchObject({ status: 'error', error: '2 trials failed', stopped });
      const last = (await eventsOf(store.read('a', 0))).at(-1);
      expect(last).toMatchObject({ seq: trials, type: 'error', payload: { message: '2 trials failed' } });
      expect(await store.summary('a')).toMatchObject({ status: 'error', error: '2 trials failed' });
    });
  });

  describe('cancels', () => {
    it('a job that runs, keeps what came, and says who ended it', async () => {
      const job = await running('a');
      job.sendTrials(0, 2);
      await trialsSeen(2);
      const cancelled = await executor.cancel('a', 'user');
      expect(cancelled).toMatchObject({
        wasSettled: false,
        job: { status: 'cancelled', error: null, stopped: { reason: 'user' } },
      });
      expect(await store.find('a')).toEqual(cancelled.job);
      expect(await eventsOf(store.read('a', 0))).toHaveLength(2);
      expect(await store.summary('a')).toMatchObject({ status: 'cancelled', trial_count: 2 });
      expect((await job.started.promise).aborted).toBe(true);
    });

    it('a job that waits, which then never runs', async () => {
      const first = await running('a');
      await executor.submit(draft('b'), new ManualJob());
      const end = settled('b');
      const { job } = await executor.cancel('b', 'user');
      expect(job).toMatchObject({ status: 'cancelled', stopped: { reason: 'user' } });
      expect(await end).toEqual(job);
      first.fail(new Error('enough'));
      await running('c');
      expect(published.filter((event) => event.type === 'job.started').map((event) => event.job.id)).toEqual(['a', 'c']);
    });

    it('a job whose turn has come while it is prepared', async () => {
      const first = await running('a');
      await executor.submit(draft('b'), new ManualJob());
      first.fail(new Error('enough'));
      await runner.preparing.promise;
      expect((await executor.cancel('b', 'user')).job).toMatchObject({ status: 'cancelled' });
      expect(await eventsOf(store.read('b', 0))).toEqual([]);
    });

    it('a job twice with one end, for the first of two reasons', async () => {
      await running('a');
      const both = await Promise.all([executor.cancel('a', 'user'), executor.cancel('a', 'shutdown')]);
      expect(both.map(({ job }) => job.status)).toEqual(['cancelled', 'cancelled']);
      expect(published.filter(({ type }) => type === 'job.settled')).toHaveLength(1);
    });

    it('a waiting job twice with one end', async () => {
      await running('a');
      await executor.submit(draft('b'), new ManualJob());
      const both = await Promise.all([executor.cancel('b', 'user'), executor.cancel('b', 'user')]);
      expect(both.map(({ job }) => job.status)).toEqual(['cancelled', 'cancelled']);
    });

    it('nothing where the job has ended', async () => {
      const end = settled('a');
      const job = await running('a');
      job.sendTrials(0, 3);
      job.end();
      await end;
      expect(await executor.cancel('a', 'user')).toMatchObject({ wasSettled: true, job: { status: 'done', stopped: null } });
    });

    it('too late a job whose last event has come, which is done', async () => {
      const job = await running('a');
      job.sendTrials(0, 3);
      await trialsSeen(3);
      expect((await executor.cancel('a', 'user')).job).toMatchObject({ status: 'done', stopped: null });
    });

    it('no job that it does not know', async () => {
      await expect(executor.cancel('x', 'user')).rejects.toMatchObject({ code: 'job_not_found' });
    });

    it('no job of another process', async () => {
      await store.create(sampleJob('theirs'));
      await expect(executor.cancel('theirs', 'user')).rejects.toMatchObject({ code: 'illegal_move' });
      expect(await store.find('theirs')).toMatchObject({ status: 'running' });
    });
  });

  it('interrupts what runs when it closes, and runs nothing that waits', async () => {
    const job = await running('a');
    await executor.submit(draft('b'), new ManualJob());
    job.sendTrials(0, 1);
    await trialsSeen(1);
    await executor.close();
    expect(await store.find('a')).toMatchObject({
      status: 'interrupted',
      error: 'Assay stopped while this job was running',
      stopped: { reason: 'shutdown' },
    });
    expect(await store.find('b')).toMatchObject({ status: 'queued' });
    await expect(executor.submit(draft('c'), new ManualJob())).rejects.toMatchObject({ code: 'draining' });
  });

  it('leaves a job waiting whose turn has come when it closes, and that has not begun', async () => {
    const first = await running('a');
    await executor.submit(draft('b'), new ManualJob());
    first.fail(new Error('enough'));
    await runner.preparing.promise;
    await executor.close();
    expect(await store.find('b')).toMatchObject({ status: 'queued', error: null, stopped: null });
    expect(published.filter((event) => event.type === 'job.settled').map(({ job }) => job.id)).toEqual(['a']);
  });
});

const payload = { prompt_template: 'é\n{{ a }}', thinking: null, advice: null };

function batch(firstSeq: number, ...events: readonly Pick<JobEvent, 'type' | 'step_index'>[]): EventBatch {
  const lines = events.map((event, index) => eventLine({ seq: firstSeq + index, job_id: 'j', payload, ...event }));
  return { firstSeq, count: events.length, bytes: Buffer.from(lines.join('')) };
}

function eventAfter(last: EventBatch | null): JobEvent {
  return JSON.parse(Buffer.from(errorEvent('j', last, { message: 'broken' }).bytes).toString('utf8')) as JobEvent;
}

describe('errorEvent', () => {
  it('is the first event of a job that has none', () => {
    expect(eventAfter(null)).toEqual({ seq: 0, job_id: 'j', step_index: 0, type: 'error', payload: { message: 'broken' } });
  });

  it('is of the step under way', () => {
    const last = batch(7, { type: 'step', step_index: 1 }, { type: 'proposal', step_index: 2 });
    expect(eventAfter(last)).toMatchObject({ seq: 9, step_index: 2 });
  });

  it('is of the next step when one has just ended', () => {
    expect(eventAfter(batch(0, { type: 'step', step_index: 3 }))).toMatchObject({ seq: 1, step_index: 4 });
  });
});
