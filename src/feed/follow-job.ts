import type { EventBatch } from '../domain/event-batch.ts';
import { JobNotFoundError } from '../domain/errors.ts';
import { isSettled, type Job } from '../domain/job.ts';
import type { JobStore } from '../domain/job-store.ts';
import type { EventBus } from '../events/event-bus.ts';

/** A signal that ends a wait, whether it comes before the wait or during it. */
class Wakeup {
  #isSet = false;
  #resolve: () => void = () => undefined;

  /** Forgets earlier signals: only a `wake` from here on ends the next `wait`. */
  reset(): void {
    this.#isSet = false;
  }

  wake(): void {
    this.#isSet = true;
    this.#resolve();
  }

  /** Resolves once `wake` has been called since the last `reset`, or when the time is up. */
  async wait(timeoutMs: number): Promise<void> {
    if (this.#isSet) return;
    let timer: NodeJS.Timeout | undefined;
    await new Promise<void>((resolve) => {
      this.#resolve = resolve;
      timer = setTimeout(resolve, timeoutMs);
    });
    clearTimeout(timer);
  }
}

/** How often to look for what another process wrote; the bus only knows about this one. */
const LOOK_MS = 1_000;

/** What a follower reads from, and what wakes it up. */
export interface JobSource {
  readonly store: JobStore;
  readonly bus: EventBus;
}

export interface FollowOptions {
  /** The first event wanted. */
  readonly fromSeq: number;
  /** Ends the stream at once. */
  readonly signal: AbortSignal;
  /** After this long without an event, `idle` is yielded, so that a connection can be kept alive. */
  readonly idleMs: number;
  /** The job as its caller has just found it, which saves the first look-up. */
  readonly found?: Job;
}

/**
 * Every event of a job from `fromSeq` on, each once, in the order of `seq`, first those that are stored and then those that come;
 * it ends after the last event of a job that has ended, or when the server stops. A job that does not exist ends it at once.
 *
 * The store is the truth and the bus only wakes the follower up. So a late client, a reconnect, a restart and a reader that falls
 * behind are all the same case, and no more than one batch is held.
 *
 * @example
 * for await (const item of followJob({ store, bus }, jobId, { fromSeq: 0, signal, idleMs: 15_000 })) {
 *   response.write(item === 'idle' ? PING : frames(item));
 * }
 */
export async function* followJob(
  { store, bus }: JobSource,
  jobId: string,
  { fromSeq, signal, idleMs, found }: FollowOptions,
): AsyncGenerator<EventBatch | 'idle'> {
  const wakeup = new Wakeup();
  let serverStops = false;
  const subscription = bus.ofJob(jobId).subscribe({
    next: () => wakeup.wake(),
    complete: () => {
      serverStops = true;
      wakeup.wake();
    },
  });
  const onAbort = (): void => wakeup.wake();
  signal.addEventListener('abort', onAbort);
  try {
    let next = fromSeq;
    let lastSaid = performance.now();
    let known = found;
    for (;;) {
      wakeup.reset();
      // The status is read before the events: if the job has ended by now, all its events are there to be read.
      const job = known ?? (await store.find(jobId));
      const isOver = job === undefined || isSettled(job.status) || serverStops;
      for await (const batch of eventsOf(store, jobId, next)) {
        if (signal.aborted) return;
        yield batch;
        next = batch.firstSeq + batch.count;
        lastSaid = performance.now();
      }
      if (isOver || signal.aborted) return;
      if (known !== undefined) {
        // It was found before the bus was listened to: what happened in between would wake nobody.
        known = undefined;
        continue;
      }
      await wakeup.wait(Math.min(LOOK_MS, Math.max(0, lastSaid + idleMs - performance.now())));
      if (performance.now() - lastSaid >= idleMs) {
        yield 'idle';
        lastSaid = performance.now();
      }
    }
  } finally {
    subscription.unsubscribe();
    signal.removeEventListener('abort', onAbort);
  }
}

/** The events that are stored. A job that was removed since it was looked up has none. */
async function* eventsOf(store: JobStore, jobId: string, fromSeq: number): AsyncGenerator<EventBatch> {
  try {
    yield* store.read(jobId, fromSeq);
  } catch (error) {
    if (!(error instanceof JobNotFoundError)) throw error;
  }
}
