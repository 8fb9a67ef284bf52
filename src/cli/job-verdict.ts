import { stopText } from '../domain/stop-text.ts';
import type { JobFold } from '../evaluation/job-fold.ts';
import type { JobDocument } from './api-client.ts';
import { EXIT } from './exit-code.ts';

/** The exit code of a job that has ended, and the reason where it is not 0, in a sentence. */
export function jobVerdict(
  { manifest }: Pick<JobDocument, 'manifest'>,
  fold: JobFold,
  failUnder: number | undefined,
): { readonly code: number; readonly reason?: string } {
  const { status, error, stopped, job_id: jobId } = manifest;
  if (status !== 'done') {
    const why = error ?? (stopped === undefined ? null : stopText(stopped));
    return { code: EXIT.failed, reason: `job ${jobId} ended as ${status}${why === null ? '' : `: ${why}`}` };
  }

  if (error !== null) return { code: EXIT.failed, reason: error };
  const judged = manifest.kind === 'optimize' ? fold.toldStep : fold.step(0);
  const { score = null, worstScore = null } = judged ?? {};
  if (failUnder === undefined || (score !== null && (worstScore ?? score) >= failUnder)) return { code: EXIT.done };
  return { code: EXIT.belowThreshold, reason: `${scoreText(score, worstScore)}, below --fail-under ${String(failUnder)}` };
}

/** The score, and what it is with 0 for everything that could not be scored, which decides. */
function scoreText(score: number | null, worstScore: number | null): string {
  if (score === null) return 'there is no score';
  if (worstScore === null || worstScore === score) return `the score is ${String(score)}`;
  return `the score is ${String(score)}, but not all trials could be scored: with these as 0 it is ${String(worstScore)}`;
}
