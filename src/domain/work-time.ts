/** When a job began, when it ended, and what came before it was last made to go on. */
export interface WorkTimes {
  readonly startedAt: string;
  readonly finishedAt: string | null;
  readonly resumed: { readonly at: string; readonly workedSeconds?: number | undefined } | null;
}

/**
 * How long a job was at work, in seconds: from its start to its end without the pauses after which it was resumed. `null` while it has no end, and where
 * it was not recorded how long it worked before.
 */
export function secondsAtWork({ startedAt, finishedAt, resumed }: WorkTimes): number | null {
  if (finishedAt === null) return null;
  const before = resumed === null ? 0 : (resumed.workedSeconds ?? NaN);
  const seconds = before + Math.max(0, Date.parse(finishedAt) - Date.parse(resumed?.at ?? startedAt)) / 1_000;
  return Number.isNaN(seconds) ? null : seconds;
}
