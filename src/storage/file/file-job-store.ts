import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type Clock, systemClock } from '../../domain/clock.ts';
import { AssayError, JobNotFoundError } from '../../domain/errors.ts';
import type { EventBatch } from '../../domain/event-batch.ts';
import { isSettled, type Job, type JobEnd, moveJob } from '../../domain/job.ts';
import { toManifest } from '../../domain/job-manifest.ts';
import type { JobStore } from '../../domain/job-store.ts';
import { summaryDocument } from '../../domain/summary-document.ts';
import type { Summary } from '../../evaluation/summary.ts';
import { readDocument, writeDocument } from '../../files/json-document.ts';
import { damageNote } from './damage-note.ts';
import { HeldLeases } from './held-leases.ts';
import { isJobId, jobFolder, type JobFolder } from './job-folder.ts';
import { makeJobFolder, removeJobFolder, removeLeftovers } from './job-folders.ts';
import { JobIndex } from './job-index.ts';
import { JobLogs } from './job-logs.ts';
import { RunningJob } from './running-job.ts';

/**
 * Jobs as folders, `<projectsRoot>/jobs/<job_id>/`, in the format of the seed's server, whose folders it reads as they are.
 *
 * Other processes may use the same folders: a lease beside a running job says whose it is, and when it is void the job is
 * `interrupted`. What is wrong with a file of a job stands in the job's `error`, and touches no other job.
 */
export class FileJobStore implements JobStore {
  readonly #jobsRoot: string;
  readonly #clock: Clock;
  readonly #index: JobIndex;
  readonly #leases: HeldLeases;
  readonly #logs = new JobLogs();
  readonly #running = new Map<string, RunningJob>();

  constructor(projectsRoot: string, clock: Clock = systemClock) {
    this.#jobsRoot = join(projectsRoot, 'jobs');
    this.#clock = clock;
    this.#index = new JobIndex(this.#jobsRoot, projectsRoot, clock);
    this.#leases = new HeldLeases(clock);
  }

