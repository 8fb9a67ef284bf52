export const JOB_TRACES = Symbol('JobTraces');

/** Which trace a job belongs to, where Assay is traced. */
export interface JobTraces {
  /** The header `traceparent` (W3C Trace Context) of what belongs to the job; `null` for one that is not traced. */
  traceparentOf(jobId: string): string | null;
}
