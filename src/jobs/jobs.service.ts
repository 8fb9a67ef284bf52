import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import type { Config } from '../config/config.ts';
import { CONFIG } from '../config/config.module.ts';
import { assayVersion } from '../config/version.ts';
import { AssayError, JobNotFoundError, NotNowError, UnusableRequestError } from '../domain/errors.ts';
import { isSettled, type Job } from '../domain/job.ts';
import type { JobSpec } from '../domain/job-fields.ts';
import { type LimitFields, withLimits } from '../domain/job-limits.ts';
import type { JobProgress } from '../domain/job-progress.ts';
import { summaryDocument } from '../domain/job-manifest.ts';
import type { JobPage, JobQuery } from '../domain/list-query.ts';
import { JOB_QUEUE, type JobQueue } from '../domain/job-queue.ts';
import { JOB_STORE, type JobStore } from '../domain/job-store.ts';
import { foldEvents } from '../domain/run-of-job.ts';
import { type PreparedJob, RUNNER, type Runner } from '../domain/runner.ts';
import { checkCanGoOn, checkFailures, checkRows } from './can-go-on.ts';
import { changedSources } from './changed-sources.ts';
import { isWhole, readEarlierEvents } from './earlier-events.ts';
import { preparationOf } from './copied-trials.ts';
import { resolved } from './active-job.ts';
import type { Cancellation, JobDraft } from './job-draft.ts';
import { JobExecutor } from './job-executor.ts';
import { checkCanBeScored, checkOutputs, type ScoreRequest, scoringSpec } from './scoring-spec.ts';

/** A job, its events as they can be read now, and its summary once it has ended. */
export interface JobDetail {
  readonly job: Job;
  /** `null` where they were not asked for. */
  readonly events: ReturnType<JobStore['read']> | null;
  readonly summary: object | null;
  /** While it runs here; else `null`. */
  readonly progress: JobProgress | null;
}

export interface StartOptions {
  /** Whether the one who asked for the job still waits for the answer. */
  readonly isAwaited?: () => boolean;
  /** A new one unless it is given. */
  readonly jobId?: string;
  /** Called with the job before it starts; what it throws is thrown, and nothing is started. */
  readonly check?: (job: JobDraft) => Promise<void>;
}

/** How a job is made to go on. */
export interface ResumeOptions {
  /** Whether failed trials and failed scorings are made again. */
  readonly retriesFailed: boolean;
  /** Whether it goes on even where what it was made with has changed. */
  readonly isForced: boolean;
  /** They replace the job's. */
  readonly limits?: LimitFields;
}

/** A job that goes on, or is done because nothing was left to run; `note` says so, for people. */
export interface Resumed {
  readonly job: Job;
  readonly note: string | null;
}