  /** Ends the jobs that lost processes left behind and removes their litter. To be called once, at the start. */
  async recover(): Promise<void> {
    await removeLeftovers(this.#jobsRoot, Date.parse(this.#clock.now()));
    await this.#index.list();
  }

  async create(job: Job): Promise<void> {
    if (!isJobId(job.id))
      throw new AssayError('unusable_request', 'a job id has up to 128 letters, digits, hyphens and underscores');

    await makeJobFolder(this.#jobsRoot, job, (draft) => this.#leases.write(draft));
    this.#run(job, this.#folder(job.id));
  }

  async update(job: Job): Promise<void> {
    const folder = this.#folder(job.id);
    const running = this.#running.get(job.id);
    if (running === undefined) {
      await this.#takeOver(folder, job);
      return;
    }
    await this.#confirmLease(running);
    await writeDocument(folder.manifest, toManifest(job));
    if (isSettled(job.status)) {
      await this.#settle(running, job);
    } else {
      running.job = job;
      this.#index.own(job);
    }
  }

  async append(jobId: string, batch: EventBatch): Promise<void> {
    const running = await this.#owned(jobId);
    if (batch.count > 0) await running.append(batch, this.#logs);
  }

  async finish(jobId: string, end: JobEnd, summary: Summary | null): Promise<Job> {
    const running = await this.#owned(jobId);
    const { status, ...change } = end;
    const job = moveJob(running.job, status, change);
    if (summary) await writeDocument(running.folder.summary, summaryDocument(job, summary));

    await writeDocument(running.folder.manifest, toManifest(job));
    await this.#settle(running, job);
    return job;
  }

  async list(): Promise<readonly Job[]> {
    return this.#index.list();
  }

  /** The first look at a settled job also searches its events for damage, unless they are very many. */
  async find(jobId: string): Promise<Job | undefined> {
    const job = await this.#find(jobId);
    if (job === undefined || !isSettled(job.status)) return job;

    await this.#noteDamage(this.#folder(jobId));
    return this.#find(jobId);
  }

  async summary(jobId: string): Promise<object | null> {
    await this.#existing(jobId);
    try {
      const document = await readDocument(this.#folder(jobId).summary);
      return typeof document === 'object' ? document : null;
    } catch (error) {
      this.#index.note(
        jobId,
        'summary',
        `summary.json can't be read: ${error instanceof Error ? error.message : String(error)}`,
      );
      return null;
    }
  }

  async *read(jobId: string, fromSeq: number): AsyncGenerator<EventBatch> {
    const job = await this.#existing(jobId);
    const running = this.#running.get(jobId)?.log;
    if (running) {
      yield* running.read(fromSeq);
      return;
    }
    const { log, size } = await this.#logs.of(this.#folder(jobId));
    yield* log.read(fromSeq, size);
    if (isSettled(job.status)) await this.#noteDamage(this.#folder(jobId));
  }

  async delete(jobId: string): Promise<void> {
    const job = await this.#existing(jobId);
    if (!isSettled(job.status))
      throw new AssayError('illegal_move', `job ${jobId} is ${job.status}: cancel it before you delete it`);

    await removeJobFolder(this.#jobsRoot, this.#folder(jobId));
    this.#index.forget(jobId);
    this.#logs.forget(jobId);
  }

  /** Jobs that are still running here stay so in their files until somebody finds that their lease is void. */
  async close(): Promise<void> {
    this.#leases.close();
    await Promise.all([...this.#running.values()].map((running) => running.close()));
    this.#running.clear();
    await this.#index.close();
    this.#logs.clear();
  }

  #folder(jobId: string): JobFolder {
    return jobFolder(this.#jobsRoot, jobId);
  }

  async #find(jobId: string): Promise<Job | undefined> {
    return isJobId(jobId) ? this.#index.find(jobId) : undefined;
  }

  async #existing(jobId: string): Promise<Job> {
    const job = await this.#find(jobId);
    if (job === undefined) throw new JobNotFoundError();

    return job;
  }

  async #owned(jobId: string): Promise<RunningJob> {
    const running = this.#running.get(jobId);
    if (running === undefined) {
      const { status } = await this.#existing(jobId);
      throw new AssayError('illegal_move', `job ${jobId} is ${isSettled(status) ? status : 'run by another process'}`);
    }
    await this.#confirmLease(running);
    return running;
  }

  /** Throws where the job is no longer ours: from then on its files have the say. */
  async #confirmLease(running: RunningJob): Promise<void> {
    const jobId = running.job.id;
    if (!(await this.#leases.confirm(jobId))) {
      this.#running.delete(jobId);
      this.#index.release(jobId);
      await running.close();
      throw new AssayError('illegal_move', `job ${jobId} was taken over by another process or removed`);
    }
  }

  /** Writes the record of a job that nobody runs; one that is to go on is run by this process then. */
  async #takeOver(folder: JobFolder, job: Job): Promise<void> {
    const { status } = await this.#existing(job.id);
    if (!isSettled(status)) throw new AssayError('illegal_move', `job ${job.id} is run by another process`);

    if (isSettled(job.status)) {
      await writeDocument(folder.manifest, toManifest(job));
      await this.#index.disown(job);
      return;
    }
    await this.#leases.write(folder);
    await rm(folder.summary, { force: true });
    await writeDocument(folder.manifest, toManifest(job));
    this.#run(job, folder);
  }

  #run(job: Job, folder: JobFolder): void {
    this.#running.set(job.id, new RunningJob(job, folder));
    this.#leases.hold(folder);
    this.#index.own(job);
  }

  /** The manifest has the job's end already. */
  async #settle(running: RunningJob, job: Job): Promise<void> {
    this.#running.delete(job.id);
    await running.close();
    await this.#leases.release(running.folder);
    await this.#logs.trust(running.folder);
    await this.#index.disown(job);
  }

  async #noteDamage(folder: JobFolder): Promise<void> {
    const note = damageNote(await this.#logs.damage(folder));
    if (note) this.#index.note(folder.jobId, 'events', note);
  }
}
