import { setTimeout } from 'node:timers/promises';
import { Inject, Injectable, Logger, type OnModuleDestroy } from '@nestjs/common';
import { CLOCK, type Clock } from '../domain/clock.ts';
import { AssayError, JobNotFoundError, JobTakenError } from '../domain/errors.ts';
import { type EventBatch, eventsOf } from '../domain/event-batch.ts';
import { type CancelReason, isSettled, type Job, moveJob } from '../domain/job.ts';
import { JOB_PEERS, type JobPeers, NO_PEERS } from '../domain/job-orders.ts';
import type { JobProgress } from '../domain/job-progress.ts';
import { JOB_QUEUE, type JobQueue } from '../domain/job-queue.ts';
import type { Decision, JobStopper } from '../domain/job-stopper.ts';
import { JOB_STORE, type JobStore } from '../domain/job-store.ts';
import { type KeptLog, type PreparedJob, RUNNER, type Runner } from '../domain/runner.ts';
import { totalCost } from '../evaluation/call-totals.ts';
import type { CallTelemetryPayload } from '../evaluation/event.ts';
import { EventBus } from '../events/event-bus.ts';
import type { SearchOutcome } from '../evaluation/summary.ts';
import { type ActiveJob, type End, JobStoppedError, searchSummary } from './active-job.ts';
import { ActiveJobs } from './active-jobs.ts';
import { copiedTrials, preparationOf } from './copied-trials.ts';
import { errorEvent, telemetryOf } from './error-event.ts';
import { type EarlierEvents, nextSeqAfter, readEarlierEvents } from './earlier-events.ts';
import type { Cancellation, JobDraft } from './job-draft.ts';
import { JobReopening, type ResumedWork } from './job-reopening.ts';
import { JobsElsewhere } from './jobs-elsewhere.ts';
import { preparedAlike, RefusedJobError } from './refusal.ts';

/** How long jobs that are given to other processes hold up the end of this one, while nobody takes them. */
const LEAVING_MS = 10_000;

/** Runs jobs to their end, and is the only class that stops them. Everything is stored before it is published. */
@Injectable()
export class JobExecutor implements JobStopper, OnModuleDestroy {
  readonly #logger = new Logger(JobExecutor.name);
  readonly #active = new ActiveJobs();
  readonly #reopening: JobReopening;
  readonly #elsewhere: JobsElsewhere;
  #isDraining = false;

