import { setTimeout } from 'node:timers/promises';
import { UnavailableError } from '../domain/errors.ts';

const PAUSE_MS = 1_000;

/** What some work gives once what it needs is not away any more. Throws what else the work throws, and what it throws when the signal is aborted. */
export async function onceAvailable<Result>(work: () => Promise<Result>, signal: AbortSignal): Promise<Result> {
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof UnavailableError) || signal.aborted) throw error;
    }
    await setTimeout(PAUSE_MS, undefined, { signal }).catch(() => undefined);
  }
}
