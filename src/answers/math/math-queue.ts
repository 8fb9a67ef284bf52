import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { Match } from '../numeric-equality.ts';

const LIMIT_MS = 2_000;
/** On a busy machine, loading the engine takes seconds. */
const START_LIMIT_MS = 60_000;
const IDLE_MS = 60_000;

/** The worker next to this file: `.ts` in the source tree, `.js` in the build. */
const WORKER = new URL(`./math.worker${extname(import.meta.url)}`, import.meta.url);
/** The engine itself takes about 100 MB. */
const RESOURCE_LIMITS = { maxOldGenerationSizeMb: 512, maxYoungGenerationSizeMb: 64, stackSizeMb: 4 };

/**
 * Compares pairs one after the other in a worker thread, which starts with the first pair, ends when idle, and is replaced if
 * it hangs or dies.
 */
export class MathQueue {
  #thread: MathThread | undefined;
  #last: Promise<unknown> = Promise.resolve();
  #idle: NodeJS.Timeout | undefined;

  /** Never rejects. The limit of 2 s starts when it is the pair's turn and the engine is loaded. */
  compare(pair: AnswerPair): Promise<Match> {
    const match = this.#last.then(() => this.#compareNow(pair));
    this.#last = match;
    return match;
  }

  async #compareNow(pair: AnswerPair): Promise<Match> {
    clearTimeout(this.#idle);
    try {
      this.#thread ??= await this.#started();
      this.#thread.hold(true);
      return await this.#thread.compare(pair, LIMIT_MS);
    } catch (error) {
      this.#end();
      return { equal: false, why: error instanceof TimeLimitError ? error.message : `could not be decided: ${String(error)}` };
    } finally {
      this.#thread?.hold(false);
      this.#idle = setTimeout(() => this.#end(), IDLE_MS).unref();
    }
  }

  async #started(): Promise<MathThread> {
    const thread: MathThread = new MathThread(() => {
      if (this.#thread === thread) this.#thread = undefined;
    });
    try {
      await thread.ready(START_LIMIT_MS);
      return thread;
    } catch (error) {
      thread.end();
      throw new Error('the engine could not be started', { cause: error });
    }
  }

  #end(): void {
    this.#thread?.end();
    this.#thread = undefined;
  }
}

export interface AnswerPair {
  readonly given: string;
  readonly expected: string;
}

/** A worker thread with the engine, for one pair at a time. It keeps the process running only while it is held. */
export class MathThread {
  readonly #worker = new Worker(WORKER, { execArgv: [], env: {}, resourceLimits: RESOURCE_LIMITS });
  #awaited: PromiseWithResolvers<unknown> | undefined;
  #death: Error | undefined;

  /** `onDeath` is called once the thread has ended, for whatever reason. */
  constructor(onDeath: () => void = () => undefined) {
    this.#worker.on('message', (message) => this.#awaited?.resolve(message));
    this.#worker.on('error', (error) => this.#die(new Error(`the thread failed: ${String(error)}`)));
    this.#worker.on('exit', (code) => {
      this.#die(new Error(`the thread ended with ${code}`));
      onDeath();
    });
  }

  /** Resolves once the engine is loaded. Throws a `TimeLimitError` after `limitMs`, or an `Error` if the thread dies. */
  async ready(limitMs: number): Promise<void> {
    await this.#message(limitMs);
  }

  /** Throws a `TimeLimitError` after `limitMs`, or an `Error` if the thread dies. End the thread then: it can't be used again. */
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

/** A comparison that took too long. */
class TimeLimitError extends Error {
  override readonly name = 'TimeLimitError';

  constructor(limitMs: number) {
    super(`could not be decided within ${limitMs / 1000} s`);
  }
}
