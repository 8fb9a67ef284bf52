/**
 * 100 · Δ / |mean of B|, or null where B's mean is 0 (statistics.md §6): neither 0 nor ∞ would be true.
 *
 * @example deltaPercent(-0.05, 0.75) // -6.666666666666667
 */
export function deltaPercent(delta: number, baselineMean: number): number | null {
  return baselineMean === 0 ? null : (100 * delta) / Math.abs(baselineMean);
}
