import { describe, tInterval } from './describe.ts';
import type { Differences } from './differences.ts';
import { studentTail } from './distributions/student.ts';
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

/**
 * Welch's t test of two columns that can't be joined by sample (Welch 1947; statistics.md §5; as SciPy's
 * `ttest_ind(equal_var=False)`). The Welch–Satterthwaite degrees of freedom are not truncated. Where samples can be joined, the
 * paired tests are sharper. Null with fewer than two values in a column, or when both are constant.
 *
 * @example welchTest(new Float64Array([0.9, 0.4]), new Float64Array([0.5, 0]), 0.05).df // 2
 */
export function welchTest(a: Float64Array, b: Float64Array, alpha: number): TTest | null {
  const left = describe(a);
  const right = describe(b);
  if (left.se === null || right.se === null || left.mean === null || right.mean === null) return null;
  const leftSquare = left.se * left.se;
  const rightSquare = right.se * right.se;
  const square = leftSquare + rightSquare;
  if (square === 0) return null;
  const df = (square * square) / ((leftSquare * leftSquare) / (left.n - 1) + (rightSquare * rightSquare) / (right.n - 1));
  const se = Math.sqrt(square);
  const t = (left.mean - right.mean) / se;
  return { t, df, p: twoSided(t, df), interval: tInterval(left.mean - right.mean, se, df, alpha) };
}

/** Two one-sided tests of "the difference is smaller than a margin". */
export interface OneSidedTests {
  /** Of "the mean difference is −margin or less". */
  readonly pNotWorse: number;
  /** Of "the mean difference is the margin or more". */
  readonly pNotBetter: number;
  /** The larger of the two. */
  readonly p: number;
  /** The 1 − 2α interval; it lies within ±margin exactly where p ≤ α. */
  readonly interval: Interval | null;
}

/**
 * Two one-sided t tests (TOST; Schuirmann 1987; statistics.md §13). Only roughly valid, and not at all where few differences are not zero. Null
 * without a standard error.
 *
 * @example oneSidedTTests(-0.05, 0.0881, 19, 0.02, 0.05)?.p // 0.63
 */
export function oneSidedTTests(
  delta: number,
  se: number | null,
  df: number,
  margin: number,
  alpha: number,
): OneSidedTests | null {
  if (se === null || se === 0 || df < 1) return null;
  const pNotWorse = studentTail((delta + margin) / se, df);
  const pNotBetter = studentTail((margin - delta) / se, df);
  return { pNotWorse, pNotBetter, p: Math.max(pNotWorse, pNotBetter), interval: tInterval(delta, se, df, 2 * alpha) };
}
