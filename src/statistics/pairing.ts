import type { Description } from './describe.ts';
import type { Differences } from './differences.ts';

/** How much comparing sample by sample gains over comparing two means. */
export interface Pairing {
  readonly sePaired: number;
  readonly seUnpaired: number;
  /** Pearson's correlation of the two runs over the samples; null where either is constant. */
  readonly correlation: number | null;
  /** Var(d) / (Var(a) + Var(b)); null where both runs are constant. */
  readonly varianceRatio: number | null;
  /** Pairing is worth this many times the samples: 1 / varianceRatio. Null where that is undefined. */
  readonly sampleGain: number | null;
}

/**
 * The gain of pairing (statistics.md §4; Miller 2024, arXiv 2411.00640, §4). Null below two samples.
 *
 * @example pairing(a, b, describe(a), describe(b), differences(a, b))?.sampleGain // 2.69: 20 paired samples tell as much as 54 unpaired ones
 */
export function pairing(
  a: Float64Array,
  b: Float64Array,
  left: Description,
  right: Description,
  d: Differences,
): Pairing | null {
  if (left.sd === null || right.sd === null || d.sd === null || d.se === null) return null;
  const spread = left.sd * left.sd + right.sd * right.sd;
  const varianceRatio = spread === 0 ? null : (d.sd * d.sd) / spread;
  return {
    sePaired: d.se,
    seUnpaired: Math.sqrt(spread / d.n),
    correlation: left.sd === 0 || right.sd === 0 ? null : correlation(a, b, left, right),
    varianceRatio,
    sampleGain: varianceRatio === null || varianceRatio === 0 ? null : 1 / varianceRatio,
  };
}

function correlation(a: Float64Array, b: Float64Array, left: Description, right: Description): number {
  const meanA = left.mean ?? 0;
  const meanB = right.mean ?? 0;
  let products = 0;
  for (let i = 0; i < a.length; i += 1) products += (a[i]! - meanA) * (b[i]! - meanB);
  return Math.max(-1, Math.min(1, products / ((a.length - 1) * ((left.sd ?? 0) * (right.sd ?? 0)))));
}
