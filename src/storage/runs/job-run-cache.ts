import { hash } from 'node:crypto';
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { isSettled, type Job } from '../../domain/job.ts';
import type { JobStore } from '../../domain/job-store.ts';
import { runIdOf } from '../../domain/run-of-job.ts';
import { fileState } from '../../files/file-state.ts';
import { jobFolder } from '../file/job-folder.ts';
import type { CacheRoot } from './cache-root.ts';
import type { ColumnCache } from './column-cache.ts';
import { folderName } from './folder-name.ts';
import { JOB_RUNS_VERSION, type JobRunsDocument, readJobRuns } from './job-run-document.ts';
import { LiveScores, liveStamp } from './live-scores.ts';
import { readColumns, type RunColumns } from './run-columns.ts';
import { jobColumnFile, writeJobRuns } from './write-job-runs.ts';

/**
 * What is known of the runs of jobs without reading events: made when a job has ended, and again where it is missing or no
 * longer fits to the events. Of a job that goes on it is what came so far.
 */
export class JobRunCache {
  readonly #jobs: JobStore;
  readonly #jobsRoot: string;
  readonly #root: CacheRoot;
  readonly #columns: ColumnCache;
  readonly #namespace: string;
  readonly #documents = new WeakMap<Job, JobRunsDocument>();
  readonly #live = new Map<string, LiveScores>();
  readonly #building = new Map<string, Promise<JobRunsDocument>>();

  constructor(jobs: JobStore, projectsRoot: string, root: CacheRoot, columns: ColumnCache) {
    this.#jobs = jobs;
    this.#jobsRoot = join(projectsRoot, 'jobs');
    this.#root = root;
    this.#columns = columns;
    this.#namespace = hash('sha256', projectsRoot).slice(0, 16);
  }

  /** The runs of a job as it was when it was last looked at. */
  async known(job: Job): Promise<JobRunsDocument> {
    if (!isSettled(job.status)) return this.#liveScores(job).document();
    return this.#documents.get(job) ?? this.current(job);
  }

  /** The runs of a job, checked against its events. */
  async current(job: Job): Promise<JobRunsDocument> {
    if (!isSettled(job.status)) return this.#liveScores(job).document();
    const stamp = await this.#stampOf(job);
    const known = this.#documents.get(job);
    if (known?.stamp === stamp) return known;
    const document = (await readJobRuns(await this.#folder(job.id), stamp)) ?? (await this.#build(job, stamp));
    this.#documents.set(job, document);
    this.#live.delete(job.id);
    return document;
  }

  /** The columns of one run of a job. */
  async columns(job: Job, stepIndex: number): Promise<RunColumns> {
    const { stamp } = await this.current(job);
    const runId = runIdOf({ jobId: job.id, stepIndex: job.spec.kind === 'optimize' ? stepIndex : null });
    return this.#columns.get(runId, stamp, async () => {
      const path = jobColumnFile(await this.#folder(job.id), stepIndex);
      const columns = await readColumns(path, runId).catch(() => undefined);
      if (columns?.stamp === stamp) return columns;
      await this.#write(job, stamp);
      return readColumns(path, runId);
    });
  }

  /** Removes what was kept of a job. */
  async forget(jobId: string): Promise<void> {
    this.#live.delete(jobId);
    await rm(await this.#folder(jobId), { recursive: true, force: true });
  }

  /** Removes what was kept of jobs that are no longer there. */
  async retain(jobs: readonly Job[], preferredRoot: string): Promise<void> {
    const root = join(preferredRoot, 'jobs', this.#namespace);
    const names = new Set(jobs.map(({ id }) => folderName(id)));
    for (const name of await readdir(root).catch(() => []))
      if (!names.has(name)) await rm(join(root, name), { recursive: true, force: true });
  }

  #liveScores(job: Job): LiveScores {
    let live = this.#live.get(job.id);
    if (live === undefined) {
      live = new LiveScores(this.#jobs, job);
      this.#live.set(job.id, live);
    }
    return live;
  }

  async #build(job: Job, stamp: string): Promise<JobRunsDocument> {
    const key = JSON.stringify([job.id, stamp]);
    const building = this.#building.get(key) ?? this.#write(job, stamp);
    this.#building.set(key, building);
    try {
      return await building;
    } finally {
      this.#building.delete(key);
    }
  }

  /** Reads what is missing of the events and writes the columns of all runs of the job. */
  async #write(job: Job, stamp: string): Promise<JobRunsDocument> {
    const folder = await this.#folder(job.id);
    const isOver = isSettled(job.status);
    const live = isOver ? (this.#live.get(job.id) ?? new LiveScores(this.#jobs, job)) : this.#liveScores(job);
    return live.withLatest((scores) => writeJobRuns(folder, isOver ? stamp : liveStamp(scores), scores));
  }

  async #stampOf(job: Job): Promise<string> {
    const events = await fileState(jobFolder(this.#jobsRoot, job.id).events).catch(() => undefined);
    return [`v${JOB_RUNS_VERSION}`, job.status, job.finishedAt, events?.stamp].join('|');
  }

  #folder(jobId: string): Promise<string> {
    return this.#root.folder('jobs', this.#namespace, folderName(jobId));
  }
}
