import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { Match } from '../match.ts';
import { TimeLimitError } from './time-limit-error.ts';

/** The worker beside this file: `.ts` from source, `.js` from the build. */
const WORKER = new URL(`./math.worker${extname(import.meta.url)}`, import.meta.url);
/** The engine takes about 100 MB of it. */
const RESOURCE_LIMITS = { maxOldGenerationSizeMb: 512, maxYoungGenerationSizeMb: 64, stackSizeMb: 4 };

export interface AnswerPair {
  readonly given: string;
  readonly expected: string;
}

/** One worker thread with the engine, for one question at a time. The process waits for it only while it is held. */
export class MathThread {
  readonly #worker = new Worker(WORKER, { execArgv: [], env: {}, resourceLimits: RESOURCE_LIMITS });
  #awaited: PromiseWithResolvers<unknown> | undefined;
  #death: Error | undefined;

  /** `onDeath` is called once it has ended, whether asked to or not. */
  constructor(onDeath: () => void = () => undefined) {
    this.#worker.on('message', (message) => this.#awaited?.resolve(message));
    this.#worker.on('error', (error) => this.#die(new Error(`the thread failed: ${String(error)}`)));
    this.#worker.on('exit', (code) => {
      this.#die(new Error(`the thread ended with ${code}`));
      onDeath();
    });
  }

  /** Resolves once the engine is loaded. Throws a `TimeLimitError` after `limitMs`, and where the thread dies. */
  async ready(limitMs: number): Promise<void> {
    await this.#message(limitMs);
  }

  /** Throws a `TimeLimitError` after `limitMs`, and where the thread dies; it is of no use then. */
  async compare(pair: AnswerPair, limitMs: number): Promise<Match> {
    this.#worker.postMessage(pair);
    return (await this.#message(limitMs)) as Match;
  }

  hold(isHeld: boolean): void {
    if (isHeld) this.#worker.ref();
    else this.#worker.unref();
  }

  end(): void {
    void this.#worker.terminate();
  }

  async #message(limitMs: number): Promise<unknown> {
    const awaited = (this.#awaited = Promise.withResolvers<unknown>());
    if (this.#death) awaited.reject(this.#death);
    const timer = setTimeout(() => awaited.reject(new TimeLimitError(limitMs)), limitMs);
    try {
      return await awaited.promise;
    } finally {
      clearTimeout(timer);
      this.#awaited = undefined;
    }
  }

  #die(death: Error): void {
    this.#death ??= death;
    this.#awaited?.reject(this.#death);
  }
}
