import { setTimeout } from 'node:timers/promises';
import { ApiError } from '../../client/api-error.ts';
import { AssayError, BusyError, type Occupancy, workDoneText } from '../../domain/errors.ts';

/** How soon to try again where nobody says when. */
const LOOK_MS = 1_000;

export interface PlaceOptions {
  /** Whether to wait where other jobs take all places. */
  readonly isPatient: boolean;
  /** Gives the waiting up. */
  readonly signal: AbortSignal;
  /** Gets a sentence when the waiting begins, and whenever other jobs are in the way. */
  readonly say: (text: string) => void;
  /** How the job in the way is ended, as the end of a sentence. */
  readonly wayToEnd: (jobId: string) => string;
}

/**
 * Starts a job, if need be once it has a place, and returns what `start` does. A refusal for want of a place says what takes it. Throws
 * the signal's reason when it aborts during a wait.
 */
export async function startWithPlace<Started>(
  start: () => Promise<Started>,
  { isPatient, signal, say, wayToEnd }: PlaceOptions,
): Promise<Started> {
  let said = '';
  for (;;) {
    try {
      return await start();
    } catch (error) {
      const occupancy = occupancyOf(error);
      if (occupancy === undefined) throw error;
      if (!isPatient) throw new AssayError('busy', refusalText((error as Error).message, occupancy, wayToEnd));
      const text = `Waiting for a place: ${described(occupancy)}.`;
      if (text !== said) say(text);
      said = text;
      await setTimeout((error instanceof ApiError ? error.retryAfterMs : null) ?? LOOK_MS, undefined, { signal });
    }
  }
}

/** What took the place of a job that was refused; `undefined` for any other error. */
function occupancyOf(error: unknown): Occupancy | undefined {
  return error instanceof ApiError || error instanceof BusyError ? error.occupancy : undefined;
}

/** What is in the way, how far it is, and what to do about it. */
function refusalText(message: string, occupancy: Occupancy, wayToEnd: PlaceOptions['wayToEnd']): string {
  const { running, progress = [] } = occupancy;
  const far = progress.map((job) => `${running.length === 1 ? 'it' : `job ${job.job_id}`} ${workDoneText(job)}; `).join('');
  const [first] = running;
  const end = first === undefined ? '' : `${wayToEnd(first)}, `;
  return `${message}: ${described(occupancy)}; ${far}${end}--wait waits for a place`;
}

/** Which jobs run, and which setting lets no more of them. */
function described({ running, limit, setting }: Occupancy): string {
  const jobs = running.length === 1 ? `job ${running.join()} runs` : `jobs ${running.join(', ')} run`;
  return `${running.length === 0 ? 'other jobs are in line' : jobs} (${setting} is ${String(limit)})`;
}
