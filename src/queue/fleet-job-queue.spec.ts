import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { describeJobQueue } from '../../test/contracts/job-queue.contract.ts';
import { sampleJob } from '../../test/contracts/sample-job.ts';
import { TestPostgres } from '../../test/fixtures/postgres.ts';
import { NEVER } from 'rxjs';
import type { Fleet } from '../domain/fleet.ts';
import type { Job } from '../domain/job.ts';
import type { JobHandler, JobQueue } from '../domain/job-queue.ts';
import { SharedStorage } from '../storage/postgres/shared-storage.ts';
import { FleetJobQueue, type FleetLimits } from './fleet-job-queue.ts';

let server: TestPostgres;
let folder: string;
let opened: SharedStorage[];

beforeAll(async () => {
  server = await TestPostgres.start();
});

afterAll(async () => {
  await server.stop();
});

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'assay-fleet-'));
  opened = [];
});

afterEach(async () => {
  for (const storage of opened) await storage.close();
  await rm(folder, { recursive: true, force: true });
});

async function open(databaseUrl: string, role: 'all' | 'api' | 'worker'): Promise<SharedStorage> {
  const storage = await SharedStorage.open({ databaseUrl, role, storageDir: folder, hasThreads: false });
  opened.push(storage);
  return storage;
}

/** A queue whose jobs are in the store of its process, as the executor has them there. */
class StoredQueue implements JobQueue {
  readonly #queue: FleetJobQueue;
  readonly #storage: SharedStorage;

  constructor(storage: SharedStorage, limits: FleetLimits) {
    this.#storage = storage;
    this.#queue = new FleetJobQueue(limits, storage.fleet);
  }

  start(handler: JobHandler): void {
    this.#queue.start(handler);
    void this.#queue.recover();
  }

  add<Created>(jobId: string, create: (status: 'running' | 'queued') => Promise<Created>): Promise<Created> {
    return this.#queue.add(jobId, async (status) => {
      const created = await create(status);
      await this.#storage.jobs.create(sampleJob(jobId, { status }));
      return created;
    });
  }

  recover = (): Promise<void> => this.#queue.recover();
  checkRoom = (): Promise<void> => this.#queue.checkRoom();
  exclusively = <Result>(work: () => Promise<Result>): Promise<Result> => this.#queue.exclusively(work);
  remove = (jobId: string): Promise<boolean> => this.#queue.remove(jobId);
  close = (): Promise<void> => this.#queue.close();
}

describeJobQueue('FleetJobQueue', async (limits) => {
  const storage = await open(await server.newDatabase(), 'all');
  return new StoredQueue(storage, { ...limits, isWorker: true });
});

/** A process whose jobs run until the test ends them. */
class Process {
  readonly ran: string[] = [];
  readonly queue: FleetJobQueue;
  readonly storage: SharedStorage;
  readonly #ends = new Map<string, PromiseWithResolvers<undefined>>();
  #came = Promise.withResolvers<undefined>();

  constructor(storage: SharedStorage, limits: FleetLimits) {
    this.storage = storage;
    this.queue = new FleetJobQueue(limits, storage.fleet);
    this.queue.start((jobId) => this.#run(jobId));
    void this.queue.recover();
  }

  /** Returns the status that its place gave it. */
  add(jobId: string, change: Partial<Job> = {}): Promise<string> {
    return this.queue.add(jobId, async (status) => {
      await this.storage.jobs.create(sampleJob(jobId, { ...change, status }));
      return status;
    });
  }

  async ranSo(count: number): Promise<readonly string[]> {
    while (this.ran.length < count) await this.#came.promise;
    return this.ran;
  }

  end(jobId: string): void {
    this.#end(jobId).resolve(undefined);
  }

  async #run(jobId: string): Promise<void> {
    const job = await this.storage.jobs.find(jobId);
    if (job?.status === 'queued') await this.storage.jobs.update({ ...job, status: 'running' });
    this.ran.push(jobId);
    this.#came.resolve(undefined);
    this.#came = Promise.withResolvers();
    await this.#end(jobId).promise;
    await this.storage.jobs.finish(jobId, { status: 'cancelled', finishedAt: '2026-03-01T13:00:00.000Z', error: null }, null);
  }

  #end(jobId: string): PromiseWithResolvers<undefined> {
    const end = this.#ends.get(jobId) ?? Promise.withResolvers<undefined>();
    this.#ends.set(jobId, end);
    return end;
  }
}

