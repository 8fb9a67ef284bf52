import { z } from 'zod';
import type { JsonObject, JsonValue } from '../evaluation/json.ts';
import type { Summary } from '../evaluation/summary.ts';
import { type Job, JOB_STATUSES, type Resumption, type Stopped } from './job.ts';
import { JOB_KINDS, type JobField, type JobFieldName, jobFields, jobSpec } from './job-fields.ts';
import { recordedFields } from './recorded-fields.ts';
import type { SearchParts } from './search-parts.ts';

const time = z.iso.datetime({ offset: true });

const count = z.int().nonnegative();

/** Texts may be empty here: other writers have rules of their own. */
const VALUE_SCHEMAS: Readonly<Record<JobField['type'], z.ZodType>> = {
  text: z.string(),
  integer: count,
  amount: z.number(),
  count_or_share: z.number(),
  names: z.array(z.string()),
  object: z.record(z.string(), z.json()),
  flag: z.boolean(),
  choice: z.string(),
  name_or_share: z.union([z.string(), z.number()]),
  budget: z.record(z.string(), z.json()),
};

const FIELD_SCHEMAS = Object.fromEntries(
  jobFields().map(({ name, type, isInEveryManifest }) => {
    const schema = VALUE_SCHEMAS[type];
    return [name, isInEveryManifest ? schema : schema.nullish()];
  }),
) as Record<JobFieldName, z.ZodType>;

const manifestSchema = z.looseObject({
  ...FIELD_SCHEMAS,
  schema_version: z.literal(1),
  job_id: z.string(),
  kind: z.enum(JOB_KINDS),
  status: z.enum(JOB_STATUSES),
  started_at: time,
  finished_at: time.nullish(),
  error: z.string().nullish(),
  stopped: z.looseObject({ reason: z.string() }).nullish(),
  projects_root: z.string(),
  dataset_path: z.string(),
  dataset_sha256: z.string(),
  dataset_rows: count.nullish(),
  program_sha256: z.string().nullish(),
  metrics_sha256: z.string().nullish(),
  prompt_sha256: z.string().nullish(),
  resumed: z
    .looseObject({ at: time, retry_failed: z.boolean(), worked_seconds: z.number().nonnegative().optional() })
    .nullish(),
  scored_from: z.string().nullish(),
  planned_trials: count.nullish(),
  price_unknown: z.array(z.string()).nullish(),
  cost_usd: z.number().nullish(),
  planned_scorings: count.nullish(),
  planned_judgings: count.nullish(),
  parts: z
    .looseObject({
      training: count,
      selection: count.nullish(),
      holdout: count.nullish(),
      sha256: z.string(),
      holdout_dataset_sha256: z.string().nullish(),
    })
    .nullish(),
  assay_version: z.string().nullish(),
});

type Manifest = z.infer<typeof manifestSchema>;

