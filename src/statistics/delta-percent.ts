/**
 * 100 · Δ / |mean of B|, or null where B's mean is 0, or so near that the ratio is no number (statistics.md §6): neither 0 nor ∞ would
 * be true.
 *
 * @example deltaPercent(-0.05, 0.75) // -6.666666666666667
 */
export function deltaPercent(delta: number, baselineMean: number): number | null {
  const percent = (100 * delta) / Math.abs(baselineMean);
  return Number.isFinite(percent) ? percent : null;
}
