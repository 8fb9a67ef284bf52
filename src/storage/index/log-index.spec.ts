import { appendFile, mkdir, mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { append, scoringEvent, settledJob, trialEvent } from '../../../test/contracts/run-store.contract.ts';
import { sampleEnd, sampleJob, sampleSummary } from '../../../test/contracts/sample-job.ts';
import { systemClock } from '../../domain/clock.ts';
import { eventLine } from '../../domain/event-batch.ts';
import { toManifest } from '../../domain/job-manifest.ts';
import { FileJobStore } from '../file/file-job-store.ts';
import { AssayIndex } from './assay-index.ts';
import { IndexBuilder } from './index-builder.ts';
import { scopeOf } from './index-file.ts';
import { JobTable } from './job-table.ts';
import { LogIndex } from './log-index.ts';
import { RunTable } from './run-table.ts';
import { sweepDrafts } from './sources/run-draft.ts';

const EVENTS = [
  [0, trialEvent('t1')],
  [0, scoringEvent('t1', 1)],
] as const;

/** All that one process opens on a projects root. */
class Opened {
  readonly faults: string[] = [];
  readonly index: AssayIndex;
  readonly logs: LogIndex;
  readonly jobs: FileJobStore;
  readonly runs: RunTable;
  readonly #builder: IndexBuilder;

  constructor(root: string) {
    const onFault = (message: string): void => void this.faults.push(message);
    this.index = AssayIndex.in(join(root, 'storage'), onFault);
    const table = new JobTable(this.index, scopeOf(root));
    this.#builder = new IndexBuilder(this.index);
    const onDamage = (jobId: string, lines: readonly number[]): void => this.jobs.noteDamage(jobId, lines);
    this.logs = new LogIndex({ projectsRoot: root, index: this.index, table, builder: this.#builder, onDamage, onFault });
    this.jobs = new FileJobStore(root, systemClock, { index: this.index, table, logIndex: this.logs });
    this.runs = new RunTable(this.index, table.scope);
  }

  /** The run of a job once the index has all of it. */
  async run(jobId: string): Promise<object> {
    const job = await this.jobs.find(jobId);
    if (job !== undefined) await this.logs.catchUp(job);
    const row = this.runs.find(jobId);
    return { status: row?.status, samples: row?.total_samples, metrics: row?.metrics };
  }

  async close(): Promise<void> {
    await this.logs.close();
    await this.#builder.close();
    await this.jobs.close();
    this.index.close();
  }
}

describe('the events of jobs in the index', () => {
  let root: string;
  let here: Opened;

  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'assay-log-index-'));
    here = new Opened(root);
  });

  afterEach(async () => {
    await here.close();
    await rm(root, { recursive: true, force: true });
  });

  function eventsFile(jobId: string): string {
    return join(root, 'jobs', jobId, 'events.jsonl');
  }

  /** A folder as another program leaves it. */
  async function writeFolder(jobId: string, change: Parameters<typeof sampleJob>[1], events: readonly object[]): Promise<void> {
    await mkdir(join(root, 'jobs', jobId), { recursive: true });
    const lines = events.map((event, seq) => eventLine({ seq, job_id: jobId, step_index: 0, ...event } as never));
    await writeFile(eventsFile(jobId), lines.join(''));
    await writeFile(join(root, 'jobs', jobId, 'manifest.json'), JSON.stringify(toManifest(sampleJob(jobId, change))));
  }

  it('are there as they come, and as they stay', async () => {
    await here.jobs.create(sampleJob('job'));
    await append(here.jobs, 'job', 0, EVENTS);
    expect(await here.run('job')).toEqual({ status: 'in_progress', samples: 1, metrics: '{"correct":1}' });
    await append(here.jobs, 'job', 2, [[0, trialEvent('t2')]]);
    await here.jobs.finish('job', sampleEnd, sampleSummary);
    expect(await here.run('job')).toEqual({ status: 'completed', samples: 2, metrics: '{"correct":1}' });
    expect(here.runs.find('job')?.figures).not.toBeNull();
  });

  it('are read from the log of a job that another program has left', async () => {
    await writeFolder('left', { status: 'done', finishedAt: '2026-03-01T11:00:00Z' }, [
      trialEvent('t1'),
      scoringEvent('t1', 0.5),
    ]);
    expect(await here.run('left')).toEqual({ status: 'completed', samples: 1, metrics: '{"correct":0.5}' });
  });

  it('are made anew when the index was removed, without a loss', async () => {
    await settledJob(here.jobs, sampleJob('job'), EVENTS);
    const before = await here.run('job');
    await here.close();
    for (const suffix of ['', '-wal', '-shm']) await rm(join(root, 'storage', `index.sqlite${suffix}`), { force: true });
    here = new Opened(root);
    await here.jobs.list();
    await here.logs.idle(30_000);
    expect(here.runs.find('job')).toMatchObject({ total_samples: 1 });
    expect(await here.run('job')).toEqual(before);
  });

  it('are not read again at the next start', async () => {
    await settledJob(here.jobs, sampleJob('job'), EVENTS);
    await here.run('job');
    await here.close();
    here = new Opened(root);
    here.logs.start();
    await here.jobs.list();
    expect(here.logs.done).toBe(1);
    expect(here.runs.find('job')).toMatchObject({ total_samples: 1 });
  });

  it('follow a log that another program writes, also when it begins anew', async () => {
    await writeFolder('other', {}, [trialEvent('t1')]);
    expect(await here.run('other')).toMatchObject({ status: 'in_progress', samples: 1 });
    await appendFile(eventsFile('other'), eventLine({ seq: 1, job_id: 'other', step_index: 0, ...trialEvent('t2') }));
    expect(await here.run('other')).toMatchObject({ samples: 2 });
    await rm(join(root, 'jobs', 'other'), { recursive: true });
    await writeFolder('other', {}, [trialEvent('t3')]);
    expect(await here.run('other')).toMatchObject({ samples: 1 });
  });

  it('leave out torn lines, which the job then names', async () => {
    await settledJob(here.jobs, sampleJob('job'), EVENTS);
    await here.close();
    const text = await readFile(eventsFile('job'), 'utf8');
    await writeFile(eventsFile('job'), text.replace('{"seq":0', '{"seq":'));
    here = new Opened(root);
    expect(await here.run('job')).toMatchObject({ samples: 0 });
    expect((await here.jobs.find('job'))?.error).toBe("events.jsonl line 1 can't be read and was left out");
  });

  it('go when their job goes', async () => {
    await settledJob(here.jobs, sampleJob('job'), EVENTS);
    await here.jobs.delete('job');
    expect(here.runs.find('job')).toBeUndefined();
    const samples = here.index.read((database) => {
      sweepDrafts(database);
      return database.statement('SELECT count(*) AS n FROM samples').get();
    });
    expect(samples).toEqual({ n: 0 });
  });

  it('are shared with another process on the same root', async () => {
    const there = new Opened(root);
    await here.jobs.create(sampleJob('job'));
    await append(here.jobs, 'job', 0, EVENTS);
    here.logs.flush();
    expect(await there.run('job')).toEqual({ status: 'in_progress', samples: 1, metrics: '{"correct":1}' });
    await append(here.jobs, 'job', 2, [[0, trialEvent('t2')]]);
    await here.jobs.finish('job', sampleEnd, sampleSummary);
    expect(await there.run('job')).toMatchObject({ samples: 2 });
    expect(await here.run('job')).toMatchObject({ status: 'completed', samples: 2 });
    await there.close();
  });

  it('are made anew when the index is damaged, and the log says so', async () => {
    await settledJob(here.jobs, sampleJob('job'), EVENTS);
    await here.run('job');
    await here.close();
    await truncate(join(root, 'storage', 'index.sqlite'), 20_000);
    here = new Opened(root);
    await here.jobs.list();
    expect(await here.run('job')).toMatchObject({ status: 'completed', samples: 1 });
    expect(here.faults.join()).toContain('made anew');
  });

  it('of a new version of the index are left alone: a temporary one takes its place', async () => {
    await settledJob(here.jobs, sampleJob('job'), EVENTS);
    here.index.read((database) => database.exec('PRAGMA user_version = 999'));
    await here.close();
    here = new Opened(root);
    expect(here.index.isTemporary).toBe(true);
    expect(here.faults.join()).toContain('version 999');
    expect(await here.run('job')).toMatchObject({ status: 'completed', samples: 1 });
  });
});
