/**
 * The quantile of sorted values at position (n − 1) · level, by linear interpolation: NumPy's and SciPy's default
 * (Hyndman and Fan 1996, type 7).
 *
 * @example orderStatistic(Float64Array.of(1, 2, 4), 0.75) // 3
 */
export function orderStatistic(sorted: Float64Array, level: number): number {
  const position = (sorted.length - 1) * Math.min(1, Math.max(0, level));
  const index = Math.floor(position);
  const low = sorted[index]!;
  return low + (position - index) * ((sorted[index + 1] ?? low) - low);
}
