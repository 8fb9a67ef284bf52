import type { Observable } from 'rxjs';
import { UnavailableError } from '../domain/errors.ts';
import type { EventBatch } from '../domain/event-batch.ts';
import { Wakeup } from './wakeup.ts';

/** How often to look for what another process wrote; the bus only knows about this one. */
const LOOK_MS = 1_000;

/** A log that grows until it is over. */
export interface GrowingLog {
  /** Whether all of it is stored. */
  isOver(): Promise<boolean>;
  /** What is stored from a number on; nothing where the log is gone. */
  read(fromSeq: number): AsyncIterable<EventBatch>;
  /** Tells when something was stored; completes when the server stops. */
  readonly changes: Observable<unknown>;
}

export interface FollowOptions {
  /** The first line wanted. */
  readonly fromSeq: number;
  /** Ends the stream at once. */
  readonly signal: AbortSignal;
  /** After this long without a line, `idle` is yielded, so that a connection can be kept alive. */
  readonly idleMs: number;
}

/**
 * Every line of a log from `fromSeq` on, each once, in order, first those that are stored and then those that come; it ends after the last line
 * of a log that is over, or when the server stops. `isKnownOver` is what its caller has just found of that, which saves the first look-up.
 *
 * The store is the truth and the changes only wake the follower up. So a late client, a reconnect, a restart and a reader that falls
 * behind are all the same case, and no more than one batch is held. While the store is away the follower waits, and then goes on.
 */
export async function* followLog(
  log: GrowingLog,
  { fromSeq, signal, idleMs }: FollowOptions,
  isKnownOver?: boolean,
): AsyncGenerator<EventBatch | 'idle'> {
  const wakeup = new Wakeup();
  let serverStops = false;
  const subscription = log.changes.subscribe({
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
    let known = isKnownOver;
    for (;;) {
      wakeup.reset();
      let isOver: boolean = serverStops;
      try {
        // Whether it is over is asked before it is read: if it is by now, all of it is there to be read.
        isOver = (known ?? (await log.isOver())) || serverStops;
        for await (const batch of log.read(next)) {
          if (signal.aborted) return;
          yield batch;
          next = batch.firstSeq + batch.count;
          lastSaid = performance.now();
        }
      } catch (error) {
        if (!(error instanceof UnavailableError)) throw error;
        // What is away comes back, and then all of it is there.
        isOver = serverStops;
        wakeup.reset();
      }
      if (isOver || signal.aborted) return;
      if (known !== undefined) {
        // It was found before the changes were listened to: what happened in between would wake nobody.
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
