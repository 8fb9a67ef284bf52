import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

/** A client of an event stream, in a separate thread, that knows how long the stream was silent. */
export class StreamGaps {
  readonly #worker: Worker;

  private constructor(worker: Worker) {
    this.#worker = worker;
  }

  /** Resolves with the first piece of the stream. */
  static async follow(url: string): Promise<StreamGaps> {
    const worker = new Worker(new URL('stream-gaps-worker.ts', import.meta.url), { workerData: url });
    await once(worker, 'message');
    return new StreamGaps(worker);
  }

  /** The longest silence while the work runs, in ms. The stream must not end meanwhile. */
  async longestDuring(work: () => Promise<unknown>): Promise<number> {
    await this.#ask();
    await work();
    const { longestMs, hasEnded } = await this.#ask();
    if (hasEnded) throw new Error('the stream ended before the work did');
    return longestMs;
  }

  async close(): Promise<void> {
    await this.#worker.terminate();
  }

  async #ask(): Promise<{ readonly longestMs: number; readonly hasEnded: boolean }> {
    const answer = once(this.#worker, 'message') as Promise<[{ readonly longestMs: number; readonly hasEnded: boolean }]>;
    this.#worker.postMessage('longest');
    return (await answer)[0];
  }
}
