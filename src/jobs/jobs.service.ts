import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import type { Config } from '../config/config.ts';
import { CONFIG } from '../config/config.module.ts';
import { assayVersion } from '../config/version.ts';
import { CLOCK, type Clock } from '../domain/clock.ts';
import { BusyError, JobNotFoundError, UnavailableError, UnusableRequestError } from '../domain/errors.ts';
import { foldEvents } from '../domain/fold-events.ts';
import { isSettled, type Job } from '../domain/job.ts';
import type { JobSpec } from '../domain/job-fields.ts';
import { JOB_QUEUE, type JobQueue } from '../domain/job-queue.ts';
import { JOB_STORE, type JobStore } from '../domain/job-store.ts';
import { type PreparedJob, RUNNER, type Runner } from '../domain/runner.ts';
import { summaryDocument } from '../domain/summary-document.ts';
import { EventBus } from '../events/event-bus.ts';
import { JobExecutor } from './job-executor.ts';
import { type JobPage, type JobQuery, pageOfJobs } from './job-page.ts';

/** What a detail page shows: a job, its events as they can be read now, and its summary once it has ended. */
export interface JobDetail {
  readonly job: Job;
  readonly events: ReturnType<JobStore['read']>;
  readonly summary: object | null;
}

@Injectable()
export class JobsService {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    @Inject(JOB_STORE) private readonly store: JobStore,
    @Inject(JOB_QUEUE) private readonly queue: JobQueue,
    @Inject(RUNNER) private readonly runner: Runner,
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly executor: JobExecutor,
    private readonly bus: EventBus,
  ) {}

  /**
   * Checks everything that the spec names, then starts the job, or lets it wait for its turn, and returns it.
   * Throws `unusable_request`, or `busy` when there is no place to run or to wait. While data is fetched for it, whoever asked
   * may go (`isAwaited` is false then): a job whose id nobody would get is not started.
   */
  async start(spec: JobSpec, isAwaited: () => boolean = () => true): Promise<Job> {
    if (spec.workers > this.config.maxWorkers) {
      throw new UnusableRequestError(
        `workers is ${spec.workers}, and the limit is ${this.config.maxWorkers} (ASSAY_MAX_WORKERS)`,
      );
    }
    const admit = (): void => {
      if (!isAwaited()) throw new UnavailableError('whoever asked for this job has gone');
      if (!this.queue.hasRoom()) throw new BusyError();
    };
    admit();
    const prepared = await this.runner.prepare(spec, admit);
    return this.#enqueue(spec, prepared);
  }

  async list(query: JobQuery): Promise<JobPage> {
    return pageOfJobs(await this.store.list(), query);
  }

  /** Throws `job_not_found`. */
  async detail(jobId: string): Promise<JobDetail> {
    const job = await this.store.inspect(jobId);
    if (job === undefined) throw new JobNotFoundError();
    return { job, events: this.store.read(jobId, 0), summary: isSettled(job.status) ? await this.#summary(job) : null };
  }

  /** What a job that was killed could not write is made from what it left behind. */
  async #summary(job: Job): Promise<object> {
    const written = await this.store.summary(job.id);
    return written ?? summaryDocument(job, (await foldEvents(this.store.read(job.id, 0), job.spec)).summary());
  }

  /** The place in the queue is taken at once; the work there begins when the job is in the store. */
  async #enqueue(spec: JobSpec, prepared: PreparedJob): Promise<Job> {
    const id = randomUUID();
    const created = Promise.withResolvers<Job | null>();
    let status: 'running' | 'queued';
    try {
      status = this.queue.enqueue(id, async () => {
        const job = await created.promise;
        if (job === null) return;
        await this.executor.execute(job, async () => (job.status === 'running' ? prepared : this.runner.prepare(spec)));
      });
    } catch (error) {
      prepared.release();
      throw error;
    }
    const job = this.#newJob(id, spec, prepared, status);
    // A process for every job that waits would be dear: it is prepared again when its turn comes.
    if (status === 'queued') prepared.release();
    try {
      await this.store.create(job);
    } catch (error) {
      prepared.release();
      created.resolve(null);
      throw error;
    }
    this.bus.publish({ type: 'job.created', job });
    created.resolve(job);
    return job;
  }

  #newJob(id: string, spec: JobSpec, prepared: PreparedJob, status: 'running' | 'queued'): Job {
    return {
      id,
      spec,
      status,
      startedAt: this.clock.now(),
      finishedAt: null,
      error: null,
      projectsRoot: this.config.projectsRoot,
      datasetPath: prepared.dataset.datasetPath,
      datasetSha256: prepared.dataset.datasetSha256,
      plannedTrials: prepared.plannedTrials,
      plannedScorings: prepared.plannedScorings,
      assayVersion,
      extra: {},
    };
  }
}
