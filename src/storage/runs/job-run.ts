import type { Job, JobStatus } from '../../domain/job.ts';
import type { Run, RunStatus } from '../../domain/run.ts';
import type { JsonObject, JsonValue } from '../../evaluation/json.ts';
import { jobRunId } from './job-run-id.ts';
import type { JobRunDocument } from './job-run-document.ts';

const STATUSES: Readonly<Record<JobStatus, RunStatus>> = {
  queued: 'in_progress',
  running: 'in_progress',
  done: 'completed',
  error: 'failed',
  interrupted: 'failed',
  cancelled: 'cancelled',
};

/** A job, or a finished step of one, as a run. A step is completed, whatever becomes of its job. */
export function jobRun(job: Job, step: JobRunDocument): Run {
  const { spec } = job;
  const stepIndex = spec.kind === 'optimize' ? step.step_index : null;
  return {
    runId: jobRunId({ jobId: job.id, stepIndex }),
    experimentId: spec.experimentId ?? (spec.project === '' ? 'default' : spec.project),
    status: stepIndex === null ? STATUSES[job.status] : 'completed',
    createdAt: job.startedAt,
    source: 'job',
    sampleCount: step.num_samples,
    metrics: step.metrics,
    metadata: metadataOf(job, step, stepIndex),
  };
}

function metadataOf(job: Job, step: JobRunDocument, stepIndex: number | null): JsonObject {
  const { spec } = job;
  const fields: Readonly<Record<string, JsonValue | undefined>> = {
    job_id: job.id,
    kind: spec.kind,
    step_index: stepIndex ?? undefined,
    project: spec.project,
    program: spec.program,
    prompt: spec.prompt,
    prompt_template: step.prompt_template ?? undefined,
    examples: spec.examples,
    dataset_sha256: job.datasetSha256,
    model: spec.model,
    proposer_model: spec.proposerModel,
    repeats: spec.repeats,
    limit: spec.limit,
    seed: spec.seed,
    generation_kwargs: spec.generationKwargs,
    label: spec.label,
    finished_at: job.finishedAt,
    error: job.error,
    assay_version: job.assayVersion ?? undefined,
    failed_trials: step.failed_trials,
    failed_scorings: step.failed_scorings,
    metric_definitions: step.metric_definitions,
  };
  return Object.fromEntries(Object.entries(fields).filter((field): field is [string, JsonValue] => field[1] !== undefined));
}
