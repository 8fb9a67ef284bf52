import type { Job } from '../domain/job.ts';

/** What a run id means among jobs: a job, or a step of an optimize job. */
export interface RunRef {
  readonly runId: string;
  readonly jobId: string;
  /** `null` for the job as a whole. */
  readonly stepIndex: number | null;
}

/** Reads `<job_id>` and `<job_id>.<step_index>`. */
export function runRef(runId: string): RunRef {
  const [, jobId, step] = /^([^.]+)\.(0|[1-9]\d{0,8})$/.exec(runId) ?? [];
  if (jobId === undefined) return { runId, jobId: runId, stepIndex: null };
  return { runId, jobId, stepIndex: Number(step) };
}

export function stepRef(jobId: string, stepIndex: number): RunRef {
  return { runId: `${jobId}.${stepIndex}`, jobId, stepIndex };
}

/** Whether the job is the run, has it or may come to have it: only optimize has steps, and no more than it was asked for. */
export function mayHaveRun({ spec }: Job, { stepIndex }: RunRef): boolean {
  return stepIndex === null || (spec.kind === 'optimize' && stepIndex <= (spec.steps ?? 0));
}
