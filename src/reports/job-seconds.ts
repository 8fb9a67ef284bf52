import { secondsAtWork } from '../domain/work-time.ts';

/** The times of a job, as its manifest has them. */
export interface JobTimes {
  readonly started_at: string;
  readonly finished_at: string | null;
  readonly resumed?: { readonly at: string; readonly worked_seconds?: number | undefined } | null | undefined;
}

/** How long a job was at work, in seconds, as `secondsAtWork` counts it. */
export function jobSeconds({ started_at: startedAt, finished_at: finishedAt, resumed }: JobTimes): number | null {
  const again = resumed ? { at: resumed.at, workedSeconds: resumed.worked_seconds } : null;
  return secondsAtWork({ startedAt, finishedAt, resumed: again });
}

/** What to say of a job that was at work for `duration`: one that was resumed did not take so long from its start to its end. */
export function tookText({ resumed }: Pick<JobTimes, 'resumed'>, duration: string): string {
  return resumed ? `${duration} at work` : `took ${duration}`;
}
