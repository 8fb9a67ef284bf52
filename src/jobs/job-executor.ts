import { Inject, Injectable, Logger, type OnModuleDestroy } from '@nestjs/common';
import { CLOCK, type Clock } from '../domain/clock.ts';
import { AssayError, JobNotFoundError } from '../domain/errors.ts';
import { type EventBatch, eventsOf, lastEvent, singleEvent } from '../domain/event-batch.ts';
import {
  type CancelReason,
  isSettled,
  type Job,
  type JobEnd,
  moveJob,
  STATUS_OF_STOP,
  type StopReason,
  type Stopped,
} from '../domain/job.ts';
import { JOB_QUEUE, type JobQueue } from '../domain/job-queue.ts';
import { JOB_STORE, type JobStore } from '../domain/job-store.ts';
import { newJobFold } from '../domain/run-of-job.ts';
import { JobFailedError, type PreparedJob, RUNNER, type Runner } from '../domain/runner.ts';
import type { EarlyEnd } from '../evaluation/early-stop.ts';
import type { JobFold } from '../evaluation/job-fold.ts';
import { EventBus } from '../events/event-bus.ts';

/** A job before its place in the queue is known. */
export type JobDraft = Omit<Job, 'status' | 'startedAt'>;

/** A job after a request to cancel it; `wasSettled` if it had already ended. */
export interface Cancellation {
  readonly job: Job;
  readonly wasSettled: boolean;
}

type End = Omit<JobEnd, 'finishedAt'>;

/** What is said of a job that is cancelled before its work is complete. */
const CANCEL_ERROR: Readonly<Record<CancelReason, string | null>> = {
  user: null,
  shutdown: 'Assay stopped while this job was running',
};

/** Runs jobs to their end, and is the only class that stops them. Everything is stored before it is published. */
@Injectable()
export class JobExecutor implements OnModuleDestroy {
  readonly #logger = new Logger(JobExecutor.name);
  readonly #active = new Map<string, ActiveJob>();
  #isClosing = false;