it('keeps the place of a job that is being taken, which nobody counts meanwhile', async () => {
  const taken = Promise.withResolvers<string>();
  const isAsked = Promise.withResolvers<undefined>();
  let waiting = ['a'];
  const fleet: Fleet = {
    exclusively: (work) => work(),
    census: () => Promise.resolve({ runningElsewhere: [], waiting, workers: 1 }),
    send: () => Promise.resolve(),
    take: () => {
      waiting = [];
      isAsked.resolve(undefined);
      return taken.promise;
    },
    claim: () => Promise.resolve(false),
    news: NEVER,
    hasDuty: () => Promise.resolve(false),
    close: () => Promise.resolve(),
  };
  const queue = new FleetJobQueue({ maxRunning: 1, maxQueued: 1, isWorker: true }, fleet);
  queue.start(() => Promise.resolve());
  await queue.recover();
  await isAsked.promise;
  expect(await queue.add('b', (status) => Promise.resolve(status))).toBe('queued');
  taken.resolve('a');
  await queue.close();
});

describe('queues of several processes over one database', () => {
  let url: string;

  beforeEach(async () => {
    url = await server.newDatabase();
  });

  async function start(role: 'api' | 'worker' | 'all', limits: Partial<FleetLimits> = {}): Promise<Process> {
    return new Process(await open(url, role), { maxRunning: null, maxQueued: 20, isWorker: role !== 'api', ...limits });
  }

  it('run as many jobs as there are workers, one each, whoever took them', async () => {
    const api = await start('api');
    const workers = [await start('worker'), await start('worker')];
    for (const jobId of ['a', 'b', 'c']) expect(await api.add(jobId)).toBe('queued');
    const ran = await Promise.all(workers.map((worker) => worker.ranSo(1)));
    expect(ran.flat().toSorted()).toEqual(['a', 'b']);
    expect((await api.storage.fleet.census()).waiting).toEqual(['c']);
    for (const worker of workers) worker.end(worker.ran[0] ?? '');
    await Promise.race(workers.map((worker) => worker.ranSo(2)));
    for (const worker of workers) worker.end('c');
  });

  it('hold a limit that is set, and refuse what finds no place, naming what is in the way', async () => {
    const limits = { maxRunning: 1, maxQueued: 1 };
    const [a, b] = [await start('all', limits), await start('all', limits)];
    expect(await a.add('first')).toBe('running');
    expect(await b.add('second')).toBe('queued');
    const busy = { code: 'busy', occupancy: { running: ['first'], limit: 1, setting: 'ASSAY_MAX_QUEUED_JOBS' } };
    await expect(b.add('third')).rejects.toMatchObject(busy);
    await expect(a.queue.checkRoom()).rejects.toMatchObject(busy);
    expect(await b.storage.jobs.find('third')).toBeUndefined();
    a.end('first');
    await Promise.race([a.ranSo(2), b.ranSo(1)]);
    for (const each of [a, b]) each.end('second');
  });

  it('alternate between experiments, however many jobs one of them has', async () => {
    const api = await start('api');
    const other = { spec: { ...sampleJob('x').spec, project: 'another_project' } };
    for (const jobId of ['a1', 'a2', 'a3', 'a4']) await api.add(jobId);
    for (const jobId of ['b1', 'b2']) await api.add(jobId, other);
    const worker = await start('worker');
    for (let count = 1; count <= 6; count += 1) worker.end((await worker.ranSo(count)).at(-1) ?? '');
    expect(worker.ran).toEqual(['a1', 'b1', 'a2', 'b2', 'a3', 'a4']);
  });

  it('take one of many jobs that come to both at once', async () => {
    const limits = { maxRunning: 1, maxQueued: 1 };
    const both = [await start('all', limits), await start('all', limits)] as const;
    const answers = await Promise.allSettled(
      Array.from({ length: 12 }, (_, turn) => both[turn % 2 === 0 ? 0 : 1].add(`job${turn}`)),
    );
    const statuses = answers.map((answer) => (answer.status === 'fulfilled' ? answer.value : 'refused'));
    expect(statuses.filter((status) => status !== 'refused').toSorted()).toEqual(['queued', 'running']);
    for (const each of both) for (let turn = 0; turn < 12; turn += 1) each.end(`job${turn}`);
  });

  it('deliver a job again whose delivery was lost', async () => {
    const api = await start('api');
    await api.storage.jobs.create(sampleJob('silent', { status: 'queued' }));
    const worker = await start('worker');
    await api.storage.fleet.sendAll();
    expect(await worker.ranSo(1)).toEqual(['silent']);
    worker.end('silent');
  });

  it('pass over a job that they have refused, and say why once all have', async () => {
    const api = await start('api');
    const [a, b] = [await open(url, 'worker'), await open(url, 'worker')];
    await api.add('odd');
    for (const storage of [a, b]) storage.peers.attend({ progress: () => null, obey: () => undefined, lose: () => undefined });
    expect(await a.fleet.take()).toBe('odd');
    expect(await a.peers.refuse('odd', 'the program is not what it was')).toBeNull();
    expect(await a.fleet.take()).toBeUndefined();
    expect(await b.fleet.claim('odd')).toBe(true);
    expect(await b.peers.refuse('odd', 'the program is not what it was')).toMatch(
      /^no worker can run this job as it was started \(.*: the program is not what it was\)/,
    );
  });
});
