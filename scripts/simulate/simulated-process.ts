import { AsyncLocalStorage } from 'node:async_hooks';
import type { World } from './world.ts';

const running = new AsyncLocalStorage<SimulatedProcess>();

/** The other side has died, and what was asked of it will not be answered. */
export class ConnectionLostError extends Error {
  override readonly name = 'ConnectionLostError';
}

/** What runs until it is killed: from then on nothing that it waits for comes, so none of its code goes on. */
export class SimulatedProcess {
  readonly pid: number;
  readonly world: World;
  readonly #died = Promise.withResolvers<never>();
  #isAlive = true;

  constructor(pid: number, world: World) {
    this.pid = pid;
    this.world = world;
    this.#died.promise.catch(() => undefined);
  }

  /** The one whose code runs now; `undefined` for what is outside of them all. */
  static get current(): SimulatedProcess | undefined {
    return running.getStore();
  }

  get isAlive(): boolean {
    return this.#isAlive;
  }

  run<Result>(work: () => Result): Result {
    return running.run(this, work);
  }

  /** Asks from outside. Throws a `ConnectionLostError` once it dies. */
  async call<Result>(work: () => Promise<Result>): Promise<Result> {
    if (!this.#isAlive) throw new ConnectionLostError('the process is dead');
    return Promise.race([this.run(work), this.#died.promise]);
  }

  /** Ends it between two instructions. */
  kill(): void {
    if (!this.#isAlive) return;
    this.#isAlive = false;
    this.world.drop(this);
    this.#died.reject(new ConnectionLostError('the process was killed'));
  }
}

/** Runs what belongs to no process. */
export function outside<Result>(work: () => Result): Result {
  return running.exit(work);
}
