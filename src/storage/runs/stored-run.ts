import { join } from 'node:path';
import { z } from 'zod';
import { foreignLabels, type Run, RUN_SOURCES, RUN_STATUSES, type RunSummary } from '../../domain/run.ts';
import type { JsonObject } from '../../evaluation/json.ts';
import { readDocument } from '../../files/durable-file.ts';

/** A run in a folder of its own: this document, its samples and its columns. */
export interface StoredRun {
  readonly run: Run;
  /** The state of what it was made from. */
  readonly stamp: string;
  /** Of all that was given: two imports with the same are the same. */
  readonly digest: string;
}

const documentSchema = z.object({
  version: z.literal(1),
  run_id: z.string(),
  experiment_id: z.string(),
  status: z.enum(RUN_STATUSES),
  created_at: z.string().nullable(),
  source: z.enum(RUN_SOURCES),
  num_samples: z.int().nonnegative(),
  metrics: z.record(z.string(), z.number()),
  metadata: z.record(z.string(), z.unknown()),
  stamp: z.string(),
  digest: z.string(),
});

export const RUN_DOCUMENT = 'run.json';
export const COLUMN_FILE = 'columns.bin';

/** The document of a run as its folder has it. */
export function runDocument({ run, stamp, digest }: StoredRun): object {
  return {
    version: 1,
    run_id: run.runId,
    experiment_id: run.experimentId,
    status: run.status,
    created_at: run.createdAt,
    source: run.source,
    num_samples: run.sampleCount,
    metrics: run.metrics,
    metadata: run.metadata,
    stamp,
    digest,
  } satisfies z.input<typeof documentSchema>;
}

/** The run of a folder; `undefined` where there is none. Throws where its document can't be read. */
export async function readStoredRun(folder: string): Promise<StoredRun | undefined> {
  const json = await readDocument(join(folder, RUN_DOCUMENT));
  if (json === undefined) return undefined;
  const document = documentSchema.parse(json);
  return {
    run: {
      ...foreignLabels(document.run_id),
      runId: document.run_id,
      experimentId: document.experiment_id,
      status: document.status,
      createdAt: document.created_at,
      source: document.source,
      sampleCount: document.num_samples,
      totalSamples: document.num_samples,
      failedSamples: 0,
      metrics: document.metrics,
      metadata: document.metadata as JsonObject,
    },
    stamp: document.stamp,
    digest: document.digest,
  };
}

/** The same without its metadata. */
export function summaryOf({ metadata: _metadata, ...summary }: Run): RunSummary {
  return summary;
}
