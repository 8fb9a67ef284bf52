/** Which job, and which step of an optimize job, a run id names. */
export interface JobRunId {
  readonly jobId: string;
  readonly stepIndex: number | null;
}

/** The run id of a job, or of one step of it. */
export function jobRunId({ jobId, stepIndex }: JobRunId): string {
  return stepIndex === null ? jobId : `${jobId}.${stepIndex}`;
}

/** Reads a run id as the one of a job; `undefined` where it can't be one. */
export function parseJobRunId(runId: string): JobRunId | undefined {
  const [, jobId, step] = /^([^.]{1,200})(?:\.(0|[1-9]\d{0,8}))?$/s.exec(runId) ?? [];
  return jobId === undefined ? undefined : { jobId, stepIndex: step === undefined ? null : Number(step) };
}
