import { normalTail } from './distributions/normal.ts';
import { studentQuantile } from './distributions/student.ts';
import { meanOverSpread } from './power.ts';

/** A mean difference with its standard error, and the margin within which it is to be shown. */
export interface EquivalenceStudy {
  /** Samples or clusters: one more than the degrees of freedom. */
  readonly n: number;
  /** Of the mean difference. */
  readonly standardError: number;
  /** The true difference. */
  readonly delta: number;
  readonly margin: number;
  readonly alpha: number;
}

/**
 * The power of two one-sided t tests, P(−ε + t·se < D < ε − t·se), integrated over se (Phillips 1990; statistics.md §26). For the bounded
 * test put `boundedMargin` for the margin. 0 where no interval fits into the margin; null below three samples and without spread.
 *
 * @example equivalencePower({ n: 1000, standardError: 0.4 / Math.sqrt(1000), delta: 0, margin: 0.04, alpha: 0.05 }) // 0.870298941635254
 */
export function equivalencePower({ n, standardError: se, delta, margin, alpha }: EquivalenceStudy): number | null {
  if (n < 3 || !(se > 0)) return null;
  if (margin <= 0) return 0;
  const critical = studentQuantile(alpha, n - 1);
  const widest = margin / (critical * se);
  const inside = (s: number): number => {
    const upper = (margin - delta) / se - critical * s;
    const lower = (-margin - delta) / se + critical * s;
    return normalTail(lower) - normalTail(upper);
  };
  return Math.max(0, meanOverSpread(n - 1, inside, widest));
}

/**
 * The margin of two t tests that are as powerful as the bounded test (statistics.md §21): that test has one more observation at the worst
 * end, so that a share of the margin is lost. `largest` is the size of the largest cluster, 1 without clusters.
 */
export function boundedMargin(margin: number, span: number, n: number, largest = 1): number {
  return margin - (span * largest) / (n + largest);
}
