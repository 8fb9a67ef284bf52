import type { JobFold } from '../evaluation/job-fold.ts';
import type { JobDocument } from './api-client.ts';
import { EXIT } from './exit-code.ts';

/** The exit code of a job that has ended, and the reason where it is not 0, in a sentence. */
export function jobVerdict(
  { manifest }: Pick<JobDocument, 'manifest'>,
  fold: JobFold,
  failUnder: number | undefined,
): { readonly code: number; readonly reason?: string } {
  const { status, error, job_id: jobId } = manifest;
  if (status !== 'done')
    return { code: EXIT.failed, reason: `job ${jobId} ended as ${status}${error === null ? '' : `: ${error}`}` };

  const score = manifest.kind === 'optimize' ? (fold.bestStep?.score ?? null) : fold.total.overall.mean;
  if (failUnder === undefined || (score !== null && score >= failUnder)) return { code: EXIT.done };
  const found = score === null ? 'there is no score' : `the score is ${String(score)}`;
  return { code: EXIT.belowThreshold, reason: `${found}, below --fail-under ${String(failUnder)}` };
}
