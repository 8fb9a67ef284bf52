import { AsyncLocalStorage } from 'node:async_hooks';
import { randomBytes } from 'node:crypto';
import type { AskOptions, CallSpan, Completion, CompletionRequest, Model } from '../evaluation/model.ts';
import { passedOn } from '../evaluation/model.ts';

/** The trace that a job belongs to, as the header `traceparent` has it (W3C Trace Context). */
const TRACEPARENT = /^(00-[0-9a-f]{32})-[0-9a-f]{16}-([0-9a-f]{2})$/;

const underWay = new AsyncLocalStorage<TracedCall>();

/** The `traceparent` of the call of a model that the caller is in; `null` outside of a traced one. */
export function callTraceparent(): string | null {
  return underWay.getStore()?.traceparent ?? null;
}

/** Milliseconds since 1970, with fractions. */
export function preciseNow(): number {
  return performance.timeOrigin + performance.now();
}

/**
 * The model, each of whose calls says when it began and has the id of its span; their requests carry `traceparent`. A text that is no
 * `traceparent` traces nothing.
 */
export function traced(model: Model, traceparent: string): Model {
  const [, trace, flags] = TRACEPARENT.exec(traceparent) ?? [];
  if (trace === undefined || flags === undefined) return model;
  const originals = new WeakMap<Completion, Completion>();
  return {
    ...passedOn(model),
    async complete(request: CompletionRequest, signal: AbortSignal, options: AskOptions = {}): Promise<Completion> {
      const call = new TracedCall(trace, flags);
      const onAttempt: AskOptions['onAttempt'] = (attempt) =>
        options.onAttempt?.({ ...attempt, span: call.attempted(attempt.latencySeconds) });
      const completion = await underWay.run(call, () => model.complete(request, signal, { ...options, onAttempt }));
      const spanned = { ...completion, span: call.last ?? call.attempted(completion.latencySeconds) };
      originals.set(spanned, completion);
      return spanned;
    },
    ...(model.discard === undefined
      ? {}
      : { discard: async (completion: Completion) => model.discard?.(originals.get(completion) ?? completion) }),
  };
}

/** A request and its attempts, which follow each other. */
class TracedCall {
  last: CallSpan | null = null;
  readonly #trace: string;
  readonly #flags: string;
  #spanId = newSpanId();

  constructor(trace: string, flags: string) {
    this.#trace = trace;
    this.#flags = flags;
  }

  /** Of the attempt under way. */
  get traceparent(): string {
    return `${this.#trace}-${this.#spanId}-${this.#flags}`;
  }

  /** An attempt is over now, that took so long. */
  attempted(seconds: number): CallSpan {
    this.last = { spanId: this.#spanId, startedAtMs: preciseNow() - seconds * 1_000 };
    this.#spanId = newSpanId();
    return this.last;
  }
}

function newSpanId(): string {
  return randomBytes(8).toString('hex');
}