  constructor(
    @Inject(JOB_STORE) private readonly store: JobStore,
    @Inject(JOB_QUEUE) private readonly queue: JobQueue,
    @Inject(RUNNER) private readonly runner: Runner,
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly bus: EventBus,
  ) {
    queue.start((jobId) => this.#execute(jobId));
  }

  /**
   * Stores a prepared job and runs it: at once with the process that prepared it, or when its turn comes. Returns the job as
   * stored. If it throws (`busy`, `unavailable`), the prepared job is released.
   */
  async submit(draft: JobDraft, prepared: PreparedJob): Promise<Job> {
    let isKept = false;
    try {
      const job = await this.queue.add(draft.id, (status) => this.#create(draft, status, prepared));
      isKept = job.status === 'running';
      return job;
    } finally {
      // One process per waiting job would cost too much: the job is prepared again when its turn comes.
      if (!isKept) prepared.release();
    }
  }

  /**
   * Ends a job that waits or runs: no more model calls are made, calls in flight are aborted, and all results so far are
   * kept. Resolves when the job has ended, usually within a second. A job whose work is complete by then is `done`; otherwise
   * it is `cancelled`, or `interrupted` on `shutdown`. The first of several reasons counts.
   *
   * Throws `job_not_found`, and `illegal_move` for a job that another process runs.
   */
  async cancel(jobId: string, reason: CancelReason): Promise<Cancellation> {
    const job = await this.#existing(jobId);
    if (isSettled(job.status)) return { job, wasSettled: true };
    if (await this.queue.remove(jobId)) return { job: await this.#cancelWaiting(job, reason), wasSettled: false };
    const active = this.#active.get(jobId);
    if (active !== undefined) {
      active.stop(reason);
      return { job: await active.settled, wasSettled: false };
    }
    // It may have ended since it was looked up.
    const latest = await this.#existing(jobId);
    if (isSettled(latest.status)) return { job: latest, wasSettled: true };
    throw new AssayError('illegal_move', `job ${jobId} belongs to another process: cancel it there`);
  }

  /** Why no call of a running job's models goes on now; `null` while they do, and where the job does not run here. */
  waiting(jobId: string): string | null {
    return this.#active.get(jobId)?.running?.waiting ?? null;
  }

  /** Runs, in their turn, the waiting jobs that lost processes have left, now and from now on: for a process that goes on. */
  async recover(): Promise<void> {
    await this.queue.recover();
  }

  /**
   * Stops the jobs that run here, with the reason `shutdown`, and resolves when they have ended. No further job is started; those
   * that wait are left to the next process.
   */
  async close(): Promise<void> {
    this.#isClosing = true;
    for (const active of this.#active.values()) active.stop('shutdown');
    await this.queue.close();
  }

  async onModuleDestroy(): Promise<void> {
    await this.close();
  }

  async #create(draft: JobDraft, status: 'running' | 'queued', prepared: PreparedJob): Promise<Job> {
    const job: Job = { ...draft, status, startedAt: this.clock.now() };
    const active = status === 'running' ? this.#activate(job, prepared) : null;
    try {
      await this.store.create(job);
    } catch (error) {
      if (active !== null) this.#active.delete(job.id);
      throw error;
    }
    this.bus.publish({ type: 'job.created', job });
    return job;
  }

  #activate(job: Job, prepared: PreparedJob | null): ActiveJob {
    const active = new ActiveJob(job, prepared);
    this.#active.set(job.id, active);
    if (this.#isClosing) active.stop('shutdown');
    return active;
  }

  /** The queue's handler. Never rejects: any failure ends the job. */
  async #execute(jobId: string): Promise<void> {
    try {
      const active = this.#active.get(jobId) ?? this.#activate(await this.#existing(jobId), null);
      await this.#bringToEnd(active);
    } catch (error) {
      this.#logger.error(`job ${jobId} could not be run: ${String(error)}`, (error as Error).stack);
    }
  }

  async #cancelWaiting(job: Job, reason: CancelReason): Promise<Job> {
    const active = this.#activate(job, null);
    active.stop(reason);
    return this.#bringToEnd(active);
  }

  /** Settles the job even if its end can't be stored, so that no caller waits forever. */
  async #bringToEnd(active: ActiveJob): Promise<Job> {
    const end = await this.#run(active);
    const { job } = active;
    if (job.status === 'queued' && end.stopped?.reason === 'shutdown') return this.#leaveWaiting(active);
    let settled = moveJob(job, end.status, { ...end, finishedAt: this.clock.now() });
    try {
      const { finishedAt } = settled;
      settled = await this.store.finish(job.id, { ...end, finishedAt: finishedAt ?? this.clock.now() }, active.fold.summary());
    } catch (error) {
      this.#logger.error(`the end of job ${job.id} could not be stored: ${String(error)}`, (error as Error).stack);
    }
    this.#active.delete(job.id);
    this.bus.publish({ type: 'job.settled', job: settled });
    active.settle(settled);
    return settled;
  }

  /** For a job whose turn had come, and that has not begun: it is the next process's. */
  #leaveWaiting(active: ActiveJob): Job {
    this.#active.delete(active.job.id);
    active.settle(active.job);
    return active.job;
  }

  async #run(active: ActiveJob): Promise<End> {
    try {
      const prepared = await this.#prepare(active);
      for await (const batch of prepared.start(active.job.id, active.signal)) await this.#append(active, batch);
      return active.end(prepared.earlyEnd ?? null);
    } catch (error) {
      if (active.reason !== null && error === active.signal.reason) return active.end(null);
      return this.#fail(active, error);
    }
  }

  async #prepare(active: ActiveJob): Promise<PreparedJob> {
    if (active.prepared === null) active.signal.throwIfAborted();
    const prepared = active.prepared ?? (await this.runner.prepare(active.job.spec, { signal: active.signal }));
    try {
      if (active.job.status === 'queued') {
        active.begin(this.clock.now(), prepared);
        await this.store.update(active.job);
      }
    } catch (error) {
      prepared.release();
      throw error;
    }
    active.running = prepared;
    this.bus.publish({ type: 'job.started', job: active.job });
    return prepared;
  }

  async #append(active: ActiveJob, batch: EventBatch): Promise<void> {
    const jobId = active.job.id;
    const events = eventsOf(batch);
    await this.store.append(jobId, batch);
    active.last = batch;
    this.bus.publish({ type: 'job.events', jobId, batch });
    for (const event of events) active.fold.add(event);
  }

  async #fail(active: ActiveJob, error: unknown): Promise<End> {
    const message = error instanceof Error ? error.message : String(error);
    const jobId = active.job.id;
    this.#logger.warn(`job ${jobId} failed: ${message}`);
    try {
      await this.#append(active, errorEvent(jobId, active.last, message));
    } catch (fault) {
      this.#logger.error(`the failure of job ${jobId} could not be written to its events: ${String(fault)}`);
    }
    return { status: 'error', error: message, ...(error instanceof JobStoppedError ? { stopped: error.stopped } : {}) };
  }

  async #existing(jobId: string): Promise<Job> {
    const job = await this.store.find(jobId);
    if (job === undefined) throw new JobNotFoundError();
    return job;
  }
}

