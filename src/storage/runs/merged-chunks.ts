import { byIdThenIndex, type ScoreRow } from './score-row.ts';
import { SortedChunk } from './sorted-chunk.ts';

const BATCH_ROWS = 2048;

/** All rows of some sorted chunks in one order, batch by batch. Only a block of each chunk is in memory. */
export async function* mergedChunks(paths: readonly string[]): AsyncGenerator<readonly ScoreRow[]> {
  const chunks: SortedChunk[] = [];
  try {
    for (const path of paths) chunks.push(await SortedChunk.open(path));
    const heap: SortedChunk[] = [];
    for (const chunk of chunks) if (await chunk.load()) push(heap, chunk);
    yield* mergedRows(heap);
  } finally {
    await Promise.all(chunks.map((chunk) => chunk.close()));
  }
}

async function* mergedRows(heap: SortedChunk[]): AsyncGenerator<readonly ScoreRow[]> {
  let batch: ScoreRow[] = [];
  for (let chunk = heap[0]; chunk?.first !== undefined; chunk = heap[0]) {
    batch.push(chunk.first);
    if (!chunk.advance() && !(await chunk.load())) removeTop(heap);
    sink(heap, 0);
    if (batch.length === BATCH_ROWS) {
      yield batch;
      batch = [];
    }
  }
  yield batch;
}

function push(heap: SortedChunk[], chunk: SortedChunk): void {
  heap.push(chunk);
  for (let at = heap.length - 1; at > 0;) {
    const parent = (at - 1) >> 1;
    if (!isBefore(heap, at, parent)) return;
    swap(heap, at, parent);
    at = parent;
  }
}

function removeTop(heap: SortedChunk[]): void {
  const last = heap.pop();
  if (last !== undefined && heap.length > 0) heap[0] = last;
}

function sink(heap: SortedChunk[], from: number): void {
  for (let at = from; ;) {
    const left = 2 * at + 1;
    const least = isBefore(heap, left + 1, left) ? left + 1 : left;
    if (!isBefore(heap, least, at)) return;
    swap(heap, at, least);
    at = least;
  }
}

function isBefore(heap: readonly SortedChunk[], a: number, b: number): boolean {
  const left = heap[a]?.first;
  const right = heap[b]?.first;
  return left !== undefined && (right === undefined || byIdThenIndex(left, right) < 0);
}

function swap(heap: SortedChunk[], a: number, b: number): void {
  const [left, right] = [heap[a], heap[b]];
  if (left === undefined || right === undefined) return;
  heap[a] = right;
  heap[b] = left;
}
