import type { ErrorRates } from '../statistics/power.ts';
import type { PackedRuns } from './packed-runs.ts';

/** What a worker thread needs to plan: one run or two. */
export interface PowerTask {
  readonly runs: PackedRuns;
  readonly metrics: readonly string[];
  readonly rates: ErrorRates;
  readonly delta: number | null;
  /** As many as were observed where null. */
  readonly n: number | null;
  /** Assumed between one run and the one to come. */
  readonly correlation: number;
  readonly clustered: boolean;
}
