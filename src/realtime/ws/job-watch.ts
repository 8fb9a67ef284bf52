import { setImmediate } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import { JobNotFoundError } from '../../domain/errors.ts';
import { type EventBatch, eventsOf } from '../../domain/event-batch.ts';
import { isSettled, type Job } from '../../domain/job.ts';
import type { JobEvent } from '../../domain/job-event.ts';
import { newJobFold } from '../../domain/run-of-job.ts';
import type { JobFold } from '../../evaluation/job-fold.ts';
import type { StepFigures } from '../../evaluation/step-fold.ts';
import { followJob, type JobSource } from '../../feed/follow-job.ts';
import { onceAvailable } from '../../feed/once-available.ts';
import {
  jobProgress,
  jobRunData,
  namedRun,
  type NamedRun,
  type RunProgress,
  stepProgress,
  stepRun,
  stepRunData,
} from './run-data.ts';
import { completedMessage, progressMessage, type RunListener, type RunMessage, startedMessage } from './run-message.ts';

/** Seven a second: with the first one for a new listener and the last one, never more than ten. */
const PROGRESS_INTERVAL_MS = 150;

/** Which of the runs that have begun a new listener gets messages about at once. */
export type RunFilter = (run: NamedRun, isFinished: boolean) => boolean;

interface Join {
  readonly listener: RunListener;
  readonly filter: RunFilter;
}

/**
 * Follows one job for all listeners of it and of its steps, and sends them where these stand: when a listener joins, and whenever it
 * changes. The events are read and counted once however many listen, and not at all once nobody does.
 */
export class JobWatch {
  /** Resolves when there is nothing more to send, or no listener left. */
  readonly done: Promise<void>;
  readonly #source: JobSource;
  readonly #run: NamedRun;
  readonly #listeners = new Set<RunListener>();
  readonly #fold: JobFold;
  readonly #stop = new AbortController();
  #job: Job;
  /** Listeners that wait until the stored events have been read; `null` afterwards. */
  #joins: Join[] | null = [];
  /** The first event that was not read of what was stored at the start. */
  #next = 0;
  #hasStarted = false;
  #progressTimer: NodeJS.Timeout | undefined;
  #lastProgressAt = Number.NEGATIVE_INFINITY;

  constructor(source: JobSource, job: Job) {
    this.#source = source;
    this.#job = job;
    this.#run = namedRun(job.id);
    this.#fold = newJobFold(job.spec);
    this.done = this.#watch();
  }

