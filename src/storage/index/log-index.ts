import { join } from 'node:path';
import { setImmediate, setTimeout as delay } from 'node:timers/promises';
import { LRUCache } from 'lru-cache';
import type { EventBatch } from '../../domain/event-batch.ts';
import { isSettled, type Job } from '../../domain/job.ts';
import { fileState } from '../../files/file-state.ts';
import { jobFolder } from '../file/job-folder.ts';
import type { JobLogIndex } from '../file/job-log-index.ts';
import type { AssayIndex } from './assay-index.ts';
import type { IndexBuilder } from './index-builder.ts';
import type { IndexedLog } from './index-job-logs.ts';
import { type Exactness, JobIndexer, JobNotIndexedError } from './job-indexer.ts';
import { type JobTable, logStamp } from './job-table.ts';
import { announceRun } from './run-rows.ts';

/** Rows that are written at once, however little time has passed. */
const ROWS_AT_ONCE = 1_024;

/** How long rows wait, at most. */
const WAIT_MS = 50;

/** Rows that may wait while the index can't be written; then the log is read again later. */
const MAX_WAITING = 100_000;

/** Logs that are read in one task of the builder. */
const LOGS_AT_ONCE = 32;

/** Logs that are soon read: so few, each of so many bytes at most. */
const FEW_LOGS = 50;
const SMALL_LOG_BYTES = 16 * 1024 * 1024;

/** How many times longer it is worth to wait for those, such as for the thread to start on a busy machine. */
const SMALL_PATIENCE = 10;
const PAUSE_MS = 50;

/** How soon what could not be done is tried again. */
const RETRY_MS = 2_000;

/** How often, and how soon, to look whether the process that runs a job has written what is missing. */
const OWNER_LOOKS = 5;
const OWNER_PAUSE_MS = 40;

/** Logs that were found to be others, and are remembered. */
const MAX_READ_ANEW = 1_000;

export interface LogIndexOptions {
  readonly projectsRoot: string;
  readonly index: AssayIndex;
  readonly table: JobTable;
  readonly builder: IndexBuilder;
  /** Told which lines of a job's log can't be read. */
  readonly onDamage: (jobId: string, lines: readonly number[]) => void;
  /** Told in a sentence what is left out. */
  readonly onFault: (message: string) => void;
}

interface ReadOptions {
  /** Whether somebody waits for them. */
  readonly isUrgent?: boolean;
  /** Whether the rows of the jobs are known to be of other logs. */
  readonly isReplaced?: boolean;
}

interface ReadAnew {
  /** The state of the log. */
  readonly stamp: string;
  readonly done: Promise<void>;
}

/** A job that this process runs, and whose events it puts into the index as they come. */
interface LiveJob {
  readonly indexer: JobIndexer;
  writtenMs: number;
  /** Once its job has ended. */
  settling?: Promise<void>;
}

/**
 * Keeps the events of jobs in the index: those of jobs that this process runs in the same turn in which they are appended, all others by the
 * builder's thread. What it can't do is tried again; nothing that it does fails a job.
 */
export class LogIndex implements JobLogIndex {
  readonly #options: LogIndexOptions;
  readonly #jobsRoot: string;
  readonly #live = new Map<string, LiveJob>();
  readonly #behind = new Map<string, Job>();
  readonly #progress = new SharedArrayBuffer(16);
  readonly #readAnew = new LRUCache<string, ReadAnew>({ max: MAX_READ_ANEW });
  #timer: NodeJS.Timeout | undefined;
  #building: Promise<void> | undefined;
  #finished = 0;
  #isClosed = false;

