import type { SimulatedProcess } from './simulated-process.ts';

/** One direction between two processes: what is sent arrives after a while, in its order, if the receiver lives. */
export class Channel {
  readonly #receiver: SimulatedProcess;
  #lastMs = 0;

  constructor(receiver: SimulatedProcess) {
    this.#receiver = receiver;
  }

  send(deliver: () => void): void {
    const { world } = this.#receiver;
    this.#lastMs = Math.max(this.#lastMs, world.nowMs + world.chance.between(0, 2));
    this.#receiver.run(() => world.later(this.#lastMs - world.nowMs, deliver));
  }
}
