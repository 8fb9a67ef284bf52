import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { JobQueue } from '../../src/domain/job-queue.ts';

/** What every job queue promises. */
export function describeJobQueue(
  name: string,
  makeQueue: (limits: { readonly maxRunning: number; readonly maxQueued: number }) => Promise<JobQueue>,
): void {
  describe(`${name} as a job queue`, () => {
    let queue: JobQueue;
    let jobs: HeldJobs;

    beforeEach(async () => {
      jobs = new HeldJobs();
      queue = await makeQueue({ maxRunning: 2, maxQueued: 2 });
      queue.start(jobs.handler);
    });

    afterEach(async () => {
      jobs.endAll();
      await queue.close();
    });

    /** Adds a job and returns the status that its place gave it. */
    function add(jobId: string): Promise<string> {
      return queue.add(jobId, async (status) => status);
    }

    it('runs jobs at once while there are places to run, and has the others wait', async () => {
      const statuses = [await add('a'), await add('b'), await add('c'), await add('d')];
      await jobs.started('b');
      expect(statuses).toEqual(['running', 'running', 'queued', 'queued']);
      expect(jobs.names).toEqual(['a', 'b']);
    });

    it('refuses a job when all places are taken, and does not have it created', async () => {
      for (const jobId of ['a', 'b', 'c', 'd']) await add(jobId);
      let isCreated = false;
      await expect(queue.checkRoom()).rejects.toMatchObject({ code: 'busy' });
      await expect(queue.add('e', async () => void (isCreated = true))).rejects.toMatchObject({ code: 'busy' });
      expect(isCreated).toBe(false);
    });

    it('refuses a job that runs or waits already, and loses no place for it', async () => {
      for (const jobId of ['a', 'b', 'c']) await add(jobId);
      for (const jobId of ['a', 'c']) await expect(add(jobId)).rejects.toMatchObject({ code: 'illegal_move' });
      jobs.end('a');
      await jobs.started('c');
      expect(jobs.names).toEqual(['a', 'b', 'c']);
    });

    it('does work that needs no place where all are taken, and after it was closed', async () => {
      for (const jobId of ['a', 'b', 'c', 'd']) await add(jobId);
      expect(await queue.exclusively(async () => 'done')).toBe('done');
      await expect(queue.exclusively(() => Promise.reject(new Error('no')))).rejects.toThrow('no');
      jobs.endAll();
      await queue.close();
      expect(await queue.exclusively(async () => 'done')).toBe('done');
    });

    it('counts a job that is still being created', async () => {
      const creation = Promise.withResolvers<undefined>();
      const added = ['a', 'b', 'c', 'd'].map((jobId) => queue.add(jobId, () => creation.promise));
      await expect(add('e')).rejects.toMatchObject({ code: 'busy' });
      creation.resolve(undefined);
      await Promise.all(added);
    });

    it('runs a job only once it is created', async () => {
      const creation = Promise.withResolvers<undefined>();
      const added = queue.add('a', () => creation.promise);
      await add('b');
      await jobs.started('b');
      expect(jobs.names).toEqual(['b']);
      creation.resolve(undefined);
      await added;
      await jobs.started('a');
    });

    it('has the place of a job free again that could not be created', async () => {
      for (const jobId of ['a', 'b', 'c']) await add(jobId);
      await expect(queue.add('d', () => Promise.reject(new Error('disk full')))).rejects.toThrow('disk full');
      await queue.checkRoom();
      expect(await add('e')).toBe('queued');
    });

    it('runs the next job when a running one could not be created', async () => {
      const creation = Promise.withResolvers<undefined>();
      const added = queue.add('a', () => creation.promise);
      await add('b');
      await add('c');
      creation.reject(new Error('disk full'));
      await expect(added).rejects.toThrow('disk full');
      await jobs.started('c');
    });

    it('runs waiting jobs in the order in which they came', async () => {
      for (const jobId of ['a', 'b', 'c', 'd']) await add(jobId);
      jobs.end('a');
      await jobs.started('c');
      expect(jobs.names).toEqual(['a', 'b', 'c']);
      jobs.end('b');
      await jobs.started('d');
    });

    it('has room again when a job has ended', async () => {
      for (const jobId of ['a', 'b', 'c', 'd']) await add(jobId);
      jobs.end('b');
      await jobs.started('c');
      await queue.checkRoom();
    });

    it('goes on after a job whose handler fails', async () => {
      for (const jobId of ['a', 'b', 'c']) await add(jobId);
      jobs.fail('a');
      await jobs.started('c');
    });

    it('never runs a job that was taken out while it waited', async () => {
      for (const jobId of ['a', 'b', 'c', 'd']) await add(jobId);
      expect(await queue.remove('c')).toBe(true);
      jobs.end('a');
      await jobs.started('d');
      expect(jobs.names).toEqual(['a', 'b', 'd']);
    });

    it('takes out only jobs that wait, each once', async () => {
      for (const jobId of ['a', 'b', 'c']) await add(jobId);
      const removed = [await queue.remove('a'), await queue.remove('c'), await queue.remove('c'), await queue.remove('x')];
      expect(removed).toEqual([false, true, false, false]);
    });

    it('gives the place of a job that was taken out to another', async () => {
      for (const jobId of ['a', 'b', 'c', 'd']) await add(jobId);
      await queue.remove('d');
      expect(await add('e')).toBe('queued');
    });

    it('closes when what runs has ended, and drops what waits', async () => {
      for (const jobId of ['a', 'b', 'c']) await add(jobId);
      let isClosed = false;
      const closed = queue.close().then(() => (isClosed = true));
      jobs.end('a');
      await jobs.ended('a');
      expect(isClosed).toBe(false);
      jobs.end('b');
      await closed;
      expect(jobs.names).toEqual(['a', 'b']);
    });

    it('takes no job after it was closed', async () => {
      await queue.close();
      await expect(queue.checkRoom()).rejects.toMatchObject({ code: 'draining' });
      await expect(add('a')).rejects.toMatchObject({ code: 'draining' });
    });

    it('has one handler', () => {
      expect(() => queue.start(jobs.handler)).toThrow('handler');
    });
  });
}

/** Jobs that run until the test ends them. */
class HeldJobs {
  readonly names: string[] = [];
  readonly #jobs = new Map<string, HeldJob>();

  readonly handler = async (jobId: string): Promise<void> => {
    this.names.push(jobId);
    const job = this.#job(jobId);
    job.started.resolve(undefined);
    await job.end.promise.finally(() => job.ended.resolve(undefined));
  };

  started(jobId: string): Promise<void> {
    return this.#job(jobId).started.promise;
  }

  ended(jobId: string): Promise<void> {
    return this.#job(jobId).ended.promise;
  }

  end(jobId: string): void {
    this.#job(jobId).end.resolve(undefined);
  }

  fail(jobId: string): void {
    this.#job(jobId).end.reject(new Error('the handler failed'));
  }

  endAll(): void {
    for (const { end } of this.#jobs.values()) end.resolve(undefined);
  }

  #job(jobId: string): HeldJob {
    const job = this.#jobs.get(jobId) ?? {
      started: Promise.withResolvers<undefined>(),
      end: Promise.withResolvers<undefined>(),
      ended: Promise.withResolvers<undefined>(),
    };
    this.#jobs.set(jobId, job);
    return job;
  }
}

interface HeldJob {
  readonly started: PromiseWithResolvers<undefined>;
  readonly end: PromiseWithResolvers<undefined>;
  readonly ended: PromiseWithResolvers<undefined>;
}
