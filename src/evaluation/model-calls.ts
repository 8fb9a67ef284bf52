import type { TokenUsage } from './call-cost.ts';
import {
  AnswerError,
  type AskOptions,
  type Attempt,
  type Completion,
  type CompletionRequest,
  type Model,
  ModelError,
} from './model.ts';
import { StoppedWaitError } from './stopped-waits.ts';
import { failureOf } from './trial.ts';
import type { CallRecord, Costed, FailureKind } from './trial.ts';

interface Call {
  readonly request: CompletionRequest;
  readonly startedAtMs: number;
  readonly attempts: Attempt[];
  answer: Completion | null;
  failure: { readonly error: unknown } | null;
}

/** Asks one model, and keeps all that comes of it: of one trial, one look of a judge, or one proposal. */
export class ModelCalls {
  readonly #model: Model;
  readonly #options: Omit<AskOptions, 'onAttempt'>;
  readonly #calls: Call[] = [];

  constructor(model: Model, options: Omit<AskOptions, 'onAttempt'> = {}) {
    this.#model = model;
    this.#options = options;
  }

  /**
   * The model's answer as `read` takes it. Throws what the model throws, and what `read` does: an answer that it can't use counts as a failed one.
   */
  async ask<Result>(
    request: CompletionRequest,
    signal: AbortSignal,
    read: (completion: Completion) => Result | Promise<Result>,
  ): Promise<Result> {
    const call: Call = { request, startedAtMs: performance.now(), attempts: [], answer: null, failure: null };
    this.#calls.push(call);
    try {
      const onAttempt = (attempt: Attempt): unknown => call.attempts.push(attempt);
      call.answer = await this.#model.complete(request, signal, { ...this.#options, onAttempt });
      return await read(call.answer);
    } catch (error) {
      call.failure = { error };
      if (call.answer !== null && error instanceof AnswerError) await this.#model.discard?.(call.answer);
      throw error;
    }
  }

  /** Whether the job ended before the last call was made. */
  get wasStopped(): boolean {
    return this.#calls.at(-1)?.failure?.error instanceof StoppedWaitError;
  }

  /** What was asked last, what came of it, and all calls that it took; `null` where nothing was asked. */
  get record(): CallRecord | null {
    const last = this.#calls.at(-1);
    if (last === undefined) return null;
    const attempts = this.#calls.flatMap(attemptsOf);
    const shown = attempts.findLast(({ content }) => content !== null) ?? attempts.at(-1);
    const response = this.#costed(last.answer ?? responseOf(shown));
    const otherAttempts = attempts.filter((attempt) => attempt !== shown).map((attempt) => this.#costed(attempt));
    const { modelId, provider } = this.#model;
    const source = provider === undefined ? { modelId } : { modelId, provider };
    return { ...source, request: last.request, response, otherAttempts };
  }

  /** A call that got no answer is taken to be free; an answer that was kept is. */
  #costed<Call extends TokenUsage & { readonly content: string | null; readonly cached?: true }>(call: Call): Call & Costed {
    const { price } = this.#model;
    if (price === undefined) return call;
    const isUnanswered = (call.content ?? '') === '' && call.inputTokens === null && call.outputTokens === null;
    return { ...call, costUsd: isUnanswered || call.cached === true ? 0 : price(call) };
  }

  /**
   * Whose fault it is when the work fails now. What became of the last call decides, whatever the program made of that; `isTimeUp` says whether
   * the work was broken off.
   */
  faultAt({ isTimeUp }: { readonly isTimeUp: boolean }): FailureKind {
    const last = this.#calls.at(-1);
    if (last?.failure?.error instanceof AnswerError) return 'answer';
    if (last?.failure?.error instanceof ModelError) return 'provider';
    return last?.answer === null && isTimeUp ? 'provider' : 'program';
  }
}

/** What the model told, or, of a model that tells nothing and of a call under way, the one call that there must have been. */
function attemptsOf({ startedAtMs, attempts, answer, failure }: Call): readonly Attempt[] {
  const error = failure === null ? null : failureOf(failure.error).message;
  if (attempts.length > 0) {
    return attempts.map((attempt, at) =>
      at === attempts.length - 1 ? { ...attempt, error: attempt.error ?? error } : attempt,
    );
  }
  if (answer !== null) {
    const { content, latencySeconds, span } = answer;
    return [{ content, ...usageOf(answer), latencySeconds, error, ...(span === undefined ? {} : { span }) }];
  }
  const content = failure?.error instanceof AnswerError ? failure.error.content : null;
  const latencySeconds = (performance.now() - startedAtMs) / 1000;
  const unanswered = error ?? 'no answer had come when it was given up';
  return [{ content, inputTokens: null, outputTokens: null, latencySeconds, error: unanswered }];
}

function responseOf(attempt: Attempt | undefined): Completion {
  if (attempt === undefined) return { content: '', inputTokens: null, outputTokens: null, latencySeconds: 0 };
  const { content, latencySeconds, span } = attempt;
  return { content: content ?? '', ...usageOf(attempt), latencySeconds, ...(span === undefined ? {} : { span }) };
}

function usageOf({ inputTokens, outputTokens, cachedInputTokens: cached, cacheWriteTokens: written }: TokenUsage): TokenUsage {
  return {
    inputTokens,
    outputTokens,
    ...(cached === undefined ? {} : { cachedInputTokens: cached }),
    ...(written === undefined ? {} : { cacheWriteTokens: written }),
  };
}
