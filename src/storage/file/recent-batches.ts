import type { EventBatch } from '../../domain/event-batch.ts';

/** The last batches that were appended to a running job, up to a bound in bytes: who follows it needs no disk. */
export class RecentBatches {
  readonly #maxBytes: number;
  #batches: EventBatch[] = [];
  #bytes = 0;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  add(batch: EventBatch): void {
    this.#batches.push(batch);
    this.#bytes += batch.bytes.length;
    if (this.#bytes > this.#maxBytes) this.#forgetOldest();
  }

  /** The batch that holds an event. */
  holding(seq: number): EventBatch | undefined {
    const batch = this.#batches.findLast((candidate) => candidate.firstSeq <= seq);
    return batch && seq < batch.firstSeq + batch.count ? batch : undefined;
  }

  /** Down to half of the bound, so that a long job does not move the rest at every batch. */
  #forgetOldest(): void {
    let forgotten = 0;
    while (this.#bytes > this.#maxBytes / 2 && forgotten < this.#batches.length) {
      this.#bytes -= this.#batches[forgotten]?.bytes.length ?? 0;
      forgotten++;
    }
    this.#batches = this.#batches.slice(forgotten);
  }
}
