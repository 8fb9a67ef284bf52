import { isSettled, type Job } from '../domain/job.ts';
import type { ReportedJob } from '../reports/job-report.ts';

/** What a report says about the job itself. */
export function reportFacts(job: Job): ReportedJob {
  const { spec } = job;
  return {
    job_id: job.id,
    kind: spec.kind,
    status: job.status,
    is_settled: isSettled(job.status),
    started_at: job.startedAt,
    finished_at: job.finishedAt,
    error: job.error,
    project: spec.project,
    program: spec.program,
    prompt: spec.prompt,
    examples: spec.examples,
    dataset_path: job.datasetPath,
    dataset_sha256: job.datasetSha256,
    model: spec.model,
    proposer_model: spec.proposerModel ?? null,
    metrics: spec.metrics ?? null,
    steps: spec.steps ?? null,
    workers: spec.workers,
    repeats: spec.repeats,
    limit: spec.limit ?? null,
    seed: spec.seed ?? null,
    generation_kwargs: Object.keys(spec.generationKwargs).length === 0 ? null : spec.generationKwargs,
    experiment_id: spec.experimentId ?? null,
    label: spec.label ?? null,
    planned_trials: job.plannedTrials,
    assay_version: job.assayVersion,
  };
}
