import { z } from 'zod';
import type { JsonObject, JsonValue } from '../evaluation/json.ts';
import { JOB_KINDS, JOB_STATUSES, type Job, type JobSpec, type Stopped } from './job.ts';

const time = z.iso.datetime({ offset: true });
const count = z.int().nonnegative();

const manifestSchema = z.looseObject({
  schema_version: z.literal(1),
  job_id: z.string(),
  kind: z.enum(JOB_KINDS),
  status: z.enum(JOB_STATUSES),
  started_at: time,
  finished_at: time.nullish(),
  error: z.string().nullish(),
  stopped: z.looseObject({ reason: z.string() }).nullish(),
  projects_root: z.string(),
  project: z.string(),
  program: z.string(),
  prompt: z.string(),
  examples: z.string(),
  dataset_path: z.string(),
  dataset_sha256: z.string(),
  model: z.string(),
  workers: count,
  metrics: z.array(z.string()).nullish(),
  steps: count.nullish(),
  proposer_model: z.string().nullish(),
  repeats: count.nullish(),
  limit: count.nullish(),
  seed: z.number().nullish(),
  generation_kwargs: z.record(z.string(), z.json()).nullish(),
  experiment_id: z.string().nullish(),
  label: z.string().nullish(),
  planned_trials: count.nullish(),
  planned_scorings: count.nullish(),
  assay_version: z.string().nullish(),
});

type Manifest = z.infer<typeof manifestSchema>;

/** The document `manifest.json` of a job, keys sorted. A field that does not apply, or has its default, is absent. */
export function toManifest(job: Job): JsonObject {
  const { spec } = job;
  const fields: Readonly<Record<string, JsonValue | undefined>> = {
    ...job.extra,
    schema_version: 1,
    job_id: job.id,
    kind: spec.kind,
    status: job.status,
    started_at: job.startedAt,
    finished_at: job.finishedAt,
    error: job.error,
    stopped: job.stopped ?? undefined,
    projects_root: job.projectsRoot,
    project: spec.project,
    program: spec.program,
    prompt: spec.prompt,
    examples: spec.examples,
    dataset_path: job.datasetPath,
    dataset_sha256: job.datasetSha256,
    model: spec.model,
    workers: spec.workers,
    metrics: spec.metrics,
    steps: spec.steps,
    proposer_model: spec.proposerModel,
    repeats: spec.repeats === 1 ? undefined : spec.repeats,
    limit: spec.limit,
    seed: spec.seed,
    generation_kwargs: Object.keys(spec.generationKwargs).length === 0 ? undefined : spec.generationKwargs,
    experiment_id: spec.experimentId,
    label: spec.label,
    planned_trials: job.plannedTrials ?? undefined,
    planned_scorings: job.plannedScorings ?? undefined,
    assay_version: job.assayVersion ?? undefined,
  };
  return Object.fromEntries(
    Object.entries(fields)
      .filter((field): field is [string, JsonValue] => field[1] !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  );
}

/**
 * The job of a manifest, of ours or of the seed's server; fields that are nobody's stay in `extra`.
 * Throws an error that names every fault, also where the manifest is not the one of `jobId`.
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
    spec: specOf(manifest),
    status: manifest.status,
    startedAt: manifest.started_at,
    finishedAt: manifest.finished_at ?? null,
    error: manifest.error ?? null,
    stopped: (manifest.stopped as Stopped | undefined) ?? null,
    projectsRoot: manifest.projects_root,
    datasetPath: manifest.dataset_path,
    datasetSha256: manifest.dataset_sha256,
    plannedTrials: manifest.planned_trials ?? null,
    plannedScorings: manifest.planned_scorings ?? null,
    assayVersion: manifest.assay_version ?? null,
    extra: extraOf(manifest),
  };
}

function specOf(manifest: Manifest): JobSpec {
  const { metrics, steps, proposer_model: proposerModel, limit, seed, experiment_id: experimentId, label } = manifest;
  return {
    kind: manifest.kind,
    project: manifest.project,
    program: manifest.program,
    prompt: manifest.prompt,
    examples: manifest.examples,
    model: manifest.model,
    workers: manifest.workers,
    ...(metrics && { metrics }),
    ...(typeof steps === 'number' && { steps }),
    ...(typeof proposerModel === 'string' && { proposerModel }),
    repeats: manifest.repeats ?? 1,
    ...(typeof limit === 'number' && { limit }),
    ...(typeof seed === 'number' && { seed }),
    generationKwargs: manifest.generation_kwargs ?? {},
    ...(typeof experimentId === 'string' && { experimentId }),
    ...(typeof label === 'string' && { label }),
  };
}

/** What `looseObject` let pass comes from JSON, so it is JSON. */
function extraOf(manifest: Manifest): JsonObject {
  const extra = Object.entries(manifest).filter(([name]) => !(name in manifestSchema.shape));
  return Object.fromEntries(extra) as JsonObject;
}
