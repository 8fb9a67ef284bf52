import { Logger } from '@nestjs/common';
import pRetry from 'p-retry';
import { filter, firstValueFrom, merge, take, timer } from 'rxjs';
import { JobNotFoundError, NotNowError } from '../domain/errors.ts';
import { type CancelReason, isSettled, type Job } from '../domain/job.ts';
import type { JobPeers } from '../domain/job-orders.ts';
import type { Decision } from '../domain/job-stopper.ts';
import type { JobStore } from '../domain/job-store.ts';
import type { EventBus } from '../events/event-bus.ts';

/** How long a job may take to end that another process has. */
const PATIENCE_MS = 30_000;

/** How often it is asked again: it may have come to yet another process. */
const ASK_AGAIN_MS = 1_000;

/** How often a decision is told again while what the processes share is away; longer and longer apart, a minute in all. */
const TELLINGS = 12;

interface Parts {
  readonly store: JobStore;
  readonly bus: EventBus;
  readonly peers: JobPeers;
}

/** The jobs that other processes have, as far as this one has something to do with them. */
export class JobsElsewhere {
  readonly #logger = new Logger('JobExecutor');
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /**
   * Has another process end a job, and resolves to the job once it has ended. If that process is lost, the job waits again, and `cancelHere` ends it.
   * Throws `unavailable` where nobody answers.
   */
  async cancel(jobId: string, reason: CancelReason, cancelHere: (job: Job) => Promise<Job | null>): Promise<Job> {
    for (const until = performance.now() + PATIENCE_MS; performance.now() < until;) {
      const news = this.#nextNewsOf(jobId);
      await this.#parts.peers.order(jobId, { kind: 'cancel', reason });
      await news;
      const job = await this.#parts.store.find(jobId);
      if (job === undefined) throw new JobNotFoundError();
      const ended = isSettled(job.status) ? job : await cancelHere(job);
      if (ended !== null) return ended;
    }
    throw new NotNowError(
      `job ${jobId} was asked to end, and the process that has it does not answer: it ends as soon as that is heard of again`,
    );
  }

  /** Tells whoever has a job, or will have it, of a decision. Does not reject. */
  async decide(jobId: string, decision: Decision): Promise<void> {
    const { peers } = this.#parts;
    try {
      await pRetry(() => peers.order(jobId, { kind: 'decide', decision }), {
        retries: TELLINGS,
        minTimeout: 100,
        maxTimeout: 10_000,
      });
    } catch (error) {
      this.#logger.warn(`job ${jobId} could not be told of a decision, and goes on: ${String(error)}`);
    }
  }

  /** Lets another process go on with a job of this one. Does not reject. */
  async giveBack(jobId: string): Promise<void> {
    await this.#parts.peers.giveBack(jobId).catch((error: unknown) => {
      this.#logger.warn(`job ${jobId} goes on elsewhere only once this process is known to be gone: ${String(error)}`);
    });
  }

  /** Resolves when a job may have ended, or after a while. */
  async #nextNewsOf(jobId: string): Promise<void> {
    const ends = this.#parts.bus.ofJob(jobId).pipe(filter(({ type }) => type === 'job.settled' || type === 'job.stored'));
    await firstValueFrom(merge(ends, timer(ASK_AGAIN_MS)).pipe(take(1)));
  }
}
