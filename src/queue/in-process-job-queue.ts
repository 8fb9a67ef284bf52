import { BusyError, UnavailableError } from '../domain/errors.ts';
import type { JobHandler, JobQueue } from '../domain/job-queue.ts';

export interface QueueLimits {
  readonly maxRunning: number;
  readonly maxQueued: number;
}

/** A queue in the memory of this process. Waiting jobs are lost with the process. */
export class InProcessJobQueue implements JobQueue {
  readonly #limits: QueueLimits;
  readonly #running = new Map<string, Promise<void>>();
  /** In the order of their turns; `isCreated` is false while the job is being written to the store. */
  readonly #waiting = new Map<string, { isCreated: boolean }>();
  #handler: JobHandler | undefined;
  #isClosed = false;

  constructor(limits: QueueLimits) {
    this.#limits = limits;
  }

  start(handler: JobHandler): void {
    if (this.#handler !== undefined) throw new Error('the queue has a handler already');
    this.#handler = handler;
  }

  async hasRoom(): Promise<boolean> {
    return !this.#isClosed && this.#hasRoom();
  }

  async add<Created>(jobId: string, create: (status: 'running' | 'queued') => Promise<Created>): Promise<Created> {
    if (this.#handler === undefined) throw new Error('the queue has no handler');
    if (this.#isClosed) throw new UnavailableError('Assay is stopping. Try again when it runs');
    if (!this.#hasRoom()) throw new BusyError();
    return this.#hasRunningPlace() ? this.#addRunning(jobId, create('running')) : this.#addWaiting(jobId, create('queued'));
  }

  async remove(jobId: string): Promise<boolean> {
    return this.#waiting.delete(jobId);
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    this.#waiting.clear();
    await Promise.all(this.#running.values());
  }

  #hasRoom(): boolean {
    const { maxRunning, maxQueued } = this.#limits;
    return this.#running.size + this.#waiting.size < maxRunning + maxQueued;
  }

  /** Jobs that wait have the next places. */
  #hasRunningPlace(): boolean {
    return this.#running.size < this.#limits.maxRunning && this.#waiting.size === 0;
  }

  #addRunning<Created>(jobId: string, created: Promise<Created>): Promise<Created> {
    this.#run(jobId, created);
    return created;
  }

  async #addWaiting<Created>(jobId: string, created: Promise<Created>): Promise<Created> {
    const place = { isCreated: false };
    this.#waiting.set(jobId, place);
    try {
      const result = await created;
      place.isCreated = true;
      return result;
    } catch (error) {
      this.#waiting.delete(jobId);
      throw error;
    } finally {
      this.#advance();
    }
  }

  #advance(): void {
    for (const [jobId, { isCreated }] of this.#waiting) {
      if (this.#running.size >= this.#limits.maxRunning) return;
      if (!isCreated) continue;
      this.#waiting.delete(jobId);
      this.#run(jobId, Promise.resolve());
    }
  }

  /** Takes a running place until the job has ended, or until it turns out that it can't be created. */
  #run(jobId: string, created: Promise<unknown>): void {
    const ended = created
      .then(() => this.#handler?.(jobId))
      .catch(() => undefined)
      .finally(() => {
        this.#running.delete(jobId);
        this.#advance();
      });
    this.#running.set(jobId, ended);
  }
}
