import { BusyError } from '../domain/errors.ts';
import type { JobHandler, ProgressOfJob } from '../domain/job-queue.ts';

/** How many jobs may run and wait. */
export interface Places {
  readonly maxRunning: number;
  readonly maxQueued: number;
}

/** The jobs that this process runs, each until its handler is through. */
export class RunningJobs {
  readonly #jobs = new Map<string, Promise<void>>();
  readonly #onFree: () => void;
  #handler: JobHandler | undefined;
  #progressOf: ProgressOfJob = () => null;

  /** `onFree` is told when a place is free again. */
  constructor(onFree: () => void) {
    this.#onFree = onFree;
  }

  /** Registers what runs jobs. Throws where there is something already. */
  start(handler: JobHandler, progressOf?: ProgressOfJob): void {
    if (this.#handler !== undefined) throw new Error('the queue has a handler already');
    this.#handler = handler;
    this.#progressOf = progressOf ?? this.#progressOf;
  }

  checkStarted(): void {
    if (this.#handler === undefined) throw new Error('the queue has no handler');
  }

  get size(): number {
    return this.#jobs.size;
  }

  has(jobId: string): boolean {
    return this.#jobs.has(jobId);
  }

  /** Gives a running place to a job until it has ended, or until it turns out that it can't be created. */
  run(jobId: string, created: Promise<unknown>): void {
    const ended = created
      .then(() => this.#handler?.(jobId))
      .catch(() => undefined)
      .finally(() => {
        this.#jobs.delete(jobId);
        this.#onFree();
      });
    this.#jobs.set(jobId, ended);
  }

  /** What to say to whoever finds no place, with the jobs that are in the way here and `elsewhere`. */
  busy({ maxRunning, maxQueued }: Places, elsewhere: readonly string[]): BusyError {
    const running = [...this.#jobs.keys(), ...elsewhere];
    const progress = running.flatMap((jobId) => this.#progressOf(jobId) ?? []);
    const taken = { running, ...(progress.length > 0 && { progress }) };
    return maxQueued === 0
      ? new BusyError({ ...taken, limit: maxRunning, setting: 'ASSAY_MAX_RUNNING_JOBS' })
      : new BusyError({ ...taken, limit: maxQueued, setting: 'ASSAY_MAX_QUEUED_JOBS' });
  }

  /** Resolves when those that run now have ended. */
  async ended(): Promise<void> {
    await Promise.all(this.#jobs.values());
  }
}
