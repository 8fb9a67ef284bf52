import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { sampleEnd, sampleJob } from '../../test/contracts/sample-job.ts';
import type { Config } from '../config/config.ts';
import { AssayError, BusyError } from '../domain/errors.ts';
import type { Job } from '../domain/job.ts';
import { MemoryJobStore } from '../storage/memory/memory-job-store.ts';
import type { JobExecutor } from './job-executor.ts';
import type { JobsService } from './jobs.service.ts';
import { Restart } from './restart.ts';

const LEFT_AT = '2026-03-01T12:00:00.000Z';
const BEFORE = '2026-03-01T11:00:00.000Z';
const AFTER = '2026-03-01T13:00:00.000Z';

describe('Restart', () => {
  let store: MemoryJobStore;
  let done: string[];
  let lastLeft: string | null;
  let restart: Restart | undefined;

  beforeEach(() => {
    Logger.overrideLogger(false);
    store = new MemoryJobStore();
    done = [];
    lastLeft = LEFT_AT;
  });

  afterEach(async () => {
    await restart?.onModuleDestroy();
    Logger.overrideLogger(new Logger());
  });

  /** Starts a server with this setting, and lets it do what it does. */
  async function start(onRestart: Config['onRestart'], resume: (id: string) => void = () => undefined): Promise<void> {
    const jobs = {
      resume: async (id: string) => {
        resume(id);
        done.push(id);
      },
    } as unknown as JobsService;
    const executor = { recover: async () => void done.push('those that wait') } as unknown as JobExecutor;
    const restarts = { lastLeft: async () => lastLeft, leave: async () => void done.push('left') };
    restart = new Restart({ onRestart, databaseUrl: null } as Config, { store, restarts }, jobs, executor);
    await restart.begin();
    await new Promise((resolve) => setImmediate(resolve));
  }

  async function interrupted(id: string, finishedAt: string, onRestart?: string, change: Partial<Job> = {}): Promise<void> {
    const extra = onRestart === undefined ? {} : { on_restart: onRestart };
    await store.create(sampleJob(id, { startedAt: BEFORE, extra, ...change }));
    await store.finish(id, { ...sampleEnd, status: 'interrupted', finishedAt }, null);
  }

  it('has those go on that were interrupted since a server left such jobs last, whatever it was set to, and the jobs of no command', async () => {
    await interrupted('old', BEFORE, 'interrupt');
    await interrupted('ran', AFTER, 'interrupt');
    await interrupted('of a command', AFTER);
    await start('resume');
    expect(done).toEqual(['ran', 'those that wait']);
  });

  it('has those go on that were started to go on, however long ago', async () => {
    await interrupted('a', BEFORE, 'resume');
    await start('resume');
    expect(done).toEqual(['a', 'those that wait']);
  });

  it('has all go on where no server has ever left any', async () => {
    lastLeft = null;
    await interrupted('a', BEFORE, 'interrupt');
    await start('resume');
    expect(done).toEqual(['a', 'those that wait']);
  });

  it('counts a job as running from when it was resumed', async () => {
    await interrupted('a', BEFORE, 'interrupt', { resumed: { at: AFTER, retriesFailed: false } });
    await start('resume');
    expect(done).toEqual(['a', 'those that wait']);
  });

  it('leaves all where it is set so, and notes that', async () => {
    await interrupted('a', AFTER, 'resume');
    await start('interrupt');
    expect(done).toEqual(['left', 'those that wait']);
  });

  it('goes on with the next where one can’t go on', async () => {
    await interrupted('a', AFTER, 'interrupt');
    await interrupted('b', AFTER, 'interrupt');
    await start('resume', (id) => {
      if (id === 'a') throw new AssayError('illegal_move', 'its dataset changed');
    });
    expect(done).toEqual(['b', 'those that wait']);
  });

  it('lets those that wait have their turn before one that has no place', async () => {
    await interrupted('a', AFTER, 'interrupt');
    await start('resume', () => {
      throw new BusyError({ running: [], limit: 1, setting: 'ASSAY_MAX_RUNNING_JOBS' });
    });
    expect(done).toEqual(['those that wait']);
  });
});
