import { UnusableRequestError } from '../domain/errors.ts';
import type { Job } from '../domain/job.ts';
import type { Run } from '../domain/run.ts';
import { isInTheMaking, plannedRows, type RunToCompare } from './compared-rows.ts';

/**
 * How far a run has come that ended before all its trials were made, in words, and what to do; `null` for one that has them all. Which rows it has may
 * depend on how easy they are, or on how it did.
 */
export function cutOf({ status, totalSamples }: Pick<Run, 'status' | 'totalSamples'>, job: Job | undefined): string | null {
  if (job === undefined) {
    const why = `is ${status}, and the rows that it has may be the easier ones: name a run that is completed.`;
    return status === 'completed' ? null : why;
  }
  const { id, plannedTrials, stopped } = job;
  if ((job.status === 'done' && stopped === null) || plannedTrials === null || totalSamples >= plannedTrials) return null;
  const trials = `with ${totalSamples} of its ${plannedTrials} trials`;
  if (job.status === 'done')
    return `was stopped early, ${trials}, so that what it has may depend on how it did: start one that is not stopped${verdictOf(job)}.`;

  return (
    `is ${job.status}, ${trials}, and those may be the easier ones: resume it (POST /api/jobs/${id}/resume) and compare it once it is done, or, ` +
    'if it was started with a seed, while it runs.'
  );
}

function verdictOf({ stopped }: Job): string {
  const id = stopped?.reason === 'decided' ? stopped['comparison_id'] : undefined;
  return typeof id === 'string' ? `, or use the verdict of its comparison (GET /api/comparisons/${id})` : '';
}

/** Refuses a limit that leaves out rows of the baseline: all rows that are left would be a fact, of a question that nobody asked. */
export function checkLimit(limit: number, baseline: RunToCompare, compared: number): void {
  const rows = isInTheMaking(baseline) ? plannedRows(baseline.job) : baseline.places.size;
  if (rows <= compared) return;
  throw new UnusableRequestError(
    `With the limit ${limit} only ${compared} of the ${rows} rows of the baseline, ${baseline.runId}, would be compared: leave the limit out, or set ` +
      'max_samples in against (--max-samples) to end after so many rows.',
  );
}
