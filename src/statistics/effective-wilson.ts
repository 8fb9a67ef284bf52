import { studentQuantile } from './distributions/student.ts';
import type { Interval } from './interval.ts';

/** A mean on the unit scale, as Wilson's interval takes it. */
export interface UnitMean {
  /** From 0 to 1. */
  readonly mean: number;
  readonly standardError: number;
  /** What the mean is of: samples, or the effective number of clusters. Used where the standard error is 0. */
  readonly n: number;
  /** Of the standard error. */
  readonly df: number;
  /** How many single scores there are, where every one of them is 0 or 1: the effective size is no more than that. Null otherwise. */
  readonly binaryScores: number | null;
}

/**
 * Wilson's interval with the size that a sample of single 0/1 scores would need for this standard error, and Student's quantile
 * (statistics.md §27; Korn and Graubard 1998; Dean and Pagano 2015). It stays inside [0, 1], and never collapses where all scores are
 * the same. Null below two samples.
 *
 * @example effectiveWilsonInterval({ mean: 1, standardError: 0, n: 10, df: 9, binaryScores: 50 }, 0.05) // [0.6615, 1]
 */
export function effectiveWilsonInterval(
  { mean, standardError, n, df, binaryScores }: UnitMean,
  alpha: number,
): Interval | null {
  if (df <= 0) return null;
  const spread = mean * (1 - mean);
  const effective = standardError === 0 || spread <= 0 ? n : spread / (standardError * standardError);
  const size = binaryScores === null ? effective : Math.min(effective, binaryScores);
  const t = studentQuantile(alpha / 2, df);
  const square = (t * t) / size;
  const centre = (mean + square / 2) / (1 + square);
  const half = (Math.abs(t) / (1 + square)) * Math.sqrt(Math.max(0, spread) / size + square / (4 * size));
  return [mean <= 0 ? 0 : Math.max(0, centre - half), mean >= 1 ? 1 : Math.min(1, centre + half)];
}
