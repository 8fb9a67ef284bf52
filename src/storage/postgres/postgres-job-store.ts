import { AssayError, UnavailableError, JobNotFoundError } from '../../domain/errors.ts';
import type { EventBatch } from '../../domain/event-batch.ts';
import { type Job, type JobEnd, moveJob } from '../../domain/job.ts';
import { summaryDocument } from '../../domain/job-manifest.ts';
import type { JobFile, JobStore, ModelUse } from '../../domain/job-store.ts';
import type { JobPage, JobQuery } from '../../domain/list-query.ts';
import type { Summary } from '../../evaluation/summary.ts';
import type { HintChannel } from './hint-channel.ts';
import { adoptFiles } from './adopt-files.ts';
import type { PostgresDatabase } from './postgres-database.ts';
import { persistently } from './persistent-write.ts';
import type { Replica } from './replica.ts';
import type { SharedJobs } from './shared-jobs.ts';

/**
 * Jobs in the database of shared storage, read from the replica of this process. What is known of a job that runs here is never given up while the
 * database is away: its writes wait until it is back, or until another process has taken the job.
 */
export class PostgresJobStore implements JobStore {
  readonly #database: PostgresDatabase;
  readonly #shared: SharedJobs;
  readonly #replica: Replica;
  readonly #hints: Pick<HintChannel, 'send'>;
  #isClosed = false;

  constructor(database: PostgresDatabase, shared: SharedJobs, replica: Replica, hints: Pick<HintChannel, 'send'>) {
    this.#database = database;
    this.#shared = shared;
    this.#replica = replica;
    this.#hints = hints;
  }

  /** Nothing: what lost processes had is given to others while these run. */
  async recover(): Promise<void> {
    return Promise.resolve();
  }

  async create(job: Job): Promise<void> {
    await this.#shared.create(job);
    await this.#seen(job.id);
  }

  async update(job: Job): Promise<void> {
    await this.#shared.update(job);
    await this.#seen(job.id);
  }

  async append(jobId: string, batch: EventBatch): Promise<void> {
    await this.#persistently((isRetry) => this.#shared.append(jobId, batch, isRetry));
    this.#hints.send('job', jobId);
    await this.#replica.appended(jobId, batch);
  }

  async finish(jobId: string, { status, ...change }: JobEnd, summary: Summary | null): Promise<Job> {
    const job = await this.#persistently(async (isRetry) => {
      const stored = await this.#shared.find(jobId);
      if (stored === undefined) throw new JobNotFoundError();
      const isThere = isRetry && stored.job.status === status && stored.job.finishedAt === change.finishedAt;
      const ended = isThere ? stored.job : moveJob(stored.job, status, change);
      await this.#shared.finish(ended, summary && summaryDocument(ended, summary), isRetry);
      return ended;
    });
    await this.#seen(jobId);
    return job;
  }

  async list(query?: JobQuery): Promise<JobPage> {
    await this.#replica.catchUp();
    return this.#replica.storage.jobs.list(query);
  }

  async modelUses(): Promise<readonly ModelUse[]> {
    await this.#replica.catchUp();
    return this.#replica.storage.jobs.modelUses();
  }

  async find(jobId: string): Promise<Job | undefined> {
    await this.#look(jobId);
    return this.#replica.storage.jobs.find(jobId);
  }

  async inspect(jobId: string): Promise<Job | undefined> {
    await this.#look(jobId);
    return this.#replica.storage.jobs.inspect(jobId);
  }

  async summary(jobId: string): Promise<object | null> {
    await this.#look(jobId);
    return this.#replica.storage.jobs.summary(jobId);
  }

  async adopt(job: Job, files: readonly JobFile[]): Promise<void> {
    if (!(await adoptFiles(this.#database, job, files))) throw new AssayError('already_exists', `job ${job.id} exists already`);
    await this.#seen(job.id);
  }

  async files(jobId: string): Promise<readonly JobFile[]> {
    await this.#look(jobId);
    return this.#replica.storage.jobs.files(jobId);
  }

  async *read(jobId: string, fromSeq: number): AsyncGenerator<EventBatch> {
    await this.#look(jobId);
    yield* this.#replica.storage.jobs.read(jobId, fromSeq);
  }

  async delete(jobId: string): Promise<void> {
    await this.#shared.delete(jobId);
    await this.#seen(jobId);
  }

  /** Jobs that still run are left as they are: once their leases are void, others take them. */
  async close(): Promise<void> {
    this.#isClosed = true;
    return Promise.resolve();
  }

  /** A job that this process writes is in the replica as it is; of any other it is asked what has changed. */
  async #look(jobId: string): Promise<void> {
    if (!this.#shared.holds(jobId) || !this.#replica.storage.jobs.copies.isOpen(jobId)) await this.#replica.catchUpJob(jobId);
  }

  /** What was done is done: a replica that can't take it now is brought in step when it is asked. */
  async #seen(jobId: string): Promise<void> {
    this.#hints.send('job', jobId);
    await this.#replica.catchUpJob(jobId).catch((error: unknown) => {
      if (!(error instanceof UnavailableError)) throw error;
    });
  }

  #persistently<Result>(write: (isRetry: boolean) => Promise<Result>): Promise<Result> {
    return persistently(write, () => this.#isClosed);
  }
}
