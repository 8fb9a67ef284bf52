import { tInterval } from './describe.ts';
import type { Interval } from './interval.ts';
import { twoSided } from './t-test.ts';

/** The difference of two runs on one task. */
export interface TaskDelta {
  readonly delta: number;
  /** Null where it is unknown, as for one sample. */
  readonly standardError: number | null;
  readonly df: number;
}

/** The mean difference over tasks, each counting the same however many samples it has. */
export interface MacroMean {
  readonly delta: number;
  /** Null where that of any task is. */
  readonly standardError: number | null;
  /** Satterthwaite's. */
  readonly df: number;
  /** Student's, shown beside the sign flip; null without variance. */
  readonly tTestP: number | null;
  readonly interval: Interval | null;
}

/**
 * The macro mean over tasks with its standard error √(Σ SE²)/K, on Satterthwaite's degrees of freedom (statistics.md §32). Null without
 * tasks.
 *
 * @example macroMean([{ delta: 0.1, standardError: 0.05, df: 9 }, { delta: 0.2, standardError: 0.08, df: 19 }], 0.05)?.df // 27.79
 */
export function macroMean(tasks: readonly TaskDelta[], alpha: number): MacroMean | null {
  const count = tasks.length;
  if (count === 0) return null;
  const delta = tasks.reduce((sum, task) => sum + task.delta, 0) / count;
  const unknown = { delta, standardError: null, df: 0, tTestP: null, interval: null };
  let total = 0;
  let parts = 0;
  for (const { standardError, df } of tasks) {
    if (standardError === null) return unknown;
    const variance = standardError * standardError;
    total += variance;
    if (variance > 0) parts += (variance * variance) / df;
  }
  const standardError = Math.sqrt(total) / count;
  if (!(standardError > 0)) return { ...unknown, standardError };
  const df = (total * total) / parts;
  return {
    delta,
    standardError,
    df,
    tTestP: twoSided(delta / standardError, df),
    interval: tInterval(delta, standardError, df, alpha),
  };
}
