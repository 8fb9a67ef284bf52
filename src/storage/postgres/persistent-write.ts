import { setTimeout as delay } from 'node:timers/promises';
import { UnavailableError } from '../../domain/errors.ts';

/** How soon a write is tried again while the database is away. */
const FIRST_PAUSE_MS = 50;
const LONGEST_PAUSE_MS = 1_000;

/**
 * Writes, and while the database is away tries again until it is back or until `isOver`; then it throws `unavailable`. With `isRetry` what is to be
 * written may be there already: the answer to an attempt was lost.
 */
export async function persistently<Result>(
  write: (isRetry: boolean) => Promise<Result>,
  isOver: () => boolean,
): Promise<Result> {
  for (let pauseMs = FIRST_PAUSE_MS, isRetry = false; ; pauseMs = Math.min(2 * pauseMs, LONGEST_PAUSE_MS), isRetry = true) {
    try {
      return await write(isRetry);
    } catch (error) {
      if (!(error instanceof UnavailableError) || isOver()) throw error;
    }
    await delay(pauseMs);
  }
}
