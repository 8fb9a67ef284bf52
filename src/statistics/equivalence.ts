import { tInterval } from './describe.ts';
import { studentTail } from './distributions/student-tail.ts';
import type { Interval } from './interval.ts';

/** Whether a difference is known to be smaller than a margin that was declared beforehand. */
export interface Equivalence {
  readonly margin: number;
  readonly pLower: number;
  readonly pUpper: number;
  readonly p: number;
  /** The 1 − 2α interval; it lies inside of ±margin just where p ≤ α. */
  readonly interval: Interval | null;
  readonly equivalent: boolean;
}

/**
 * Two one-sided t tests (TOST; Schuirmann 1987; statistics.md §13). `se` and `df` are those of the mean difference, clustered ones
 * too. Null without a standard error.
 *
 * @example equivalence(-0.05, 0.0881, 19, 0.02, 0.05)?.equivalent // false
 */
export function equivalence(delta: number, se: number | null, df: number, margin: number, alpha: number): Equivalence | null {
  if (se === null || se === 0 || df < 1) return null;
  const pLower = studentTail((delta + margin) / se, df);
  const pUpper = studentTail((margin - delta) / se, df);
  const p = Math.max(pLower, pUpper);
  return { margin, pLower, pUpper, p, interval: tInterval(delta, se, df, 2 * alpha), equivalent: p <= alpha };
}
