import type { Interval } from './interval.ts';

/** Two runs on one task. */
export interface TaskFindings {
  readonly name: string;
  readonly runA: string;
  readonly runB: string;
  readonly n: number;
  readonly meanA: number | null;
  readonly meanB: number | null;
  readonly delta: number | null;
  readonly standardError: number | null;
  readonly df: number;
  readonly interval: Interval | null;
}

/** What a pair rests on that is compared over several tasks. */
export interface Macro {
  readonly tasks: readonly TaskFindings[];
}