  constructor(
    @Inject(JOB_STORE) private readonly store: JobStore,
    @Inject(JOB_QUEUE) private readonly queue: JobQueue,
    @Inject(RUNNER) private readonly runner: Runner,
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly bus: EventBus,
    @Inject(JOB_PEERS) private readonly peers: JobPeers = NO_PEERS,
  ) {
    this.#elsewhere = new JobsElsewhere({ store, bus, peers });
    this.#reopening = new JobReopening({ store, queue, clock, active: this.#active });
    queue.start(
      (jobId) => this.#execute(jobId),
      (jobId) => this.#active.howFar(jobId),
    );
    peers.attend({
      progress: (jobId) => this.progress(jobId),
      obey: (jobId, order) => this.#active.get(jobId)?.obey(order),
      lose: (jobId) => this.#active.get(jobId)?.lose(),
    });
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
   * Makes a job go on that has ended, with what it did `earlier`: at once, or when its turn comes. Returns the job as stored. If it throws
   * (`busy`, `unavailable`, `illegal_move` where it goes on already), the prepared job is released and the job stays as it was.
   */
  resume(job: Job, work: ResumedWork): Promise<Job> {
    return this.#reopening.resume(job, work);
  }

  /** Ends a job all of whose work is there, though it ended before that was noticed. Nothing is run for it. Throws as `resume` does. */
  async complete(job: Job, earlier: EarlierEvents): Promise<Job> {
    const active = await this.#reopening.take(job, earlier);
    this.bus.publish({ type: 'job.started', job: active.job });
    return this.#settle(active, active.end(null));
  }

  /**
   * Ends a job that waits or runs: no more model calls are made, calls in flight are aborted, and all results so far are
   * kept. Resolves when the job has ended, usually within a second. A job whose work is complete by then is `done`; otherwise
   * it is `cancelled`, or `interrupted` on `shutdown`. The first of several reasons counts.
   *
   * Throws `job_not_found`; for a job that another process has, `unavailable` where that does not answer, and `illegal_move` where it can't be asked.
   */
  async cancel(jobId: string, reason: CancelReason): Promise<Cancellation> {
    const job = await this.#existing(jobId);
    if (isSettled(job.status)) return { job, wasSettled: true };
    const ended = await this.#cancelHere(job, reason);
    if (ended !== null) return { job: ended, wasSettled: false };
    if (this.peers.isShared) {
      const latest = await this.#elsewhere.cancel(jobId, reason, (found) => this.#cancelHere(found, reason));
      return { job: latest, wasSettled: false };
    }
    // It may have ended since it was looked up.
    const latest = await this.#existing(jobId);
    if (isSettled(latest.status)) return { job: latest, wasSettled: true };
    throw new AssayError('illegal_move', `job ${jobId} belongs to another process: cancel it there`);
  }

  decide(jobId: string, decision: Decision): void {
    const active = this.#active.get(jobId);
    if (active !== undefined) active.decide(decision);
    else void this.#elsewhere.decide(jobId, decision);
  }

  /** How far a job is that runs here; `null` for any other. */
  progress(jobId: string): JobProgress | null {
    return this.#active.get(jobId)?.progress ?? null;
  }

  /** How far a job is, wherever it runs; `null` where that is not known. */
  async progressOf(job: Job): Promise<JobProgress | null> {
    if (isSettled(job.status)) return null;
    return this.progress(job.id) ?? (await this.peers.progressOf(job.id));
  }

  /** Runs, in their turn, the waiting jobs that lost processes have left, now and from now on: for a process that goes on. */
  async recover(): Promise<void> {
    await this.queue.recover();
  }

  /** Whether it takes no more jobs: they get `draining`. */
  get isDraining(): boolean {
    return this.#isDraining;
  }

  /** How many jobs run here. */
  get runningCount(): number {
    return this.#active.size;
  }

  /** Takes no more jobs, and resolves when those that run here have ended by themselves, or after so long. Those that wait are left to the next process. */
  async drain(graceMs: number): Promise<void> {
    this.#isDraining = true;
    const isOver = new AbortController();
    const ended = this.queue.close().finally(() => isOver.abort());
    await Promise.race([ended, setTimeout(graceMs, undefined, { signal: isOver.signal }).catch(() => undefined)]);
  }

  /**
   * Stops the jobs that run here, with the reason `shutdown`, and resolves when they have ended, or when other processes have them. No further job is
   * started; those that wait are left to the next process.
   */
  async close(): Promise<void> {
    this.#isDraining = true;
    this.#active.close();
    const closed = this.queue.close();
    // What can't be given back now is taken from this process once it is gone.
    await (this.peers.isShared ? Promise.race([closed, setTimeout(LEAVING_MS, undefined, { ref: false })]) : closed);
  }

  async onModuleDestroy(): Promise<void> {
    await this.close();
  }

  async #create(draft: JobDraft, status: 'running' | 'queued', prepared: PreparedJob): Promise<Job> {
    const job: Job = { ...draft, status, startedAt: this.clock.now() };
    const active = status === 'running' ? this.#active.add(job, prepared) : null;
    try {
      await this.store.create(job);
    } catch (error) {
      if (active !== null) this.#active.delete(job.id);
      throw error;
    }
    this.bus.publish({ type: 'job.created', job });
    if (active === null && this.peers.isShared) this.bus.publish({ type: 'job.left', job });
    return job;
  }

