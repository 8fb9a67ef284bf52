import { tInterval } from './describe.ts';
import type { Differences } from './differences.ts';
import { studentTail } from './distributions/student-tail.ts';
import type { Interval } from './interval.ts';

/** A two-sided t test; everything is null where the variance is zero or unknown: t = ∞ is not evidence. */
export interface TTest {
  readonly t: number | null;
  readonly df: number;
  readonly p: number | null;
  readonly interval: Interval | null;
}

/**
 * Student's paired t test of "the mean difference is 0" (statistics.md §5; as SciPy's `ttest_rel`).
 *
 * @example pairedTTest(differences(a, b), 0.05) // { t: -0.567…, df: 19, p: 0.577…, interval: [-0.234…, 0.134…] }
 */
export function pairedTTest(d: Differences, alpha: number): TTest {
  const df = Math.max(0, d.n - 1);
  if (d.n < 2 || d.constant || d.mean === null || d.se === null) return { t: null, df, p: null, interval: null };
  const t = d.mean / d.se;
  return { t, df, p: twoSided(t, df), interval: tInterval(d.mean, d.se, df, alpha) };
}

/** 2 · P(T > |t|). */
export function twoSided(t: number, df: number): number {
  return Math.min(1, 2 * studentTail(Math.abs(t), df));
}
