import type { Job, JobStatus } from '../domain/job.ts';
import type { RunStatus, RunSummary } from '../domain/run.ts';
import type { Summary } from '../evaluation/summary.ts';
import type { RunDataDto } from './run-data.dto.ts';
import { stepRef } from './run-ref.ts';
import type { StepWork } from './work-tally.ts';

const STATUSES: Readonly<Record<JobStatus, RunStatus>> = {
  queued: 'in_progress',
  running: 'in_progress',
  done: 'completed',
  error: 'failed',
  interrupted: 'failed',
  cancelled: 'cancelled',
};

/** A job as a run; `summary` is what the store has of it, for a job that has ended. */
export function jobRunData(job: Job, trials: number, summary: Partial<Summary> | null): RunDataDto {
  const bestStep = summary?.best_step?.step_index;
  return {
    ...commonData(job),
    run_id: job.id,
    status: STATUSES[job.status],
    num_samples: summary?.trial_count ?? trials,
    metrics: meansOf(summary),
    finished_at: job.finishedAt,
    step_index: null,
    best_run_id: bestStep === undefined ? null : stepRef(job.id, bestStep).runId,
    error: job.error,
  };
}

/** A step as a run: completed when it has its means, else as its job is. */
export function stepRunData(job: Job, { stepIndex, trials, means }: StepWork): RunDataDto {
  return {
    ...commonData(job),
    run_id: stepRef(job.id, stepIndex).runId,
    status: means === null ? STATUSES[job.status] : 'completed',
    num_samples: trials,
    metrics: means ?? {},
    finished_at: null,
    step_index: stepIndex,
    best_run_id: null,
    error: means === null ? job.error : null,
  };
}

/** A run that no job made. */
export function importedRunData(run: RunSummary): RunDataDto {
  return {
    run_id: run.runId,
    experiment_id: run.experimentId,
    status: run.status,
    num_samples: run.sampleCount,
    metrics: run.metrics,
    created_at: run.createdAt,
    finished_at: null,
    job_id: null,
    kind: null,
    step_index: null,
    best_run_id: null,
    error: null,
  };
}

function commonData({ id, spec, startedAt }: Job): Pick<RunDataDto, 'experiment_id' | 'created_at' | 'job_id' | 'kind'> {
  return { experiment_id: spec.experimentId ?? spec.project, created_at: startedAt, job_id: id, kind: spec.kind };
}

function meansOf(summary: Partial<Summary> | null): Record<string, number> {
  const means = Object.entries(summary?.per_metric ?? {}).map(([name, { mean }]) => [name, mean] as const);
  return Object.fromEntries(means.filter((entry): entry is [string, number] => entry[1] !== null));
}
