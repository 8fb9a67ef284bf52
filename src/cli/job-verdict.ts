import type { JobDocument } from './api-client.ts';
import { EXIT } from './exit-code.ts';

/** The exit code of a job that has ended, and why it is not 0, in a sentence. */
export function jobVerdict(
  job: JobDocument,
  failUnder: number | undefined,
): { readonly code: number; readonly reason?: string } {
  const { status, error, job_id: jobId } = job.manifest;
  if (status !== 'done')
    return { code: EXIT.failed, reason: `job ${jobId} ended as ${status}${error === null ? '' : `: ${error}`}` };

  const score = jobScore(job);
  if (failUnder === undefined || (score !== null && score >= failUnder)) return { code: EXIT.done };
  const found = score === null ? 'there is no score' : `the score is ${String(score)}`;
  return { code: EXIT.belowThreshold, reason: `${found}, below --fail-under ${String(failUnder)}` };
}

/** The job's score: an evaluation's overall mean, an optimization's best step; `null` where nothing was scored. */
function jobScore({ summary }: JobDocument): number | null {
  if (summary?.best_step) return summary.best_step.score;
  return summary?.overall?.mean ?? null;
}