  constructor(options: LogIndexOptions) {
    this.#options = options;
    this.#jobsRoot = join(options.projectsRoot, 'jobs');
    options.index.onRemade(() => this.#live.clear());
  }

  /** The part of the logs that has been read, 0 to 1; 1 where none waits. */
  get done(): number {
    if (this.#behind.size === 0) return 1;
    const [read = 0, size = 0] = new Float64Array(this.#progress);
    return (this.#finished + (size > 0 ? Math.min(1, read / size) : 0)) / (this.#finished + this.#behind.size);
  }

  /** Reads the logs that an earlier process has not, or not to their end. */
  start(): void {
    for (const jobId of this.#options.table.behind()) {
      const job = this.#options.table.find(jobId);
      if (job !== undefined && !this.#live.has(jobId)) this.#behind.set(jobId, job);
    }
    this.#build();
  }

  begin(job: Job): void {
    this.#live.set(job.id, { indexer: new JobIndexer(this.#options.table.scope, job), writtenMs: 0 });
  }

  appended(jobId: string, batch: EventBatch, offset: number): void {
    const live = this.#live.get(jobId);
    if (live === undefined) return;
    try {
      live.indexer.add(batch, offset);
    } catch (error) {
      this.#giveUp(jobId, live, `the events of job ${jobId} can't be taken as they come: ${String(error)}`);
      return;
    }
    const isDue = live.indexer.waiting >= ROWS_AT_ONCE || performance.now() - live.writtenMs >= WAIT_MS;
    if (isDue) this.#write(jobId, live, 'running');
    else this.#timer ??= setTimeout(() => this.flush(), WAIT_MS).unref();
  }

  changed(jobId: string, job: Job | undefined): void {
    const live = this.#live.get(jobId);
    if (job === undefined) {
      this.#live.delete(jobId);
      this.#behind.delete(jobId);
    } else if (live === undefined) {
      this.#readLater(job);
    } else {
      live.indexer.job = job;
      if (isSettled(job.status)) live.settling ??= this.#settle(jobId, live);
      else this.#write(jobId, live, 'running');
    }
  }

  /** Writes what waits. */
  flush(exactness: Exactness = 'running'): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    for (const [jobId, live] of this.#live)
      if (live.indexer.waiting > 0 || exactness === 'exact') this.#write(jobId, live, exactness);
  }

  /** Resolves when the index has the events of a job as they were after the call, or can't have them. */
  async catchUp(job: Job): Promise<void> {
    const live = this.#live.get(job.id);
    if (live !== undefined) {
      if (live.settling === undefined) this.#write(job.id, live, 'exact');
      else await live.settling;
      if (live.settling === undefined) return;
    }
    if (await this.#isCurrent(job)) return;
    this.#behind.set(job.id, job);
    await this.#read([job], { isUrgent: true });
  }

  /**
   * Reads the log of a job that has ended from its start, because a line of it is another one than the index has noted. It does so once
   * for each state of the log, or until it could: a log that can't be read stays as it is.
   */
  async readAnew(job: Job): Promise<void> {
    if (this.#live.has(job.id) || !isSettled(job.status)) return;
    const stamp = logStamp(await fileState(this.#file(job.id)).catch(() => undefined));
    const known = this.#readAnew.get(job.id);
    if (known?.stamp === stamp) return known.done;
    const done = this.#read([job], { isUrgent: true, isReplaced: true }).then((isRead) => {
      if (!isRead) this.#readAnew.delete(job.id);
    });
    this.#readAnew.set(job.id, { stamp, done });
    await done;
  }

  /** Resolves when nothing waits to be read, or after some milliseconds: ten times as many where what waits is soon read. */
  async idle(timeoutMs: number): Promise<void> {
    const began = performance.now();
    while (this.#building !== undefined) {
      const leftMs = began + timeoutMs * (this.#isSoonRead ? SMALL_PATIENCE : 1) - performance.now();
      if (leftMs <= 0) return;
      const given = new AbortController();
      const pause = delay(Math.min(leftMs, PAUSE_MS), undefined, { signal: given.signal }).catch(() => undefined);
      await Promise.race([this.#building, pause]);
      given.abort();
    }
  }

  /** Whether few logs wait, and the one at work is not large. */
  get #isSoonRead(): boolean {
    const [, size = 0] = new Float64Array(this.#progress);
    return this.#behind.size <= FEW_LOGS && size <= SMALL_LOG_BYTES;
  }

  async close(): Promise<void> {
    this.flush();
    await Promise.all(Array.from(this.#live.values(), ({ settling }) => settling ?? Promise.resolve()));
    this.#isClosed = true;
    await this.#building;
  }

  #write(jobId: string, live: LiveJob, exactness: Exactness): void {
    try {
      const isWritten = this.#options.index.write((database) => live.indexer.write(database, exactness));
      live.writtenMs = performance.now();
      if (isWritten || live.indexer.waiting < MAX_WAITING) return;
      this.#giveUp(jobId, live, `the index can't take the events of job ${jobId} now: its log is read again later`);
    } catch (error) {
      if (!(error instanceof JobNotIndexedError)) throw error;
    }
  }

  /** Leaves the log of a job to the builder. */
  #giveUp(jobId: string, { indexer }: LiveJob, message: string): void {
    this.#options.onFault(message);
    this.#live.delete(jobId);
    this.#readLater(indexer.job);
  }

  /** Until its log is read, a job is a run of which nothing is known. */
  #readLater(job: Job): void {
    const { index, table } = this.#options;
    this.#behind.set(job.id, job);
    if (job.spec.kind !== 'optimize') index.write((database) => announceRun(database, table.scope, job));
    this.#build();
  }

  /** For a job that has ended, with all its events. */
  async #settle(jobId: string, live: LiveJob): Promise<void> {
    this.#write(jobId, live, 'exact');
    const log = await fileState(this.#file(jobId)).catch(() => undefined);
    if (this.#live.get(jobId) !== live) return;
    this.#live.delete(jobId);
    const isWhole = live.indexer.waiting === 0 && (log?.size ?? 0) === live.indexer.logBytes;
    if (isWhole && this.#options.table.setLog(jobId, log)) return;
    this.#readLater(live.indexer.job);
  }

  /** Whether the index has all of a log: of a job that another process runs, that process may just be about to put it there. */
  async #isCurrent(job: Job): Promise<boolean> {
    for (let look = 1; ; look += 1) {
      const state = await fileState(this.#file(job.id)).catch(() => undefined);
      const log = this.#options.table.log(job.id);
      if (log === undefined || this.#behind.has(job.id)) return false;
      if (isSettled(job.status)) return log.stamp === logStamp(state);
      if (log.bytes === (state?.size ?? 0)) return true;
      if (look === OWNER_LOOKS || log.bytes === 0) return false;
      await delay(OWNER_PAUSE_MS);
    }
  }

  #build(): void {
    if (this.#isClosed || this.#building !== undefined) return;
    this.#building = this.#buildAll().finally(() => {
      this.#building = undefined;
      this.#finished = 0;
    });
  }

  async #buildAll(): Promise<void> {
    // What changes in one turn is read at once.
    await setImmediate();
    while (this.#behind.size > 0 && !this.#isClosed) {
      const isRead = await this.#read([...this.#behind.values()].slice(0, LOGS_AT_ONCE));
      if (!isRead) await delay(RETRY_MS, undefined, { ref: false });
    }
  }

  /** Returns whether the builder could read them. */
  async #read(jobs: readonly Job[], { isUrgent = false, isReplaced = false }: ReadOptions = {}): Promise<boolean> {
    const { builder, table, onDamage, onFault } = this.#options;
    const logs = jobs.map((job) => ({ job, file: this.#file(job.id), isReplaced }));
    try {
      const task = { scope: table.scope, logs, progress: this.#progress };
      const results = await builder.run('indexJobLogs', task, { isUrgent });
      for (const job of jobs) if (this.#behind.get(job.id) === job) this.#behind.delete(job.id);
      this.#finished += jobs.length;
      for (const result of results) this.#note(result, onDamage, onFault);
      return true;
    } catch (error) {
      if (!this.#isClosed) onFault(`the logs of ${jobs.length} jobs can't be put into the index now: ${String(error)}`);
      return false;
    }
  }

  #note(
    { jobId, damagedLines, fault }: IndexedLog,
    onDamage: LogIndexOptions['onDamage'],
    onFault: LogIndexOptions['onFault'],
  ): void {
    if (damagedLines.length > 0) onDamage(jobId, damagedLines);
    if (fault !== null) onFault(`the events of job ${jobId} can't be read and are left out: ${fault}`);
  }

  #file(jobId: string): string {
    return jobFolder(this.#jobsRoot, jobId).events;
  }
}
