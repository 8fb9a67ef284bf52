import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { JOB_STORE, type JobStore } from '../domain/job-store.ts';
import { isSettled, type Job } from '../domain/job.ts';
import { EventBus } from '../events/event-bus.ts';
import { JobWatch, type Interest } from './job-watch.ts';
import type { RunListener } from './run-news.ts';

/** What whoever listens to everything hears of a job at once: the job, and the step that it is at. */
const WHAT_RUNS: Interest = (_run, isFinished) => !isFinished;

/** The jobs that somebody listens to, each watched once. */
@Injectable()
export class JobWatches implements OnModuleInit {
  readonly #watches = new Map<string, JobWatch>();
  /** With the watches that each of them has joined. */
  readonly #toAll = new Map<RunListener, WeakSet<JobWatch>>();

  constructor(
    @Inject(JOB_STORE) private readonly store: JobStore,
    private readonly bus: EventBus,
  ) {}

  onModuleInit(): void {
    this.bus.events.subscribe((event) => {
      if (event.type !== 'job.created' && event.type !== 'job.started') return;
      for (const [listener, joined] of this.#toAll) this.#joinOnce(event.job, listener, joined);
    });
  }

  /** Tells the listener of a job, until it leaves or the job has ended. */
  listen(job: Job, listener: RunListener, interest: Interest): void {
    this.#watch(job).join(listener, interest);
  }

  /** Tells the listener of every job that runs, waits or comes, and of its steps. */
  async listenToAll(listener: RunListener): Promise<void> {
    const joined = new WeakSet<JobWatch>();
    this.#toAll.set(listener, joined);
    for (const job of await this.store.list())
      if (!isSettled(job.status) && this.#toAll.get(listener) === joined) this.#joinOnce(job, listener, joined);
  }

  ignore(jobId: string, listener: RunListener): void {
    this.#watches.get(jobId)?.leave(listener);
  }

  /** Leaves every job but those that it keeps. */
  ignoreAll(listener: RunListener, keeps: (jobId: string) => boolean = () => false): void {
    this.#toAll.delete(listener);
    for (const [jobId, watch] of this.#watches) if (!keeps(jobId)) watch.leave(listener);
  }

  /** Resolves when everything that is known now was told. */
  async idle(): Promise<void> {
    await Promise.all([...this.#watches.values()].map(({ done }) => done));
  }

  #joinOnce(job: Job, listener: RunListener, joined: WeakSet<JobWatch>): void {
    const watch = this.#watch(job);
    if (joined.has(watch)) return;
    joined.add(watch);
    watch.join(listener, WHAT_RUNS);
  }

  #watch(job: Job): JobWatch {
    const known = this.#watches.get(job.id);
    if (known !== undefined && !known.isAbandoned) return known;
    const watch = new JobWatch({ store: this.store, bus: this.bus }, job);
    this.#watches.set(job.id, watch);
    void watch.done.then(() => {
      if (this.#watches.get(job.id) === watch) this.#watches.delete(job.id);
    });
    return watch;
  }
}
