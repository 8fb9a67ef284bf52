import type { EventBatch } from '../domain/event-batch.ts';

const MAX_MERGED_BYTES = 1024 * 1024;

interface Delivery {
  readonly batch: EventBatch;
  readonly chars: number;
}

/**
 * Batches on their way from a child to the one who stores them. What arrives while he is busy is merged into one batch, so
 * that a slow disk syncs less often and not later. `onTaken` hears when he has come back for more.
 */
export class BatchMailbox {
  readonly #onTaken: (chars: number) => void;
  #deliveries: Delivery[] = [];
  #closed: { readonly failure: Error | null } | undefined;
  #wake: () => void = () => undefined;

  constructor(onTaken: (chars: number) => void) {
    this.#onTaken = onTaken;
  }

  push(batch: EventBatch, chars: number): void {
    this.#deliveries.push({ batch, chars });
    this.#wake();
  }

  /** No more will come; with a failure, the reader gets it after the last batch. */
  close(failure: Error | null): void {
    this.#closed ??= { failure };
    this.#wake();
  }

  async *batches(): AsyncGenerator<EventBatch> {
    for (;;) {
      const deliveries = this.#take();
      if (deliveries.length > 0) {
        yield merged(deliveries);
        this.#onTaken(deliveries.reduce((chars, delivery) => chars + delivery.chars, 0));
      } else if (this.#closed !== undefined) {
        if (this.#closed.failure !== null) throw this.#closed.failure;
        return;
      } else {
        await new Promise<void>((resolve) => (this.#wake = resolve));
      }
    }
  }

  #take(): Delivery[] {
    let bytes = 0;
    const end = this.#deliveries.findIndex(({ batch }) => (bytes += batch.bytes.byteLength) > MAX_MERGED_BYTES);
    return this.#deliveries.splice(0, end === -1 ? this.#deliveries.length : Math.max(end, 1));
  }
}

function merged(deliveries: readonly Delivery[]): EventBatch {
  const [first] = deliveries;
  if (first === undefined) throw new RangeError('nothing to merge');
  if (deliveries.length === 1) return first.batch;
  return {
    firstSeq: first.batch.firstSeq,
    count: deliveries.reduce((count, { batch }) => count + batch.count, 0),
    bytes: Buffer.concat(deliveries.map(({ batch }) => batch.bytes)),
  };
}
