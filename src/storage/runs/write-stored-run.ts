import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { Run } from '../../domain/run.ts';
import { writeDocument } from '../../files/durable-file.ts';
import { RowSorter } from './row-sorter.ts';
import { sampleFiles, SampleWriter } from './sample-files.ts';
import { COLUMN_FILE, RUN_DOCUMENT, runDocument, type StoredRun } from './stored-run.ts';
import { sampleLine, type StoredSample } from './stored-sample.ts';
import { writeColumns } from './write-columns.ts';

/** A run before its samples are known. */
export interface RunHeader {
  readonly run: Omit<Run, 'sampleCount' | 'totalSamples' | 'failedSamples' | 'metrics'>;
  readonly stamp: string;
  /** What belongs to its digest beside the samples. */
  readonly given: string;
}

/** Writes a run into an empty folder, durably, in memory that does not grow with the samples. Throws what the batches throw. */
export async function writeStoredRun(
  folder: string,
  { run, stamp, given }: RunHeader,
  batches: AsyncIterable<readonly StoredSample[]>,
): Promise<StoredRun> {
  const writer = new SampleWriter(sampleFiles(folder));
  const rows = new RowSorter(join(folder, 'rows'));
  const digest = createHash('sha256').update(given);
  const metrics = new Map<string, number>();
  let sampleCount = 0;
  try {
    for await (const samples of batches) {
      const lines = samples.map(sampleLine);
      for (const line of lines) digest.update(line).update('\n');
      for (const sample of samples) {
        rows.add(rowOf(sample, sampleCount, metrics));
        sampleCount += 1;
        if (rows.isFull) await rows.spill();
      }
      await writer.write(lines);
    }
    await writer.finish();
    const source = { stamp, metrics: [...metrics.keys()], rows };
    const means = await writeColumns(join(folder, COLUMN_FILE), join(folder, 'columns'), source);
    const stored = {
      run: { ...run, sampleCount, totalSamples: sampleCount, failedSamples: 0, metrics: means },
      stamp,
      digest: digest.digest('hex'),
    };
    await writeDocument(join(folder, RUN_DOCUMENT), runDocument(stored));
    return stored;
  } finally {
    await writer.discard();
    await rows.discard();
  }
}

function rowOf(
  { id, scores, cluster }: StoredSample,
  index: number,
  metrics: Map<string, number>,
): {
  id: string;
  row: number;
  index: number;
  cluster: string | null;
  scores: (number | null)[];
} {
  const row: (number | null)[] = new Array<number | null>(metrics.size).fill(null);
  for (const name in scores) {
    const position = metrics.get(name) ?? metrics.size;
    if (position === metrics.size) metrics.set(name, position);
    row[position] = scores[name] ?? null;
  }
  // What is imported says nothing of rows: an id that comes again is a repeat.
  return { id, row: 0, index, cluster: cluster ?? null, scores: row };
}
