import { describe, tInterval } from './describe.ts';
import { type TTest, twoSided } from './t-test.ts';

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