@Injectable()
export class JobsService {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    @Inject(JOB_STORE) private readonly store: JobStore,
    @Inject(JOB_QUEUE) private readonly queue: JobQueue,
    @Inject(RUNNER) private readonly runner: Runner,
    private readonly executor: JobExecutor,
  ) {}

  /**
   * Checks everything that the spec names, then starts the job, or queues it, and returns it.
   * Throws `unusable_request`, `busy` when no more jobs can run or wait, and `unavailable` when `isAwaited` has become false:
   * fetching its data may take minutes, and a job is not started for a caller that has gone.
   */
  async start(
    spec: JobSpec,
    { isAwaited = () => true, jobId = randomUUID(), check = async () => undefined }: StartOptions = {},
  ): Promise<Job> {
    checkWorkers(spec, this.config);

    const prepared = await this.runner.prepare(spec, { admit: () => this.#admit(isAwaited) });
    const draft = jobDraft(jobId, spec, prepared, this.config);
    try {
      await check(draft);
    } catch (error) {
      prepared.release();
      throw error;
    }
    return this.executor.submit(draft, prepared);
  }

  async list(query: JobQuery): Promise<JobPage> {
    return this.store.list(query);
  }

  /** Throws `job_not_found`. */
  async detail(jobId: string, { hasEvents = true }: { readonly hasEvents?: boolean } = {}): Promise<JobDetail> {
    const job = await this.store.inspect(jobId);
    if (job === undefined) throw new JobNotFoundError();
    return {
      job,
      events: hasEvents ? this.store.read(jobId, 0) : null,
      summary: isSettled(job.status) ? await this.#summary(job) : null,
      progress: await this.executor.progressOf(job).catch(() => null),
    };
  }

  /** The models of a job of which nobody knows the price. */
  async unpricedModels(jobId: string): Promise<readonly string[]> {
    return (await this.store.find(jobId))?.unpricedModels ?? [];
  }

  /** Ends a job because the user asked for it; see `JobExecutor.cancel`. */
  cancel(jobId: string): Promise<Cancellation> {
    return this.executor.cancel(jobId, 'user');
  }

  /**
   * Makes a job go on that ended before its work was done: what it has is kept and not paid for again, only what is missing is run, and what
   * failed too where `retriesFailed`. A job whose every event is there is done at once, whatever its limits of money, tokens and time.
   *
   * Throws `job_not_found`, `illegal_move` where it can't go on or, unless `isForced`, where what it was made with has changed, and what
   * `start` throws.
   */
  async resume(
    jobId: string,
    { retriesFailed, isForced, limits = {} }: ResumeOptions,
    isAwaited: () => boolean = () => true,
  ): Promise<Resumed> {
    const job = await this.store.find(jobId);
    if (job === undefined) throw new JobNotFoundError();
    checkCanGoOn(job);
    const earlier = await readEarlierEvents(this.store.read(jobId, 0), job);
    const spec = withLimits(job.spec, limits);
    if (!retriesFailed && isWhole(job, earlier)) {
      checkFailures({ ...job, spec }, earlier);
      return { job: await this.executor.complete({ ...job, spec }, earlier), note: noteOfWhole(limits) };
    }
    checkRows(job, earlier);
    const prepared = await this.runner.prepare(spec, { ...preparationOf(job), admit: () => this.#admit(isAwaited) });
    const change = isForced ? null : changedSources(job, prepared);
    if (change !== null) {
      prepared.release();
      throw new AssayError('illegal_move', `job ${jobId} can't go on: ${change}. Set force to go on all the same`);
    }
    return {
      job: await this.executor.resume(
        { ...job, spec, extra: extraOf(job.extra, this.config.onRestart) },
        { prepared, earlier, retriesFailed },
      ),
      note: null,
    };
  }

  /**
   * Starts a new job that scores the outputs of one that has ended, without making any trial again, and returns it. Throws `job_not_found`,
   * `illegal_move` where that job has not ended, and what `start` throws.
   */
  async score(
    sourceId: string,
    request: ScoreRequest,
    { isAwaited = () => true, jobId = randomUUID() }: StartOptions = {},
  ): Promise<Job> {
    const source = await this.store.find(sourceId);
    if (source === undefined) throw new JobNotFoundError();
    checkCanBeScored(source);
    const outputs = await readEarlierEvents(this.store.read(sourceId, 0), source);
    checkOutputs(source, outputs);
    const spec = scoringSpec(source.spec, request, this.config.maxWorkers);
    const storedTrials = outputs.fold.counts.trials;
    const prepared = await this.runner.prepare(spec, { storedTrials, admit: () => this.#admit(isAwaited) });
    const draft = jobDraft(jobId, spec, prepared, this.config);
    return this.executor.submit(
      { ...draft, scoredFrom: sourceId, ...resolved({ ...source, scoredFrom: sourceId }, prepared) },
      prepared,
    );
  }

  async #admit(isAwaited: () => boolean): Promise<void> {
    if (!isAwaited()) throw new NotNowError('the client that asked for this job has disconnected');
    await this.queue.checkRoom();
  }

  /** Deletes a job that has ended, and its runs. Throws `job_not_found`, or `illegal_move` if it has not ended. */
  async delete(jobId: string): Promise<void> {
    await this.store.delete(jobId);
  }

  /** The stored summary. A job that was killed has none, so its summary is made from its events. */
  async #summary(job: Job): Promise<object> {
    const written = await this.store.summary(job.id);
    return written ?? summaryDocument(job, (await foldEvents(this.store.read(job.id, 0), job.spec)).summary());
  }
}

/** Throws `unusable_request` where a job asks for more workers than the limit. */
export function checkWorkers({ workers }: JobSpec, { maxWorkers }: Config): void {
  if (workers > maxWorkers)
    throw new UnusableRequestError(`workers is ${workers}, and the limit is ${maxWorkers} (ASSAY_MAX_WORKERS)`);
}

/** A server's jobs say what it is set to do with them at its next start. */
function extraOf({ on_restart: _before, ...extra }: Job['extra'], onRestart: Config['onRestart']): Job['extra'] {
  return onRestart === null ? extra : { ...extra, on_restart: onRestart };
}

function jobDraft(
  id: string,
  spec: JobSpec,
  { dataset, sources, plannedTrials, plannedScorings, plannedJudgings = 0, parts, unpricedModels = [] }: PreparedJob,
  { projectsRoot, onRestart }: Config,
): JobDraft {
  return {
    id,
    spec,
    finishedAt: null,
    error: null,
    stopped: null,
    projectsRoot,
    datasetPath: dataset.datasetPath,
    datasetSha256: dataset.datasetSha256,
    exampleCount: dataset.exampleCount,
    sources,
    resumed: null,
    plannedTrials,
    plannedScorings,
    ...(plannedJudgings === 0 ? {} : { plannedJudgings }),
    ...(parts && { parts }),
    ...(unpricedModels.length === 0 ? {} : { unpricedModels }),
    assayVersion,
    extra: extraOf({}, onRestart),
  };
}

function noteOfWhole(limits: LimitFields): string {
  const isLimited = Object.keys(limits).length > 0;
  return `nothing was left to run: every event of the job is there, so it is done${isLimited ? ', and the new limits change nothing' : ''}`;
}
