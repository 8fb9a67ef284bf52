import { type Answer, askedWith, completeWith, type RequestOptions } from './completion-request.ts';
import type { JsonObject } from './json.ts';
import type { ModelCalls } from './model-calls.ts';
import type { Complete } from './program.ts';
import { failureOf } from './trial.ts';

/** A program that did not complete exactly once; the message says how often it did. */
export class ProgramError extends Error {
  override readonly name = 'ProgramError';
}

/** Lets a program complete exactly once. One for each trial. */
export class SingleCompletion {
  readonly #calls: ModelCalls;
  readonly #generationKwargs: JsonObject;
  readonly #signal: AbortSignal;
  #isAnswered = false;
  #isAsking = false;
  #refusedCalls = 0;
  #failures: unknown[] = [];
  #isClosed = false;

  constructor(calls: ModelCalls, generationKwargs: JsonObject, signal: AbortSignal) {
    this.#calls = calls;
    this.#generationKwargs = generationKwargs;
    this.#signal = signal;
  }

  /** What the program gets. */
  readonly complete: Complete = completeWith((prompt, options) => this.#ask(prompt, options));

  /** Refuses further calls, for a trial that has failed. */
  abandon(): void {
    this.#isClosed = true;
  }

  /** Refuses further calls. Throws a `ProgramError` when there was not exactly one that was answered. */
  close(): void {
    this.#isClosed = true;
    if (this.#refusedCalls > 0) throw new ProgramError(tooMany(this.#refusedCalls + 1));
    if (this.#isAnswered) return;
    if (this.#isAsking)
      throw new ProgramError('the program returned before its completion was answered; write `await complete(…)`');

    if (this.#failures.length > 0) throw new ProgramError(goneOn(this.#failures));
    throw new ProgramError('the program returned without a completion; a program completes exactly once');
  }

  async #ask(prompt: unknown, options: RequestOptions): Promise<Answer> {
    if (this.#isClosed) throw new ProgramError('complete() was called after the trial had ended');
    if (this.#isAsking || this.#isAnswered) {
      this.#refusedCalls += 1;
      throw new ProgramError(tooMany(this.#refusedCalls + 1));
    }
    this.#isAsking = true;
    try {
      return await this.#answer(prompt, options);
    } catch (error) {
      this.#failures.push(error);
      throw error;
    } finally {
      this.#isAsking = false;
    }
  }

  async #answer(prompt: unknown, options: RequestOptions): Promise<Answer> {
    const answer = await askedWith(this.#calls, { prompt, options, generationKwargs: this.#generationKwargs }, this.#signal);
    this.#isAnswered = true;
    return answer;
  }
}

function tooMany(calls: number): string {
  return `the program called complete() ${calls} times; a program completes exactly once`;
}

function goneOn(failures: readonly unknown[]): string {
  const { type, message } = failureOf(failures.at(-1));
  const calls = failures.length === 1 ? 'its only completion failed' : `all its ${failures.length} completions failed`;
  return `the program returned without a completion: ${calls} (${type}: ${message})`;
}
