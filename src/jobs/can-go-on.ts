import { AssayError } from '../domain/errors.ts';
import { isSettled, type Job } from '../domain/job.ts';
import { tooManyFailures } from '../domain/job-limits.ts';
import type { EarlierEvents } from './earlier-events.ts';

/** Throws `illegal_move` for a job that has not ended, or is done. */
export function checkCanGoOn({ id, status }: Job): void {
  if (!isSettled(status)) throw new AssayError('illegal_move', `job ${id} is ${status}: there is nothing to resume`);
  if (status === 'done') throw new AssayError('illegal_move', `job ${id} is done: there is nothing to resume`);
}

/** Throws `illegal_move` where what is missing can't be told, because the trials do not say their rows. */
export function checkRows({ id }: Job, { hasRows }: EarlierEvents): void {
  if (hasRows) return;
  throw new AssayError(
    'illegal_move',
    `job ${id} can't go on: its trials have no "row", so they do not say which row of the dataset they are of, as in archives of other ` +
      'programs and of versions before 0.1.0. Start it anew',
  );
}

/** Throws `illegal_move` for a job all of whose work is there, but of which too many trials failed to be done. */
export function checkFailures(job: Job, { fold }: EarlierEvents): void {
  const excess = tooManyFailures(job, fold);
  if (excess === null) return;
  throw new AssayError(
    'illegal_move',
    `job ${job.id} has nothing left to run, and ${excess.failed} trials failed, which is more than its max_failures (${excess.limit}) allows: ` +
      'resume it with a higher max_failures, or with retry_failed',
  );
}