/** A job that this process is about to run, is running or is ending. */
class ActiveJob {
  readonly fold: JobFold;
  /** What was prepared in advance; `null` if the job is still to be prepared. */
  readonly prepared: PreparedJob | null;
  /** What runs; `null` before it does. */
  running: PreparedJob | null = null;
  job: Job;
  /** The last batch that is stored. */
  last: EventBatch | null = null;
  reason: CancelReason | null = null;
  readonly #stop = new AbortController();
  readonly #settled = Promise.withResolvers<Job>();

  constructor(job: Job, prepared: PreparedJob | null) {
    this.job = job;
    this.prepared = prepared;
    this.fold = newJobFold(job.spec);
  }

  get signal(): AbortSignal {
    return this.#stop.signal;
  }

  /** Resolves to the job once it has ended. */
  get settled(): Promise<Job> {
    return this.#settled.promise;
  }

  stop(reason: CancelReason): void {
    this.reason ??= reason;
    this.#stop.abort();
  }

  settle(job: Job): void {
    this.#settled.resolve(job);
  }

  /** Moves a queued job to `running`. What it names may have changed while it waited. */
  begin(startedAt: string, { dataset, plannedTrials, plannedScorings }: PreparedJob): void {
    const { datasetPath, datasetSha256 } = dataset;
    const job = moveJob(this.job, 'running', { startedAt });
    this.job = { ...job, datasetPath, datasetSha256, plannedTrials, plannedScorings };
  }

  /**
   * How a job ended whose events stopped without a failure. Throws a `JobFailedError` if work is missing without a reason, and a
   * `JobStoppedError` if it ended by too many failures or refusals.
   */
  end(early: EarlyEnd | null): End {
    const { plannedTrials, plannedScorings, spec } = this.job;
    if (early?.message !== undefined) throw new JobStoppedError(early.message, early.stopped);
    if (this.fold.isComplete({ plannedTrials, plannedScorings, ...spec }))
      return { status: 'done', error: allFailedText(this.fold) };
    if (this.reason !== null) return stoppedEnd({ reason: this.reason }, CANCEL_ERROR[this.reason]);
    if (early !== null) return stoppedEnd(early.stopped, null);
    const { trials = 0, scorings = 0 } = this.fold.current ?? {};
    throw new JobFailedError(
      `the job ended early, after ${trials} of ${plannedTrials} trials and ${scorings} of ${plannedScorings} scorings: ` +
        "either its dataset was changed while it ran, or the project's code changes what Assay needs to run it",
    );
  }
}

function stoppedEnd(stopped: Stopped, error: string | null): End {
  return { status: STATUS_OF_STOP[stopped.reason as StopReason], error, stopped };
}

/** A job that failed by what it was stopped for. */
class JobStoppedError extends JobFailedError {
  readonly stopped: Stopped;

  constructor(message: string, stopped: Stopped) {
    super(message);
    this.stopped = stopped;
  }
}

const TOLD_REASONS = 3;

/** What to say of a job that did all its work in vain; `null` where a trial succeeded. */
function allFailedText(fold: JobFold): string | null {
  const { trials, failedTrials } = fold.counts;
  if (trials === 0 || failedTrials < trials) return null;
  const reasons = fold.failureReasons(TOLD_REASONS).map(({ text, count }) => `${count} × ${text}`);
  return `all ${trials} trials failed: ${reasons.join('; ')}`;
}

/** The event that ends a failed job, of the step under way; `last` is the batch before it, `null` if there is none. */
export function errorEvent(jobId: string, last: EventBatch | null, message: string): EventBatch {
  const before = last === null ? null : lastEvent(last);
  const step = before === null ? 0 : before.type === 'step' ? before.step_index + 1 : before.step_index;
  const seq = last === null ? 0 : last.firstSeq + last.count;
  return singleEvent({ seq, job_id: jobId, step_index: step, type: 'error', payload: { message } });
}
