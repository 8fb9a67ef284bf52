import { join } from 'node:path';
import { z } from 'zod';
import { type Run, RUN_SOURCES, RUN_STATUSES } from '../../../domain/run.ts';
import { parseJson } from '../../../evaluation/canonical-json.ts';
import type { JsonObject } from '../../../evaluation/json.ts';
import { fileState } from '../../../files/file-state.ts';
import { readUtf8File } from '../../../files/utf8-text.ts';
import { checked } from './fault-text.ts';
import { type ForeignFigures, type ForeignRun, labelsFrom } from './foreign-run.ts';

/** An import as the document in its folder says. */
export interface ImportDocument {
  readonly run: ForeignRun;
  readonly figures: ForeignFigures;
  /** Of all that was given: two imports with the same are the same. */
  readonly digest: string;
}

/** An object whose keys users choose, taken as it is: `z.record` drops a `__proto__`. */
function keyedByUsers<Value>(isValue: (value: unknown) => boolean): z.ZodType<Record<string, Value>, Record<string, Value>> {
  return z.custom<Record<string, Value>>(
    (object) => typeof object === 'object' && object !== null && !Array.isArray(object) && Object.values(object).every(isValue),
    'must be an object with values of the right kind',
  );
}

const documentSchema = z.object({
  version: z.literal(1),
  run_id: z.string(),
  experiment_id: z.string(),
  status: z.enum(RUN_STATUSES),
  created_at: z.string().nullable(),
  source: z.enum(RUN_SOURCES),
  num_samples: z.int().nonnegative(),
  /** Older documents have none: there `num_samples` counts all. */
  total_samples: z.int().nonnegative().optional(),
  failed_samples: z.int().nonnegative().optional(),
  metrics: keyedByUsers<number>((value) => typeof value === 'number'),
  metadata: keyedByUsers<unknown>(() => true),
  stamp: z.string(),
  digest: z.string(),
});

const RUN_DOCUMENT = 'run.json';
const SAMPLES = 'samples.jsonl';

export function runDocumentFile(folder: string): string {
  return join(folder, RUN_DOCUMENT);
}

export function samplesFile(folder: string): string {
  return join(folder, SAMPLES);
}

/** The document of an import, as JSON. `stamp` is unique to it. */
export function importDocument({ run, figures, digest }: ImportDocument, stamp: string): object {
  return {
    version: 1,
    run_id: run.runId,
    experiment_id: run.experimentId,
    status: run.status,
    created_at: run.createdAt,
    source: run.source,
    num_samples: figures.scored,
    total_samples: figures.total,
    failed_samples: figures.failed,
    metrics: figures.means,
    metadata: run.metadata,
    stamp,
    digest,
  } satisfies z.input<typeof documentSchema>;
}

/** Reads the document of a folder. Throws where it can't be read. */
export async function readImportDocument(folder: string): Promise<ImportDocument> {
  const text = await readUtf8File(runDocumentFile(folder), RUN_DOCUMENT);
  const document = checked(documentSchema, readDocument(text), RUN_DOCUMENT);
  const { run_id: runId, experiment_id: experimentId, status, created_at: createdAt } = document;
  const total = document.total_samples ?? document.num_samples;
  return {
    run: importedRun({ runId, experimentId, status, createdAt, metadata: document.metadata as JsonObject }),
    figures: { total, scored: document.num_samples, failed: document.failed_samples ?? 0, means: document.metrics },
    digest: document.digest,
  };
}

/** An import before its samples are known: what its metadata calls it, else its id, is its name. */
export function importedRun(run: Pick<ForeignRun, 'runId' | 'experimentId' | 'status' | 'createdAt' | 'metadata'>): ForeignRun {
  const labels = labelsFrom(run.metadata);
  return { ...run, ...labels, name: labels.label ?? run.runId, stepIndex: null, source: 'import' };
}

export function runOfImport({ run, figures }: Pick<ImportDocument, 'run' | 'figures'>): Run {
  const { total, scored, failed, means } = figures;
  return { ...run, sampleCount: scored, totalSamples: total, failedSamples: failed, costUsd: null, metrics: means };
}

/** The state of the files of an import; `undefined` where there is no document. */
export async function importStamp(folder: string): Promise<string | undefined> {
  const [document, samples] = await Promise.all([fileState(runDocumentFile(folder)), fileState(samplesFile(folder))]);
  return document && `${document.stamp}|${samples?.stamp ?? '-'}`;
}

/** Only the metadata, which nobody computes with, has numbers as they were written. */
function readDocument(text: string): unknown {
  const document: unknown = JSON.parse(text);
  const isObject = typeof document === 'object' && document !== null;
  return isObject ? { ...document, metadata: (parseJson(text) as Fields)['metadata'] } : document;
}

type Fields = Readonly<Record<string, unknown>>;
