import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { Match } from '../numeric-equality.ts';

const LIMIT_MS = 2_000;

/** On a machine that is busy, loading the engine takes seconds. */
const START_LIMIT_MS = 60_000;

const IDLE_MS = 60_000;

/** Compares pairs one after the other in a thread, which starts with the first pair, ends when idle, and is replaced when it hangs or dies. */
export class MathQueue {
  #thread: MathThread | undefined;
  #last: Promise<unknown> = Promise.resolve();
  #idle: NodeJS.Timeout | undefined;

  /** Never rejects. The limit of 2 s counts from when the pair's turn has come and the engine is loaded. */
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

/** A comparison that was not done in time. */
class TimeLimitError extends Error {
  override readonly name = 'TimeLimitError';

  constructor(limitMs: number) {
    super(`could not be decided within ${limitMs / 1000} s`);
  }
}
