import { JobNotFoundError } from '../../src/domain/errors.ts';
import { isSettled } from '../../src/domain/job.ts';
import type { JobStore } from '../../src/domain/job-store.ts';
import { followJob } from '../../src/feed/follow-job.ts';
import { BrokenPromiseError } from './broken-promise.ts';
import type { Machine } from './machine.ts';
import type { SimulatedServer } from './server.ts';
import { ConnectionLostError } from './simulated-process.ts';
import type { Seen, Witness } from './witness.ts';

const IDLE_MS = 15_000;
const PATIENCE_MS = 100;

/** A client that follows a job from its first event to its end, at its own pace, and connects again whenever its stream breaks. */
export class Reader {
  readonly #machine: Machine;
  readonly #witness: Witness;
  readonly #seen: Seen;
  readonly #pauseMs: number;
  #next = 0;

  constructor(machine: Machine, witness: Witness, seen: Seen) {
    this.#machine = machine;
    this.#witness = witness;
    this.#seen = seen;
    this.#pauseMs = machine.world.chance.pick([0, 0, 20, 300]);
  }

  async run(): Promise<void> {
    while (this.#seen.removal === 'none') {
      const server = await this.#machine.any();
      try {
        if (await server.process.call(() => this.#follow(server))) return;
      } catch (error) {
        if (!(error instanceof ConnectionLostError || error instanceof JobNotFoundError)) throw error;
      }
      await this.#machine.world.sleep(PATIENCE_MS);
    }
  }

  /** Whether the job has ended, and all of it was read. */
  async #follow({ store, bus }: SimulatedServer): Promise<boolean> {
    const { world } = this.#machine;
    const leave = new AbortController();
    if (world.chance.isTrue(0.3)) world.later(world.chance.between(0, 2_000), () => leave.abort());
    const endedAt = await this.#endedAt(store);
    const options = { fromSeq: this.#next, signal: leave.signal, idleMs: IDLE_MS };
    for await (const item of followJob({ store, bus }, this.#seen.id, options)) {
      if (item === 'idle') continue;
      this.#next = this.#witness.read(this.#seen, this.#next, item);
      if (this.#pauseMs > 0) await world.sleep(this.#pauseMs);
    }
    return !leave.signal.aborted && (await this.#hasAll(store, endedAt));
  }

  /** Whether nothing is left to be read. A job that had ended when its stream began, and did not go on, was to be read to its end. */
  async #hasAll(store: JobStore, endedAt: string | null): Promise<boolean> {
    const lastEndedAt = await this.#endedAt(store);
    let left = 0;
    for await (const { count } of store.read(this.#seen.id, this.#next)) left += count;
    if (left > 0 && endedAt !== null && (await this.#endedAt(store)) === endedAt)
      throw new BrokenPromiseError(`a stream of ${this.#seen.id} ended before event ${this.#next}`);
    return left === 0 && lastEndedAt !== null;
  }

  async #endedAt(store: JobStore): Promise<string | null> {
    const job = await store.find(this.#seen.id);
    return job !== undefined && isSettled(job.status) ? job.finishedAt : null;
  }
}
