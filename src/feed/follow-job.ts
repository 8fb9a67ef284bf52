import type { EventBatch } from '../domain/event-batch.ts';
import { isSettled } from '../domain/job.ts';
import type { JobStore } from '../domain/job-store.ts';
import type { EventBus } from '../events/event-bus.ts';

/** A bell that one waits for: rung before or during the wait, it ends it. */
class Wakeup {
  #rung = false;
  #ring: () => void = () => undefined;

  /** From here on a `wake` counts for the next `wait`. */
  reset(): void {
    this.#rung = false;
  }

  wake(): void {
    this.#rung = true;
    this.#ring();
  }

  /** Resolves when it was rung since the last `reset`, or when the time is up. */
  async wait(timeoutMs: number): Promise<void> {
    if (this.#rung) return;
    let timer: NodeJS.Timeout | undefined;
    await new Promise<void>((resolve) => {
      this.#ring = resolve;
      timer = setTimeout(resolve, timeoutMs);
    });
    clearTimeout(timer);
  }
}

/** How often to look for what another process wrote: the bus tells only of this one. */
const LOOK_MS = 1_000;

export interface FollowOptions {
  /** The first event wanted. */
  readonly fromSeq: number;
  /** Ends the following at once. */
  readonly signal: AbortSignal;
  /** After so long without an event the follower says `idle`, so that a connection can be kept alive. */
  readonly idleMs: number;
}

/**
 * Every event of a job from `fromSeq` on, in order, each once; ends when the job has ended and its last event was given.
 *
 * The store is the truth and the bus only a wake-up, so it is one and the same for a late client, a reconnect, a restart
 * and a reader who falls behind, and holds no more than one batch.
 */
export async function* followJob(
  { store, bus }: { readonly store: JobStore; readonly bus: EventBus },
  jobId: string,
  { fromSeq, signal, idleMs }: FollowOptions,
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
    for (;;) {
      wakeup.reset();
      // Asked before the events are read: who sees the end here has every event on disk before him.
      const job = await store.find(jobId);
      const isOver = job === undefined || isSettled(job.status) || serverStops;
      for await (const batch of store.read(jobId, next)) {
        if (signal.aborted) return;
        yield batch;
        next = batch.firstSeq + batch.count;
        lastSaid = performance.now();
      }
      if (isOver || signal.aborted) return;
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
