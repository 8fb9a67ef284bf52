import type { Match } from '../match.ts';
import { type AnswerPair, MathThread } from './math-thread.ts';
import { TimeLimitError } from './time-limit-error.ts';

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
