import { completionRequest, type RequestOptions } from './completion-request.ts';
import { failureOf } from './failure.ts';
import type { JsonObject } from './json.ts';
import type { Completion, CompletionRequest, Model } from './model.ts';
import type { Complete } from './program.ts';
import { structuredOutput } from './structured-output.ts';

/** A program that did not complete exactly once; the message says how often it did. */
export class ProgramError extends Error {
  override readonly name = 'ProgramError';
}

/** A request and its answer. */
export interface Exchange {
  readonly request: CompletionRequest;
  readonly response: Completion;
}

/** Sees to it that a program completes exactly once, and keeps what was asked and answered. One for each trial. */
export class SingleCompletion {
  readonly #model: Model;
  readonly #generationKwargs: JsonObject;
  readonly #signal: AbortSignal;
  #exchange: Exchange | null = null;
  #isAsking = false;
  #refusedCalls = 0;
  #failures: unknown[] = [];
  #isClosed = false;

  constructor(model: Model, generationKwargs: JsonObject, signal: AbortSignal) {
    this.#model = model;
    this.#generationKwargs = generationKwargs;
    this.#signal = signal;
  }

  /** What the program gets. */
  readonly complete = ((prompt: unknown, options: RequestOptions = {}) => {
    const answer = this.#ask(prompt, options);
    // A program that does not wait for it must not bring the process down.
    answer.catch(() => undefined);
    return answer;
  }) as Complete;

  /** Refuses further calls, for a trial that has failed. */
  abandon(): void {
    this.#isClosed = true;
  }

  /** The one exchange; further calls are refused. Throws a `ProgramError` when there was none, or more than one. */
  close(): Exchange {
    this.#isClosed = true;
    if (this.#refusedCalls > 0) throw new ProgramError(tooMany(this.#refusedCalls + 1));
    if (this.#exchange !== null) return this.#exchange;
    if (this.#isAsking)
      throw new ProgramError('the program returned before its completion was answered; write `await complete(…)`');

    if (this.#failures.length > 0) throw new ProgramError(goneOn(this.#failures));
    throw new ProgramError('the program returned without a completion; a program completes exactly once');
  }

  async #ask(prompt: unknown, options: RequestOptions): Promise<{ readonly output: unknown; readonly text: string }> {
    if (this.#isClosed) throw new ProgramError('complete() was called after the trial had ended');
    if (this.#isAsking || this.#exchange !== null) {
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

  async #answer(prompt: unknown, options: RequestOptions): Promise<{ readonly output: unknown; readonly text: string }> {
    const request = completionRequest(prompt, options, this.#generationKwargs);
    const response = await this.#model.complete(request, this.#signal);
    const output = options.schema === undefined ? response.content : await structuredOutput(options.schema, response);
    this.#exchange = { request, response };
    return { output, text: response.content };
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
