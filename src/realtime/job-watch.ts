import { setImmediate } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import { JobNotFoundError } from '../domain/errors.ts';
import { isSettled, type Job } from '../domain/job.ts';
import type { JobStore } from '../domain/job-store.ts';
import type { EventBus } from '../events/event-bus.ts';
import { followJob } from '../feed/follow-job.ts';
import { jobRunData, stepRunData } from './run-data.ts';
import { completedNews, progressNews, type RunListener, type RunNews, startedNews } from './run-news.ts';
import { runProgress, type RunProgress, workOfJob, workPerStep } from './run-progress.ts';
import { runRef, type RunRef, stepRef } from './run-ref.ts';
import { type StepWork, WorkTally } from './work-tally.ts';

/** Seven a second, so that with what a newcomer gets and with the last one there are never more than ten. */
const PROGRESS_INTERVAL_MS = 150;

/** Which of the runs that have begun a newcomer wants to hear of at once. */
export type Interest = (run: RunRef, isFinished: boolean) => boolean;

export interface WatchWorld {
  readonly store: JobStore;
  readonly bus: EventBus;
}

/**
 * Follows one job for all who want to hear of it or of its steps, and tells them where they stand, when they come and when it
 * changes. Its events are read once, however many listen, and not at all when nobody does.
 */
export class JobWatch {
  /** Resolves when there is nothing more to tell, or nobody to tell it to. */
  readonly done: Promise<void>;
  readonly #world: WatchWorld;
  readonly #run: RunRef;
  readonly #listeners = new Set<RunListener>();
  readonly #tally = new WorkTally();
  readonly #stop = new AbortController();
  #job: Job;
  #newcomers: { readonly listener: RunListener; readonly interest: Interest }[] | null = [];
  #hasStarted = false;
  #progressTimer: NodeJS.Timeout | undefined;
  #lastProgressAt = Number.NEGATIVE_INFINITY;

  constructor(world: WatchWorld, job: Job) {
    this.#world = world;
    this.#job = job;
    this.#run = runRef(job.id);
    this.done = this.#watch();
  }

