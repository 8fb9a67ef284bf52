import { type EventBatch, eventHeads, eventsOf } from '../domain/event-batch.ts';
import { parseJson } from '../evaluation/canonical-json.ts';
import type { JobLog, LoggedEvent } from '../evaluation/kept-work.ts';

/**
 * The log of a job as its child reads it: it asks the server for one batch after another, so that no more than one is under way, however
 * long the log is.
 */
export class ServedLog implements JobLog {
  readonly #endSeq: number;
  readonly #ask: (fromSeq: number) => void;
  #take: (batch: EventBatch | null) => void = () => undefined;

  /** `ask` sends for the events from a number on; what comes of it is to be given to `receive`. */
  constructor(endSeq: number, ask: (fromSeq: number) => void) {
    this.#endSeq = endSeq;
    this.#ask = ask;
  }

  receive(batch: EventBatch | null): void {
    this.#take(batch);
  }

  async *read(fromSeq: number): AsyncGenerator<LoggedEvent> {
    for await (const batch of this.#batches(fromSeq)) yield* eventsOf(batch);
  }

  async *pick(fromSeq: number, isWanted: (seq: number) => boolean): AsyncGenerator<LoggedEvent> {
    for await (const batch of this.#batches(fromSeq))
      for (const { seq, line } of eventHeads(batch)) if (isWanted(seq)) yield parseJson(line.toString('utf8')) as LoggedEvent;
  }

  async *#batches(fromSeq: number): AsyncGenerator<EventBatch> {
    for (let next = fromSeq; next < this.#endSeq;) {
      const asked = next;
      const batch = await new Promise<EventBatch | null>((resolve) => {
        this.#take = resolve;
        this.#ask(asked);
      });
      if (batch === null) return;
      yield batch;
      next = batch.firstSeq + batch.count;
    }
  }
}
