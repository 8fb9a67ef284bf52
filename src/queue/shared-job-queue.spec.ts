import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { describeJobQueue } from '../../test/contracts/job-queue.contract.ts';
import { sampleJob } from '../../test/contracts/sample-job.ts';
import type { JobStatus } from '../domain/job.ts';
import { FileJobStore } from '../storage/file/file-job-store.ts';
import type { Places } from './running-jobs.ts';
import { SharedJobQueue } from './shared-job-queue.ts';

describeJobQueue('SharedJobQueue', async (limits) => new SharedJobQueue(limits));

/** A process with a queue and a store, whose jobs run until the test ends them. */
class Process {
  readonly store: FileJobStore;
  readonly queue: SharedJobQueue;
  readonly ran: string[] = [];
  readonly #ends = new Map<string, PromiseWithResolvers<undefined>>();
  #came = Promise.withResolvers<undefined>();
  #seconds = 0;

  constructor(root: string, limits: Places) {
    this.store = new FileJobStore(root);
    this.queue = new SharedJobQueue(limits, this.store.line);
    this.queue.start((jobId) => this.#run(jobId));
  }

  /** Adds a job, each a second later than the last, and returns the status that its place gave it. */
  add(jobId: string, hour = '10'): Promise<JobStatus> {
    this.#seconds += 1;
    const startedAt = `2026-03-01T${hour}:00:0${this.#seconds}.000Z`;
    return this.queue.add(jobId, async (status) => {
      await this.store.create(sampleJob(jobId, { status, startedAt }));
      return status;
    });
  }

  async started(jobId: string): Promise<void> {
    while (!this.ran.includes(jobId)) await this.#came.promise;
  }

  end(jobId: string): void {
    this.#end(jobId).resolve(undefined);
  }

  /** As if the process were lost: its jobs are not ended. */
  async lose(): Promise<void> {
    await this.store.close();
    for (const jobId of this.ran) this.end(jobId);
    await this.queue.close();
  }

  async #run(jobId: string): Promise<void> {
    if ((await this.store.find(jobId))?.status === 'queued') await this.store.update(sampleJob(jobId));
    this.ran.push(jobId);
    this.#came.resolve(undefined);
    this.#came = Promise.withResolvers();
    await this.#end(jobId).promise;
    await this.store
      .finish(jobId, { status: 'cancelled', finishedAt: '2026-03-01T13:00:00.000Z', error: null }, null)
      .catch(() => undefined);
  }

  #end(jobId: string): PromiseWithResolvers<undefined> {
    const end = this.#ends.get(jobId) ?? Promise.withResolvers<undefined>();
    this.#ends.set(jobId, end);
    return end;
  }
}

describe('queues of several processes over one folder of jobs', () => {
  let root: string;
  let processes: Process[];

  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'assay-queues-'));
    processes = [];
  });

  afterEach(async () => {
    for (const each of processes) await each.lose();
    await rm(root, { recursive: true, force: true });
  });

  function start(limits: Places): Process {
    const started = new Process(root, limits);
    processes.push(started);
    return started;
  }

  it('run one job in all where one may run, and name it to those who are refused', async () => {
    const [a, b] = [start({ maxRunning: 1, maxQueued: 0 }), start({ maxRunning: 1, maxQueued: 0 })];
    expect(await a.add('first')).toBe('running');
    const busy = { code: 'busy', occupancy: { running: ['first'], limit: 1, setting: 'ASSAY_MAX_RUNNING_JOBS' } };
    await expect(b.add('second')).rejects.toMatchObject(busy);
    await expect(b.queue.checkRoom()).rejects.toMatchObject(busy);
    await expect(a.add('second')).rejects.toMatchObject(busy);
    expect(await b.store.find('second')).toBeUndefined();
  });

  it('take one of many jobs that come to both at once', async () => {
    const [a, b] = [start({ maxRunning: 1, maxQueued: 1 }), start({ maxRunning: 1, maxQueued: 1 })];
    const answers = await Promise.allSettled(
      Array.from({ length: 12 }, (_, turn) => (turn % 2 === 0 ? a : b).add(`job${turn}`, `1${turn % 2}`)),
    );
    const statuses = answers.map((answer) => (answer.status === 'fulfilled' ? answer.value : 'refused'));
    expect(statuses.filter((status) => status === 'running')).toHaveLength(1);
    expect(statuses.filter((status) => status === 'queued')).toHaveLength(1);
  });

  it('run what waits in the order in which it came, in whichever process it waits', async () => {
    const [a, b] = [start({ maxRunning: 1, maxQueued: 3 }), start({ maxRunning: 1, maxQueued: 3 })];
    await a.add('first', '10');
    expect(await b.add('second', '11')).toBe('queued');
    expect(await a.add('third', '12')).toBe('queued');
    const busy = { occupancy: { running: ['first'], limit: 3, setting: 'ASSAY_MAX_QUEUED_JOBS' } };
    expect(await b.add('fourth', '13')).toBe('queued');
    await expect(a.add('fifth', '14')).rejects.toMatchObject(busy);
    a.end('first');
    await b.started('second');
    expect(a.ran).toEqual(['first']);
    b.end('second');
    await a.started('third');
    a.end('third');
    await b.started('fourth');
  });

  it('take over the waiting jobs of a lost process, each once, above the limit of those that wait too', async () => {
    const lost = start({ maxRunning: 1, maxQueued: 3 });
    for (const jobId of ['a', 'b', 'c', 'd']) await lost.add(jobId);
    await lost.started('a');
    await lost.lose();
    const next = [start({ maxRunning: 1, maxQueued: 0 }), start({ maxRunning: 1, maxQueued: 0 })] as const;
    await Promise.all(next.map(({ store }) => store.recover()));
    await Promise.all(next.map(({ queue }) => queue.recover()));
    const order: string[] = [];
    for (const jobId of ['b', 'c', 'd']) {
      await Promise.any(next.map((each) => each.started(jobId)));
      order.push(...next.flatMap(({ ran }) => ran).filter((ran) => !order.includes(ran)));
      for (const each of next) each.end(jobId);
    }
    expect(order).toEqual(['b', 'c', 'd']);
    expect(next.flatMap(({ ran }) => ran).sort()).toEqual(['b', 'c', 'd']);
    expect(await next[0].store.find('a')).toMatchObject({ status: 'interrupted' });
  });

  it('take a waiting job out that no process holds, and none that another holds', async () => {
    const lost = start({ maxRunning: 1, maxQueued: 1 });
    await lost.add('a');
    await lost.add('b');
    const { queue } = start({ maxRunning: 1, maxQueued: 1 });
    expect(await queue.remove('b')).toBe(false);
    await lost.lose();
    expect([await queue.remove('b'), await queue.remove('a')]).toEqual([true, false]);
  });
});
