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
import { isDeepStrictEqual } from 'node:util';
import { StoppedWaitError } from './stopped-waits.ts';
import { failureOf } from './trial.ts';
import type { CallRecord, Costed, FailureKind, ProgramCallRecord } from './trial.ts';

interface Call {
  readonly request: CompletionRequest;
  /** See `AskOptions`. */
  readonly occurrence: number;
  readonly startedAtMs: number;
  readonly attempts: Attempt[];
  answer: Completion | null;
  failure: { readonly error: unknown } | null;
}

/** Asks one model, and keeps all that comes of it: of one trial, one look of a judge, or one proposal. */
export class ModelCalls {
  readonly #model: Model;
  readonly #options: Omit<AskOptions, 'onAttempt' | 'occurrence'>;
  readonly #onSettled: ((call: ProgramCallRecord) => void) | undefined;
  readonly #calls: Call[] = [];

  /** `onSettled` hears of each call as soon as it is over, whatever came of it. */
  constructor(
    model: Model,
    {
      onSettled,
      ...options
    }: Omit<AskOptions, 'onAttempt' | 'occurrence'> & {
      readonly onSettled?: ((call: ProgramCallRecord) => void) | undefined;
    } = {},
  ) {
    this.#model = model;
    this.#options = options;
    this.#onSettled = onSettled;
  }

  /**
   * The model's answer as `read` takes it. Throws what the model throws, and what `read` does: an answer that it can't use counts as a failed one.
   */
  async ask<Result>(
    request: CompletionRequest,
    signal: AbortSignal,
    read: (completion: Completion) => Result | Promise<Result>,
  ): Promise<Result> {
    const occurrence = this.#freeOccurrence(request);
    const call: Call = { request, occurrence, startedAtMs: performance.now(), attempts: [], answer: null, failure: null };
    this.#calls.push(call);
    try {
      const onAttempt = (attempt: Attempt): unknown => call.attempts.push(attempt);
      const options = { ...this.#options, ...(occurrence > 0 && { occurrence }), onAttempt };
      call.answer = await this.#model.complete(request, signal, options);
      return await read(call.answer);
    } catch (error) {
      call.failure = { error };
      if (call.answer !== null && error instanceof AnswerError) await this.#model.discard?.(call.answer);
      throw error;
    } finally {
      this.#settle(call);
    }
  }

  #settle(call: Call): void {
    if (this.#onSettled === undefined) return;
    const record = this.#programCall(call);
    if (record !== null) this.#onSettled(record);
  }

  /** Of equal requests each has its own, but for those that failed: the next one takes their place. */
  #freeOccurrence(request: CompletionRequest): number {
    const equal = this.#calls.filter((call) => call.failure === null && isDeepStrictEqual(call.request, request));
    const taken = new Set(equal.map(({ occurrence }) => occurrence));
    let free = 0;
    while (taken.has(free)) free += 1;
    return free;
  }

  /** Whether the job ended before the last call was made. */
  get wasStopped(): boolean {
    return this.#calls.at(-1)?.failure?.error instanceof StoppedWaitError;
  }

  /** What was asked last, what came of it, and all calls that it took; `null` where nothing was asked. */
  get record(): CallRecord | null {
    const last = this.#calls.at(-1);
    return last === undefined ? null : this.#recordOf(last, this.#calls.flatMap(attemptsOf));
  }

  /** Each request with what came of it and all calls that it took, in the order in which they were begun; those that were never made are none. */
  get records(): readonly ProgramCallRecord[] {
    return this.#calls.flatMap((call) => this.#programCall(call) ?? []);
  }

  #programCall(call: Call): ProgramCallRecord | null {
    const { failure } = call;
    if (failure?.error instanceof StoppedWaitError && call.attempts.length === 0) return null;
    const record = this.#recordOf(call, attemptsOf(call));
    if (failure !== null) return { ...record, failure: failureOf(failure.error) };
    return { ...record, failure: call.answer === null ? { type: 'UnansweredError', message: GIVEN_UP } : null };
  }

  #recordOf({ request, answer }: Call, attempts: readonly Attempt[]): CallRecord {
    const shown = attempts.findLast(({ content }) => content !== null) ?? attempts.at(-1);
    const response = this.#costed(answer ?? responseOf(shown));
    const otherAttempts = attempts.filter((attempt) => attempt !== shown).map((attempt) => this.#costed(attempt));
    const { modelId, provider } = this.#model;
    const source = provider === undefined ? { modelId } : { modelId, provider };
    return { ...source, request, response, otherAttempts };
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
    return faultOf(last) ?? (last?.answer === null && isTimeUp ? 'provider' : 'program');
  }

  /**
   * The same of work that asks as often as it needs: the call whose failure `error` is, or comes from, decides, else the last one. When the
   * time is up, any call that has no answer yet.
   */
  faultOf(error: unknown, { isTimeUp }: { readonly isTimeUp: boolean }): FailureKind {
    const causes = causesOf(error);
    const failed = this.#calls.find(({ failure }) => failure !== null && causes.includes(failure.error));
    const fault = faultOf(failed ?? this.#calls.at(-1));
    if (fault !== null) return fault;
    const isOpen = (call: Call): boolean => call.answer === null && faultOf(call) === null;
    return isTimeUp && this.#calls.some(isOpen) ? 'provider' : 'program';
  }
}

/** Whose fault it is that a call failed; `null` where that is not known, or it did not. */
function faultOf(call: Call | undefined): FailureKind | null {
  if (call?.failure?.error instanceof AnswerError) return 'answer';
  return call?.failure?.error instanceof ModelError ? 'provider' : null;
}

const MOST_CAUSES = 10;

/** An error and what caused it. */
function causesOf(error: unknown): readonly unknown[] {
  const causes = [error];
  for (let at = error; at instanceof Error && at.cause !== undefined && causes.length < MOST_CAUSES; at = at.cause)
    causes.push(at.cause);
  return causes;
}

const GIVEN_UP = 'no answer had come when it was given up';

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
  const unanswered = error ?? GIVEN_UP;
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
