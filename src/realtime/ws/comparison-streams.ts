import { setImmediate } from 'node:timers/promises';
import { ComparisonNotFoundError } from '../../domain/errors.ts';
import { type EventBatch, eventLines } from '../../domain/event-batch.ts';
import { jsonText } from '../../evaluation/json-text.ts';
import { type ComparisonSource, followComparison } from '../../feed/follow-comparison.ts';
import { ClientMessageError } from './client-message.ts';
import { lineFrames } from './line-frames.ts';
import type { Outbox } from './outbox.ts';
import { comparisonAnswer, comparisonError } from './run-message.ts';

export interface ComparisonDependencies extends ComparisonSource {
  readonly maxSubscriptions: number;
}

/** The live comparisons that one client follows: each at the client's own pace, to its end. */
export class ComparisonStreams {
  readonly #dependencies: ComparisonDependencies;
  readonly #outbox: Outbox;
  readonly #streams = new Map<string, AbortController>();

  constructor(dependencies: ComparisonDependencies, outbox: Outbox) {
    this.#dependencies = dependencies;
    this.#outbox = outbox;
  }

  /** Answers, then sends every state from a number on; again from there where the client was subscribed. Throws `comparison_not_found`. */
  async subscribe(comparisonId: string, fromSeq: number): Promise<void> {
    const { comparisons, maxSubscriptions } = this.#dependencies;
    if (this.#streams.size >= maxSubscriptions && !this.#streams.has(comparisonId))
      throw new ClientMessageError(`a connection follows at most ${maxSubscriptions} comparisons (ASSAY_MAX_SUBSCRIPTIONS)`);
    if ((await comparisons.find(comparisonId)) === undefined) throw new ComparisonNotFoundError(comparisonId);
    this.#stop(comparisonId);
    this.#outbox.send(comparisonAnswer('subscribed', comparisonId));
    const stop = new AbortController();
    this.#streams.set(comparisonId, stop);
    this.#stream(comparisonId, fromSeq, stop.signal)
      .catch((error: unknown) => {
        this.#outbox.send(comparisonError(`its states can’t be read any further: ${String(error)}`, comparisonId));
      })
      .finally(() => {
        if (this.#streams.get(comparisonId) === stop) this.#streams.delete(comparisonId);
      });
  }

  unsubscribe(comparisonId: string): void {
    this.#stop(comparisonId);
    this.#outbox.send(comparisonAnswer('unsubscribed', comparisonId));
  }

  stopAll(): void {
    for (const comparisonId of [...this.#streams.keys()]) this.#stop(comparisonId);
  }

  #stop(comparisonId: string): void {
    this.#streams.get(comparisonId)?.abort();
    this.#streams.delete(comparisonId);
  }

  async #stream(comparisonId: string, fromSeq: number, signal: AbortSignal): Promise<void> {
    const prefix = `{"type":"comparison","comparison_id":${jsonText(comparisonId)},"state":`;
    const send = (batch: EventBatch): boolean => {
      if (signal.aborted || !this.#outbox.isOpen) return false;
      this.#outbox.send(lineFrames(prefix, [...eventLines(batch)]));
      return true;
    };
    const options = { fromSeq, signal, idleMs: Number.POSITIVE_INFINITY };
    for await (const batch of followComparison(this.#dependencies, comparisonId, options)) {
      if (batch === 'idle') continue;
      if (!(await this.#outbox.inTurn(() => send(batch)))) return;
      await setImmediate();
    }
  }
}
