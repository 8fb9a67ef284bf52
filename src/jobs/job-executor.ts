import { Inject, Injectable, Logger, type OnModuleDestroy } from '@nestjs/common';
import { CLOCK, type Clock } from '../domain/clock.ts';
import type { EventBatch } from '../domain/event-batch.ts';
import { type Job, type JobEnd, moveJob } from '../domain/job.ts';
import { foldEvents } from '../domain/fold-events.ts';
import { JOB_QUEUE, type JobQueue } from '../domain/job-queue.ts';
import { JOB_STORE, type JobStore } from '../domain/job-store.ts';
import type { PreparedJob } from '../domain/runner.ts';
import type { Summary } from '../evaluation/summary.ts';
import { EventBus } from '../events/event-bus.ts';
import { errorEvent } from './error-event.ts';

interface Outcome {
  readonly status: JobEnd['status'];
  readonly error: string | null;
  readonly summary: Summary | null;
}

/** Runs jobs to their end and owns the only switch that stops one. Everything is stored before it is published. */
@Injectable()
export class JobExecutor implements OnModuleDestroy {
  readonly #logger = new Logger(JobExecutor.name);
  readonly #stops = new Map<string, AbortController>();

  constructor(
    @Inject(JOB_STORE) private readonly store: JobStore,
    @Inject(JOB_QUEUE) private readonly queue: JobQueue,
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly bus: EventBus,
  ) {}

  /** Never rejects: whatever happens is the job's end. */
  async execute(created: Job, prepare: () => Promise<PreparedJob>): Promise<void> {
    const stop = new AbortController();
    this.#stops.set(created.id, stop);
    try {
      const job = await this.#begin(created);
      const outcome = await this.#run(job, prepare, stop.signal);
      await this.#end(job, outcome);
    } catch (error) {
      this.#logger.error(`job ${created.id} could not be brought to its end: ${String(error)}`, (error as Error).stack);
    } finally {
      this.#stops.delete(created.id);
    }
  }

  /** What runs stops here and is `interrupted`, with everything that came so far in its archive. */
  async onModuleDestroy(): Promise<void> {
    for (const stop of this.#stops.values()) stop.abort();
    await this.queue.close();
  }

  async #begin(created: Job): Promise<Job> {
    const job = created.status === 'queued' ? moveJob(created, 'running', { startedAt: this.clock.now() }) : created;
    if (job !== created) await this.store.update(job);
    this.bus.publish({ type: 'job.started', job });
    return job;
  }

  async #run(job: Job, prepare: () => Promise<PreparedJob>, signal: AbortSignal): Promise<Outcome> {
    let last: EventBatch | null = null;
    try {
      const prepared = await prepare();
      const running = prepared.start(job.id, signal);
      for await (const batch of running.batches) {
        await this.store.append(job.id, batch);
        last = batch;
        this.bus.publish({ type: 'job.events', jobId: job.id, batch });
      }
      const summary = await running.summary;
      if (!signal.aborted) return { status: 'done', error: null, summary };
      return { status: 'interrupted', error: 'Assay stopped while this job was running', summary };
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      this.#logger.warn(`job ${job.id} failed: ${message}`);
      await this.#appendError(job, errorEvent(job.id, last, message));
      return { status: 'error', error: message, summary: null };
    }
  }

  async #appendError(job: Job, batch: EventBatch): Promise<void> {
    try {
      await this.store.append(job.id, batch);
      this.bus.publish({ type: 'job.events', jobId: job.id, batch });
    } catch (error) {
      this.#logger.error(`the failure of job ${job.id} could not be written to its events: ${String(error)}`);
    }
  }

  async #end(job: Job, { status, error, summary }: Outcome): Promise<void> {
    const complete = summary ?? (await foldEvents(this.store.read(job.id, 0), job.spec)).summary();
    const settled = await this.store.finish(job.id, { status, error, finishedAt: this.clock.now() }, complete);
    this.bus.publish({ type: 'job.settled', job: settled });
  }
}
