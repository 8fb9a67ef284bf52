import PQueue from 'p-queue';
import { BusyError } from '../domain/errors.ts';
import type { JobQueue } from '../domain/job-queue.ts';

export interface QueueLimits {
  readonly maxRunning: number;
  readonly maxQueued: number;
}

/** A queue in this process's memory: what waits is gone with the process. */
export class InProcessJobQueue implements JobQueue {
  readonly #limits: QueueLimits;
  readonly #running: PQueue;
  readonly #waiting = new Map<string, AbortController>();
  #closed = false;

  constructor(limits: QueueLimits) {
    this.#limits = limits;
    this.#running = new PQueue({ concurrency: limits.maxRunning });
  }

  hasRoom(): boolean {
    const { maxRunning, maxQueued } = this.#limits;
    return !this.#closed && this.#running.pending + this.#running.size < maxRunning + maxQueued;
  }

  enqueue(jobId: string, work: () => Promise<void>): 'running' | 'queued' {
    if (!this.hasRoom()) throw new BusyError();
    const state = this.#running.pending < this.#limits.maxRunning ? 'running' : 'queued';
    const removal = new AbortController();
    this.#waiting.set(jobId, removal);
    const started = (): Promise<void> => {
      this.#waiting.delete(jobId);
      return work();
    };
    // Work reports its own failures; what is rejected here is only its removal from the queue.
    this.#running.add(started, { signal: removal.signal }).catch(() => undefined);
    return state;
  }

  remove(jobId: string): boolean {
    const removal = this.#waiting.get(jobId);
    removal?.abort();
    return this.#waiting.delete(jobId);
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#running.clear();
    await this.#running.onIdle();
  }
}
