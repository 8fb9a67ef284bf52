import type { EventBatch } from '../domain/job-event.ts';

const NEWLINE = 10;

/** The part of a batch from `seq` on, over the same memory. `seq` lies in the batch or before it. */
export function batchFrom(batch: EventBatch, seq: number): EventBatch {
  const skipped = seq - batch.firstSeq;
  if (skipped <= 0) return batch;

  let offset = 0;
  for (let line = 0; line < skipped; line++) offset = batch.bytes.indexOf(NEWLINE, offset) + 1;

  return { firstSeq: seq, count: batch.count - skipped, bytes: batch.bytes.subarray(offset) };
}
