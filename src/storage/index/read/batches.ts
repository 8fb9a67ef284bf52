import type { SampleRange } from '../../../domain/run-store.ts';
import type { ReadableRun } from './readable-run.ts';

/** The batches of a run after so many of its items. */
export type BatchesAfter<Item> = (run: ReadableRun, count: number) => AsyncGenerator<readonly Item[]>;

/** How a run is found: by `reading` its log is read anew where it is another one by now; `readable` is the run as it is. */
export interface RunFinder {
  reading<Result>(work: (run: ReadableRun) => Promise<Result>): Promise<Result>;
  readable(): Promise<ReadableRun>;
}

/** All batches of a run. Throws `run_not_found`. */
export async function* batchesOf<Item>(after: BatchesAfter<Item>, finder: RunFinder): AsyncGenerator<readonly Item[]> {
  const first = await finder.reading((run) => firstBatch(after(run, 0)));
  if (first.length === 0) return;
  yield first;
  // What was given can't be taken back: of a log that is replaced meanwhile, texts are left out.
  yield* after(await finder.readable(), first.length);
}

async function firstBatch<Item>(batches: AsyncGenerator<readonly Item[]>): Promise<readonly Item[]> {
  for await (const batch of batches) return batch;
  return [];
}

/** What is left of a range after so many samples of it. */
export function rangeAfter({ offset, limit }: SampleRange, count: number): SampleRange {
  return { offset: offset + count, ...(limit === undefined ? {} : { limit: limit - count }) };
}
