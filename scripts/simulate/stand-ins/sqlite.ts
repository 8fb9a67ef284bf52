import { SimulatedProcess } from '../simulated-process.ts';

// Takes the place of `node:sqlite` in a simulation, for the lock on a folder, which is all that files are locked for.

const BUSY = 5;

/** A lock that its process holds from `BEGIN IMMEDIATE` until it is closed, or until the process dies. */
export class DatabaseSync {
  readonly #path: string;
  readonly #process: SimulatedProcess;

  constructor(path: string) {
    const { current } = SimulatedProcess;
    if (current === undefined) throw new Error('locks are for processes');
    this.#path = path;
    this.#process = current;
  }

  exec(statement: string): void {
    if (statement !== 'BEGIN IMMEDIATE') throw new Error(`a lock does not know ${statement}`);
    const { locks } = this.#process.world;
    if (locks.get(this.#path)?.isAlive === true) throw Object.assign(new Error('database is locked'), { errcode: BUSY });
    locks.set(this.#path, this.#process);
  }

  close(): void {
    const { locks } = this.#process.world;
    if (locks.get(this.#path) === this.#process) locks.delete(this.#path);
  }
}
