import { setImmediate } from 'node:timers/promises';
import { type BeforeApplicationShutdown, Inject, Injectable, Logger } from '@nestjs/common';
import { eventsOf } from '../domain/event-batch.ts';
import { isSettled, type Job } from '../domain/job.ts';
import { JOB_STORE, type JobStore } from '../domain/job-store.ts';
import { EventBus } from '../events/event-bus.ts';
import { followJob } from '../feed/follow-job.ts';
import { type ScoredTrial, TrialCollector } from './trial-collector.ts';

/** Hears what comes of the trials of a job. */
export interface OutcomeListener {
  /** Trials whose scorings are there, in the order in which they came. */
  scored(trials: readonly ScoredTrial[]): void;
  /** Nothing more comes until the job goes on; `undefined` where it was deleted. */
  ended(job: Job | undefined): void;
}

interface Followed {
  /** All that has come. */
  readonly trials: ScoredTrial[];
  readonly listeners: Set<OutcomeListener>;
  readonly stop: AbortController;
}

const IDLE_MS = 60_000;

/** The trials of jobs, for all who compare them: a job is read once, however many comparisons it is in. */
@Injectable()
export class JobOutcomes implements BeforeApplicationShutdown {
  readonly #logger = new Logger(JobOutcomes.name);
  readonly #followed = new Map<string, Followed>();

  constructor(
    @Inject(JOB_STORE) private readonly store: JobStore,
    private readonly bus: EventBus,
  ) {}

  /** Tells a listener all that has come of a job and comes of it, until the returned function is called. */
  listen(job: Job, listener: OutcomeListener): () => void {
    const followed = this.#followed.get(job.id) ?? this.#follow(job);
    followed.listeners.add(listener);
    if (followed.trials.length > 0) listener.scored(followed.trials);
    return () => {
      followed.listeners.delete(listener);
      if (followed.listeners.size === 0) this.#stop(job.id, followed);
    };
  }

  beforeApplicationShutdown(): void {
    for (const [jobId, followed] of this.#followed) this.#stop(jobId, followed);
  }

  #follow(job: Job): Followed {
    const followed: Followed = { trials: [], listeners: new Set(), stop: new AbortController() };
    this.#followed.set(job.id, followed);
    void this.#read(job, followed).catch((error: unknown) => {
      this.#logger.error(`job ${job.id} can't be followed: ${String(error)}`);
      this.#stop(job.id, followed);
    });
    return followed;
  }

  #stop(jobId: string, followed: Followed): void {
    followed.stop.abort();
    if (this.#followed.get(jobId) === followed) this.#followed.delete(jobId);
  }

  async #read(job: Job, followed: Followed): Promise<void> {
    const collector = new TrialCollector(job.spec.repeats, looksPerTrial(job));
    const { signal } = followed.stop;
    let next = 0;
    for (;;) {
      next = await this.#readFrom(next, job, followed, collector);
      const last = await this.store.find(job.id);
      if (signal.aborted) return;
      // It may go on again by now.
      if (last !== undefined && !isSettled(last.status)) continue;
      // Whoever listens from now on reads it anew: it may go on later.
      this.#stop(job.id, followed);
      for (const listener of followed.listeners) listener.ended(last);
      return;
    }
  }

  /** Until the job has ended, or the server stops; returns the number of the next event. */
  async #readFrom(fromSeq: number, job: Job, followed: Followed, collector: TrialCollector): Promise<number> {
    let next = fromSeq;
    const options = { fromSeq, signal: followed.stop.signal, idleMs: IDLE_MS };
    for await (const batch of followJob({ store: this.store, bus: this.bus }, job.id, options)) {
      if (batch === 'idle') continue;
      next = batch.firstSeq + batch.count;
      const trials = eventsOf(batch).flatMap((event) => collector.add(event) ?? []);
      followed.trials.push(...trials);
      if (trials.length > 0) for (const listener of followed.listeners) listener.scored(trials);
      // A long log must not occupy the event loop until it is read.
      await setImmediate();
    }
    return next;
  }
}

function looksPerTrial({ plannedScorings, plannedTrials, spec }: Job): number {
  if (plannedScorings === null || plannedTrials === null || plannedTrials === 0) return spec.metrics?.length ?? 0;
  return plannedScorings / plannedTrials;
}