/** The document `manifest.json` of a job, keys sorted. A field that does not apply, or has its default, is absent. */
export function toManifest(job: Job): JsonObject {
  const { spec } = job;
  const fields: Readonly<Record<string, JsonValue | undefined>> = {
    ...job.extra,
    ...recordedFields(spec),
    schema_version: 1,
    job_id: job.id,
    kind: spec.kind,
    status: job.status,
    started_at: job.startedAt,
    finished_at: job.finishedAt,
    error: job.error,
    stopped: job.stopped ?? undefined,
    projects_root: job.projectsRoot,
    dataset_path: job.datasetPath,
    dataset_sha256: job.datasetSha256,
    dataset_rows: job.exampleCount,
    program_sha256: job.sources.programSha256 ?? undefined,
    metrics_sha256: job.sources.metricsSha256 ?? undefined,
    prompt_sha256: job.sources.promptSha256 ?? undefined,
    resumed: resumedFields(job.resumed),
    scored_from: job.scoredFrom,
    planned_trials: job.plannedTrials ?? undefined,
    price_unknown: job.unpricedModels === undefined ? undefined : [...job.unpricedModels],
    cost_usd: job.costUsd,
    planned_scorings: job.plannedScorings ?? undefined,
    planned_judgings: job.plannedJudgings,
    parts: job.parts && partsFields(job.parts),
    assay_version: job.assayVersion ?? undefined,
  };
  return Object.fromEntries(
    Object.entries(fields)
      .filter((field): field is [string, JsonValue] => field[1] !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  );
}

/**
 * The job of a manifest, of ours or of the seed's server; fields that Assay does not know stay in `extra`.
 * Throws an error that names every fault, or says that the manifest belongs to another job than `jobId`.
 */
export function fromManifest(json: unknown, expected: { readonly jobId: string }): Job {
  const parsed = manifestSchema.safeParse(json);
  if (!parsed.success)
    throw new Error(parsed.error.issues.map((issue) => `${issue.path.join('.') || 'manifest'}: ${issue.message}`).join('; '));

  const manifest = parsed.data;
  if (manifest.job_id !== expected.jobId)
    throw new Error(`job_id: it is the manifest of ${manifest.job_id}, not of ${expected.jobId}`);

  return {
    id: manifest.job_id,
    spec: jobSpec(manifest.kind, manifest),
    status: manifest.status,
    startedAt: manifest.started_at,
    finishedAt: manifest.finished_at ?? null,
    error: manifest.error ?? null,
    stopped: (manifest.stopped as Stopped | undefined) ?? null,
    projectsRoot: manifest.projects_root,
    datasetPath: manifest.dataset_path,
    datasetSha256: manifest.dataset_sha256,
    ...(typeof manifest.dataset_rows === 'number' ? { exampleCount: manifest.dataset_rows } : {}),
    sources: {
      programSha256: manifest.program_sha256 ?? null,
      metricsSha256: manifest.metrics_sha256 ?? null,
      promptSha256: manifest.prompt_sha256 ?? null,
    },
    resumed: manifest.resumed ? resumption(manifest.resumed) : null,
    ...(typeof manifest.scored_from === 'string' ? { scoredFrom: manifest.scored_from } : {}),
    plannedTrials: manifest.planned_trials ?? null,
    ...(manifest.price_unknown ? { unpricedModels: manifest.price_unknown } : {}),
    ...(manifest.cost_usd === undefined ? {} : { costUsd: manifest.cost_usd }),
    plannedScorings: manifest.planned_scorings ?? null,
    ...(manifest.planned_judgings ? { plannedJudgings: manifest.planned_judgings } : {}),
    ...(manifest.parts ? { parts: partsOf(manifest.parts) } : {}),
    assayVersion: manifest.assay_version ?? null,
    extra: extraOf(manifest),
  };
}

function resumedFields(resumed: Resumption | null): JsonObject | undefined {
  if (resumed === null) return undefined;
  const { at, retriesFailed, workedSeconds } = resumed;
  return { at, retry_failed: retriesFailed, ...(workedSeconds !== undefined && { worked_seconds: workedSeconds }) };
}

function resumption({
  at,
  retry_failed: retriesFailed,
  worked_seconds: workedSeconds,
}: NonNullable<Manifest['resumed']>): Resumption {
  return { at, retriesFailed, ...(workedSeconds !== undefined && { workedSeconds }) };
}

function partsFields({ training, selection, holdout, sha256, holdoutDatasetSha256 }: SearchParts): JsonObject {
  return {
    training,
    ...(selection === null ? {} : { selection }),
    ...(holdout === null ? {} : { holdout }),
    sha256,
    ...(holdoutDatasetSha256 === null ? {} : { holdout_dataset_sha256: holdoutDatasetSha256 }),
  };
}

function partsOf({ training, sha256, ...parts }: NonNullable<Manifest['parts']>): SearchParts {
  const { selection = null, holdout = null, holdout_dataset_sha256: holdoutDatasetSha256 = null } = parts;
  return { training, selection, holdout, sha256, holdoutDatasetSha256 };
}

/** What `looseObject` let pass comes from JSON, so it is JSON. */
function extraOf(manifest: Manifest): JsonObject {
  const extra = Object.entries(manifest).filter(([name]) => !(name in manifestSchema.shape));
  return Object.fromEntries(extra) as JsonObject;
}

/** The document `summary.json` of a settled job. */
export function summaryDocument(job: Job, summary: Summary): object {
  return {
    job_id: job.id,
    kind: job.spec.kind,
    status: job.status,
    ...summary,
    ...(job.error === null ? {} : { error: job.error }),
  };
}