  /** The queue's handler. Never rejects: any failure ends the job. */
  async #execute(jobId: string): Promise<void> {
    try {
      const active = this.#active.get(jobId) ?? this.#active.add(await this.#existing(jobId), null);
      await this.#bringToEnd(active);
    } catch (error) {
      this.#logger.error(`job ${jobId} could not be run: ${String(error)}`, (error as Error).stack);
    }
  }

  /** Ends a job that waits or that this process runs; `null` for any other. */
  async #cancelHere(job: Job, reason: CancelReason): Promise<Job | null> {
    if (await this.queue.remove(job.id)) return this.#cancelWaiting(job, reason);
    const active = this.#active.get(job.id);
    active?.stop(reason);
    return active === undefined ? null : active.settled;
  }

  async #cancelWaiting(job: Job, reason: CancelReason): Promise<Job> {
    const active = this.#active.add(job, null);
    active.stop(reason);
    return this.#bringToEnd(active);
  }

  /** Settles the job even if its end can't be stored, so that no caller waits forever. */
  async #bringToEnd(active: ActiveJob): Promise<Job> {
    const end = await this.#run(active);
    return end === null || active.isLost ? this.#letGo(active) : this.#settle(active, end, active.running?.search);
  }

  async #settle(active: ActiveJob, end: End, search?: SearchOutcome): Promise<Job> {
    const { job } = active;
    if (end.stopped?.reason === 'shutdown' && (job.status === 'queued' || this.peers.isShared)) return this.#leave(active);
    const change = { ...end, finishedAt: this.clock.now(), costUsd: totalCost(active.fold.counts.calls) };
    let settled = moveJob(job, end.status, change);
    try {
      const summary = { ...active.fold.summary(), ...searchSummary(active, end, search) };
      settled = await this.store.finish(job.id, change, summary);
    } catch (error) {
      if (error instanceof JobTakenError) return this.#letGo(active);
      this.#logger.error(`the end of job ${job.id} could not be stored: ${String(error)}`, (error as Error).stack);
    }
    this.#active.delete(job.id);
    this.bus.publish({ type: 'job.settled', job: settled });
    active.settle(settled);
    return settled;
  }

  /** For a job that another process is to run, or to go on with. */
  async #leave(active: ActiveJob): Promise<Job> {
    if (this.peers.isShared) await this.#elsewhere.giveBack(active.job.id);
    return this.#letGo(active);
  }

  /** For a job that is not this process's any more. */
  async #letGo(active: ActiveJob): Promise<Job> {
    const { job } = active;
    this.#active.delete(job.id);
    if (active.running !== null) this.bus.publish({ type: 'job.left', job });
    const latest = await this.store.find(job.id).catch(() => undefined);
    active.settle(latest ?? job);
    return latest ?? job;
  }

  /** How the job ended; `null` where it goes on in another process. */
  async #run(active: ActiveJob): Promise<End | null> {
    try {
      await this.#recall(active);
      const prepared = await this.#prepare(active);
      const events = prepared.start(active.job.id, active.signal, this.#keptLog(active));
      for await (const batch of events) await this.#append(active, batch);
      if (prepared.cutOff !== undefined) await this.#recordCutOff(active, prepared.cutOff);
      return active.isLost ? null : active.end(prepared.earlyEnd ?? null, prepared.search);
    } catch (error) {
      if (active.isLost || error instanceof JobTakenError) return null;
      if (active.reason !== null && error === active.signal.reason) return active.end(null);
      return error instanceof RefusedJobError ? this.#refuse(active, error) : this.#fail(active, error);
    }
  }

  async #refuse(active: ActiveJob, { message }: RefusedJobError): Promise<End | null> {
    this.#logger.warn(`job ${active.job.id} is not run here: ${message}`);
    const why = await this.peers.refuse(active.job.id, message);
    return why === null ? null : this.#fail(active, new Error(why));
  }

  /** What the job did before; `undefined` where it begins. */
  #keptLog({ job, last }: ActiveJob): KeptLog | undefined {
    if (last === null) return undefined;
    const read = (fromSeq: number): AsyncIterable<EventBatch> => this.store.read(job.id, fromSeq);
    return { endSeq: nextSeqAfter(last), retriesFailed: job.resumed?.retriesFailed ?? false, read };
  }

  /** A job that has waited may have events from before, as one that was resumed has. */
  async #recall(active: ActiveJob): Promise<void> {
    if (active.job.status === 'queued') active.recall(await readEarlierEvents(this.store.read(active.job.id, 0), active.job));
  }

  async #prepare(active: ActiveJob): Promise<PreparedJob> {
    if (active.prepared === null) active.signal.throwIfAborted();
    const prepared = active.prepared ?? (await this.#prepareNow(active));
    try {
      if (active.job.status === 'queued') {
        active.begin(this.clock.now(), prepared);
        await this.store.update(active.job);
      }
      this.bus.publish({ type: 'job.started', job: active.job });
      await this.#takeTrials(active);
    } catch (error) {
      prepared.release();
      throw error;
    }
    active.runs(prepared);
    return prepared;
  }

  #prepareNow({ job, signal }: ActiveJob): Promise<PreparedJob> {
    const preparing = this.runner.prepare(job.spec, { ...preparationOf(job), signal });
    return this.peers.isShared ? preparedAlike(job, preparing) : preparing;
  }

  /** A job that scores the outputs of another begins with that job's trials. */
  async #takeTrials(active: ActiveJob): Promise<void> {
    const { job, fold, last, signal } = active;
    if (job.scoredFrom === undefined || fold.counts.trials >= (job.plannedTrials ?? 0)) return;
    for await (const batch of copiedTrials(this.store, { id: job.id, scoredFrom: job.scoredFrom }, nextSeqAfter(last))) {
      signal.throwIfAborted();
      await this.#append(active, batch);
    }
  }

  async #append(active: ActiveJob, batch: EventBatch): Promise<void> {
    const jobId = active.job.id;
    const events = eventsOf(batch);
    await this.store.append(jobId, batch);
    active.last = batch;
    this.bus.publish({ type: 'job.events', jobId, batch });
    for (const event of events) active.fold.add(event);
  }

  /** No event but an error has a place for what was spent on a proposal that never came. */
  async #recordCutOff(active: ActiveJob, telemetry: CallTelemetryPayload): Promise<void> {
    const message = 'the job ended while its proposer was asked again';
    await this.#append(active, errorEvent(active.job.id, active.last, { message, telemetry }));
  }

  async #fail(active: ActiveJob, error: unknown): Promise<End> {
    const message = error instanceof Error ? error.message : String(error);
    const jobId = active.job.id;
    this.#logger.warn(`job ${jobId} failed: ${message}`);
    try {
      await this.#append(active, errorEvent(jobId, active.last, { message, ...telemetryOf(error) }));
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
