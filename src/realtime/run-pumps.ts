import { textFrame } from './text-frame.ts';
import type { Outbox } from './outbox.ts';
import { pumpEvents } from './pump-events.ts';
import type { RunRef } from './run-ref.ts';
import type { WatchWorld } from './job-watch.ts';
import { errorMessage } from './wire-message.ts';

interface Pump {
  readonly stop: AbortController;
  readonly done: Promise<void>;
}

/** The events of runs on their way to one peer: of each run at most one row of them. */
export class RunPumps {
  readonly #world: WatchWorld;
  readonly #outbox: Outbox;
  readonly #pumps = new Map<string, Pump>();

  constructor(world: WatchWorld, outbox: Outbox) {
    this.#world = world;
    this.#outbox = outbox;
  }

  get runIds(): readonly string[] {
    return [...this.#pumps.keys()];
  }

  start(run: RunRef, fromSeq: number): void {
    const stop = new AbortController();
    const events = pumpEvents(this.#world, run, { outbox: this.#outbox, fromSeq, signal: stop.signal });
    const done = events.catch((error: unknown) => {
      this.#outbox.send(textFrame(errorMessage(`its events can’t be read any further: ${String(error)}`, run.runId)));
    });
    this.#pumps.set(run.runId, { stop, done });
  }

  stop(runId: string): void {
    this.#pumps.get(runId)?.stop.abort();
    this.#pumps.delete(runId);
  }

  stopAll(): void {
    for (const { stop } of this.#pumps.values()) stop.abort();
  }

  /** Resolves when all of the run's events were sent, or were stopped; there is nothing to wait for where it is absent. */
  done(runId: string): Promise<void> | undefined {
    return this.#pumps.get(runId)?.done;
  }

  /** Resolves when all events that there are now were sent. */
  async idle(): Promise<void> {
    await Promise.all([...this.#pumps.values()].map(({ done }) => done));
  }
}
