import type { Job } from './job.ts';
import type { Summary } from '../evaluation/summary.ts';

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