  /** From here on the listener gets every message that it wants, and at once where the runs that pass the filter stand. */
  join(listener: RunListener, filter: RunFilter): void {
    this.#listeners.add(listener);
    if (this.#joins === null) this.#catchUp({ listener, filter });
    else this.#joins.push({ listener, filter });
  }

  leave(listener: RunListener): void {
    if (this.#listeners.delete(listener) && this.#listeners.size === 0) this.#stop.abort();
  }

  get isAbandoned(): boolean {
    return this.#stop.signal.aborted;
  }

  async #watch(): Promise<void> {
    const starts = this.#source.bus.ofJob(this.#run.jobId).subscribe((event) => {
      if (event.type === 'job.started') this.#start(event.job);
    });
    try {
      await onceAvailable(() => this.#readStored(), this.#stop.signal);
      await this.#follow();
      const job = await onceAvailable(() => this.#source.store.find(this.#run.jobId), this.#stop.signal);
      if (this.isAbandoned) return;
      if (job === undefined) throw new JobNotFoundError();
      if (isSettled(job.status)) this.#complete(job);
    } catch (error) {
      new Logger(JobWatch.name).error(`job ${this.#run.jobId} can't be followed: ${String(error)}`, (error as Error).stack);
      for (const listener of this.#listeners) listener.jobLost(this.#run.jobId);
    } finally {
      starts.unsubscribe();
      clearTimeout(this.#progressTimer);
    }
  }

  async #readStored(): Promise<void> {
    for await (const batch of this.#source.store.read(this.#run.jobId, this.#next)) {
      if (this.isAbandoned) return;
      for (const event of eventsOf(batch)) this.#fold.add(event);
      this.#next = batch.firstSeq + batch.count;
      await setImmediate();
    }
    this.#hasStarted ||= this.#job.status !== 'queued' || this.#next > 0;
    for (const join of this.#joins ?? []) if (this.#listeners.has(join.listener)) this.#catchUp(join);

    this.#joins = null;
  }

  async #follow(): Promise<void> {
    const options = { fromSeq: this.#next, signal: this.#stop.signal, idleMs: Number.POSITIVE_INFINITY };
    for await (const batch of followJob(this.#source, this.#run.jobId, options)) if (batch !== 'idle') this.#add(batch);
  }

  #add(batch: EventBatch): void {
    this.#start(this.#job);
    for (const event of eventsOf(batch)) for (const message of this.#addEvent(event)) this.#send(message);
    this.#scheduleProgress();
  }

  /** Counts an event; gives the messages about a step that began or ended with it. */
  #addEvent(event: JobEvent): readonly RunMessage[] {
    if (this.#job.spec.kind !== 'optimize') {
      this.#fold.add(event);
      return [];
    }
    const hadBegun = this.#fold.step(event.step_index) !== undefined;
    this.#fold.add(event);
    const step = this.#fold.step(event.step_index);
    if (step === undefined) return [];
    const began = hadBegun ? [] : [this.#stepStarted(step)];
    switch (event.type) {
      case 'step':
        return [...began, this.#stepCompleted(step)];
      case 'proposal':
      case 'trial':
      case 'scoring':
      case 'error':
        return began;
      default:
        event.type satisfies never;
        return began;
    }
  }

  #start(job: Job): void {
    this.#job = job;
    if (this.#hasStarted) return;
    this.#hasStarted = true;
    if (this.#joins === null) this.#send(this.#jobStarted());
  }

  #complete(job: Job): void {
    this.#job = job;
    for (const step of this.#openSteps()) this.#send(this.#stepCompleted(step));
    this.#send(completedMessage(this.#run, jobRunData(job, this.#fold), this.#jobProgress(true)));
    for (const listener of this.#listeners) listener.jobEnded(job.id);
  }

  #catchUp({ listener, filter }: Join): void {
    if (this.#hasStarted && filter(this.#run, false)) {
      listener.send(this.#jobStarted());
      for (const message of this.#jobProgressed()) listener.send(message);
    }
    if (this.#job.spec.kind !== 'optimize') return;
    for (const step of this.#fold.steps) {
      if (!filter(this.#runOf(step), step.isFinished)) continue;
      listener.send(this.#stepStarted(step));
      const messages = step.isFinished ? [this.#stepCompleted(step)] : this.#stepProgressed(step);
      for (const message of messages) listener.send(message);
    }
  }

  #scheduleProgress(): void {
    if (this.#progressTimer !== undefined) return;
    const waitMs = Math.max(0, this.#lastProgressAt + PROGRESS_INTERVAL_MS - performance.now());
    this.#progressTimer = setTimeout(() => {
      this.#progressTimer = undefined;
      this.#lastProgressAt = performance.now();
      const messages = [...this.#jobProgressed(), ...this.#openSteps().flatMap((step) => this.#stepProgressed(step))];
      for (const message of messages) this.#send(message);
    }, waitMs);
  }

  #send(message: RunMessage): void {
    for (const listener of this.#listeners) if (listener.wants(message.run.runId)) listener.send(message);
  }

  #openSteps(): readonly StepFigures[] {
    return this.#job.spec.kind === 'optimize' ? this.#fold.steps.filter(({ isFinished }) => !isFinished) : [];
  }

  #jobStarted(): RunMessage {
    return startedMessage(this.#run, jobRunData(this.#job, this.#fold));
  }

  #jobProgress(isOver: boolean): RunProgress {
    return jobProgress(this.#job, this.#fold.counts, isOver);
  }

  #jobProgressed(): readonly RunMessage[] {
    return unlessComplete(this.#run, this.#jobProgress(false));
  }

  #stepStarted(step: StepFigures): RunMessage {
    return startedMessage(this.#runOf(step), stepRunData(this.#job, step));
  }

  #stepProgressed(step: StepFigures): readonly RunMessage[] {
    return unlessComplete(this.#runOf(step), stepProgress(this.#job, step, false));
  }

  #stepCompleted(step: StepFigures): RunMessage {
    return completedMessage(this.#runOf(step), stepRunData(this.#job, step), stepProgress(this.#job, step, true));
  }

  #runOf({ stepIndex }: StepFigures): NamedRun {
    return stepRun(this.#run.jobId, stepIndex);
  }
}

/** A progress of 1 belongs to the completed message, so none is sent once all is done. */
function unlessComplete(run: NamedRun, progress: RunProgress): readonly RunMessage[] {
  return progress.progress < 1 ? [progressMessage(run, progress)] : [];
}
