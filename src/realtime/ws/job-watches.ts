import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { isSettled, type Job } from '../../domain/job.ts';
import { JOB_STORE, type JobStore } from '../../domain/job-store.ts';
import { EventBus } from '../../events/event-bus.ts';
import { JobWatch, type RunFilter } from './job-watch.ts';
import type { RunListener } from './run-message.ts';

/** What a listener to everything gets at once: the job, and the step that is under way. */
const UNFINISHED: RunFilter = (_run, isFinished) => !isFinished;

/** Watches each job that has a listener, once. */
@Injectable()
export class JobWatches implements OnModuleInit {
  readonly #watches = new Map<string, JobWatch>();
  /** The listeners to everything, with the watches that each has joined. */
  readonly #toAll = new Map<RunListener, WeakSet<JobWatch>>();

  constructor(
    @Inject(JOB_STORE) private readonly store: JobStore,
    private readonly bus: EventBus,
  ) {}

  onModuleInit(): void {
    this.bus.events.subscribe((event) => {
      switch (event.type) {
        case 'job.created':
        case 'job.started':
          for (const [listener, joined] of this.#toAll) this.#joinOnce(event.job, listener, joined);
          return;
        case 'job.stored':
          void this.#lookAt(event.jobId);
          return;
        case 'job.events':
        case 'job.settled':
        case 'job.left':
        case 'comparison.states':
        case 'comparison.settled':
        case 'comparison.stored':
          return;
        default:
          event satisfies never;
      }
    });
  }

  /** Sends the listener messages about a job, until it leaves or the job has ended. */
  listen(job: Job, listener: RunListener, filter: RunFilter): void {
    this.#watch(job).join(listener, filter);
  }

  /** Sends the listener messages about every job that runs, waits or is added later, and about its steps. */
  async listenToAll(listener: RunListener): Promise<void> {
    const joined = new WeakSet<JobWatch>();
    this.#toAll.set(listener, joined);
    const { jobs } = await this.store.list();
    for (const job of jobs)
      if (!isSettled(job.status) && this.#toAll.get(listener) === joined) this.#joinOnce(job, listener, joined);
  }

  ignore(jobId: string, listener: RunListener): void {
    this.#watches.get(jobId)?.leave(listener);
  }

  /** Stops listening to every job except those that `keeps` names. */
  ignoreAll(listener: RunListener, keeps: (jobId: string) => boolean = () => false): void {
    this.#toAll.delete(listener);
    for (const [jobId, watch] of this.#watches) if (!keeps(jobId)) watch.leave(listener);
  }

  /** Resolves when everything that is known now has been sent. */
  async idle(): Promise<void> {
    await Promise.all([...this.#watches.values()].map(({ done }) => done));
  }

  /** A job of another process may be new to the listeners to everything. */
  async #lookAt(jobId: string): Promise<void> {
    if (this.#toAll.size === 0 || this.#watches.get(jobId)?.isAbandoned === false) return;
    const job = await this.store.find(jobId).catch(() => undefined);
    if (job === undefined || isSettled(job.status)) return;
    for (const [listener, joined] of this.#toAll) this.#joinOnce(job, listener, joined);
  }

  #joinOnce(job: Job, listener: RunListener, joined: WeakSet<JobWatch>): void {
    const watch = this.#watch(job);
    if (joined.has(watch)) return;
    joined.add(watch);
    watch.join(listener, UNFINISHED);
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