  /** From here on the listener hears everything that it wants; now, where the runs of this interest stand. */
  join(listener: RunListener, interest: Interest): void {
    this.#listeners.add(listener);
    if (this.#newcomers === null) this.#welcome(listener, interest);
    else this.#newcomers.push({ listener, interest });
  }

  leave(listener: RunListener): void {
    if (this.#listeners.delete(listener) && this.#listeners.size === 0) this.#stop.abort();
  }

  get isAbandoned(): boolean {
    return this.#stop.signal.aborted;
  }

  async #watch(): Promise<void> {
    const starts = this.#world.bus.ofJob(this.#run.jobId).subscribe((event) => {
      if (event.type === 'job.started') this.#start(event.job);
    });
    try {
      const next = await this.#readSoFar();
      await this.#follow(next);
      const job = await this.#world.store.find(this.#run.jobId);
      if (this.isAbandoned) return;
      if (job === undefined) throw new JobNotFoundError();
      if (isSettled(job.status)) await this.#complete(job);
    } catch (error) {
      new Logger(JobWatch.name).error(`job ${this.#run.jobId} can't be followed: ${String(error)}`, (error as Error).stack);
      for (const listener of this.#listeners) listener.jobLost(this.#run.jobId);
    } finally {
      starts.unsubscribe();
      clearTimeout(this.#progressTimer);
    }
  }

  async #readSoFar(): Promise<number> {
    let next = 0;
    for await (const batch of this.#world.store.read(this.#run.jobId, 0)) {
      if (this.isAbandoned) return next;
      this.#tally.add(batch);
      next = batch.firstSeq + batch.count;
      await setImmediate();
    }
    this.#hasStarted ||= this.#job.status !== 'queued' || next > 0;
    for (const { listener, interest } of this.#newcomers ?? [])
      if (this.#listeners.has(listener)) this.#welcome(listener, interest);

    this.#newcomers = null;
    return next;
  }

  async #follow(fromSeq: number): Promise<void> {
    const options = { fromSeq, signal: this.#stop.signal, idleMs: Number.POSITIVE_INFINITY };
    for await (const batch of followJob(this.#world, this.#run.jobId, options)) {
      if (batch === 'idle') continue;
      this.#start(this.#job);
      for (const { step, change } of this.#tally.add(batch)) {
        if (this.#job.spec.kind === 'optimize')
          this.#tell(change === 'began' ? this.#stepStarted(step) : this.#stepCompleted(step));
      }
      this.#scheduleProgress();
    }
  }

  #start(job: Job): void {
    this.#job = job;
    if (this.#hasStarted) return;
    this.#hasStarted = true;
    if (this.#newcomers === null) this.#tell(this.#jobStarted());
  }

  async #complete(job: Job): Promise<void> {
    this.#job = job;
    for (const step of this.#openSteps()) this.#tell(this.#stepCompleted(step));
    const data = jobRunData(job, this.#tally.trials, await this.#world.store.summary(job.id));
    this.#tell(completedNews(this.#run, data, this.#jobProgress(true)));
    for (const listener of this.#listeners) listener.jobEnded(job.id);
  }

  #welcome(listener: RunListener, interest: Interest): void {
    if (this.#hasStarted && interest(this.#run, false)) {
      listener.tell(this.#jobStarted());
      for (const news of this.#jobProgressed()) listener.tell(news);
    }
    if (this.#job.spec.kind !== 'optimize') return;
    for (const step of this.#tally.steps) {
      if (!interest(this.#refOf(step), step.means !== null)) continue;
      listener.tell(this.#stepStarted(step));
      for (const news of step.means === null ? this.#stepProgressed(step) : [this.#stepCompleted(step)]) listener.tell(news);
    }
  }

  #scheduleProgress(): void {
    if (this.#progressTimer !== undefined) return;
    const wait = Math.max(0, this.#lastProgressAt + PROGRESS_INTERVAL_MS - performance.now());
    this.#progressTimer = setTimeout(() => {
      this.#progressTimer = undefined;
      this.#lastProgressAt = performance.now();
      const news = [...this.#jobProgressed(), ...this.#openSteps().flatMap((step) => this.#stepProgressed(step))];
      for (const item of news) this.#tell(item);
    }, wait);
  }

  #tell(news: RunNews): void {
    for (const listener of this.#listeners) if (listener.wants(news.run.runId)) listener.tell(news);
  }

  #openSteps(): readonly StepWork[] {
    return this.#job.spec.kind === 'optimize' ? this.#tally.steps.filter(({ means }) => means === null) : [];
  }

  #jobStarted(): RunNews {
    return startedNews(this.#run, jobRunData(this.#job, this.#tally.trials, null));
  }

  #jobProgress(isOver: boolean): RunProgress {
    return runProgress(this.#tally.completed, workOfJob(this.#job), isOver);
  }

  #stepStarted(step: StepWork): RunNews {
    return startedNews(this.#refOf(step), stepRunData(this.#job, step));
  }

  #jobProgressed(): readonly RunNews[] {
    return progressed(this.#run, this.#jobProgress(false));
  }

  #stepProgressed(step: StepWork): readonly RunNews[] {
    return progressed(this.#refOf(step), runProgress(step.trials + step.scorings, workPerStep(this.#job), false));
  }

  #stepCompleted(step: StepWork): RunNews {
    const progress = runProgress(step.trials + step.scorings, workPerStep(this.#job), true);
    return completedNews(this.#refOf(step), stepRunData(this.#job, step), progress);
  }

  #refOf({ stepIndex }: StepWork): RunRef {
    return stepRef(this.#run.jobId, stepIndex);
  }
}

/** The progress of 1 is for the end, which tells it itself: when all is done there is no other any more. */
function progressed(run: RunRef, progress: RunProgress): readonly RunNews[] {
  return progress.progress < 1 ? [progressNews(run, progress)] : [];
}
