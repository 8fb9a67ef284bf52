import type { EngineEvent, EventSink } from './event.ts';

/** Hands events to a sink in order, one at a time: while the sink is busy with one, the next waits, and so does its sender. */
export class EventOutlet {
  readonly #sink: EventSink;
  #busy: Promise<void> | null = null;
  #isClosed = false;

  constructor(sink: EventSink) {
    this.#sink = sink;
  }

  /** Makes the event when its turn comes, and resolves, where it is a promise, when the sink has taken care of it. */
  send(make: () => EngineEvent): void | Promise<void> {
    const taken = this.#busy === null ? this.#hand(make) : this.#busy.then(() => this.#hand(make));
    if (taken === undefined) return;
    const busy = taken.then(() => {
      if (this.#busy === busy) this.#busy = null;
    });
    this.#busy = busy;
    return busy;
  }

  /** Drops what has not had its turn, and all that comes. */
  close(): void {
    this.#isClosed = true;
  }

  #hand(make: () => EngineEvent): void | Promise<void> {
    return this.#isClosed ? undefined : this.#sink(make());
  }
}
