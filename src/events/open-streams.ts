import { setTimeout } from 'node:timers/promises';
import { type BeforeApplicationShutdown, Injectable } from '@nestjs/common';
import { Meters } from '../domain/meters.ts';
import { EventBus } from './event-bus.ts';

/** How long clients have on shutdown to receive what was already sent to them. */
const DRAIN_MS = 2_000;

/** The streams of server-sent events that are open. */
@Injectable()
export class OpenStreams implements BeforeApplicationShutdown {
  readonly #open = new Set<Promise<void>>();

  constructor(
    private readonly bus: EventBus,
    meters: Meters,
  ) {
    meters.add('stream_clients', () => [{ labels: { transport: 'sse' }, value: this.#open.size }]);
  }

  /** Counts a stream until its `signal` aborts, because the connection is closed by either side. */
  track(signal: AbortSignal): void {
    const closed = new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
    this.#open.add(closed);
    void closed.then(() => this.#open.delete(closed));
  }

  /** The jobs have stopped by now, so the streams end after their last event instead of being cut off. */
  async beforeApplicationShutdown(): Promise<void> {
    this.bus.close();
    await Promise.race([Promise.all(this.#open), setTimeout(DRAIN_MS, undefined, { ref: false })]);
  }
}
