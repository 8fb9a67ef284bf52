/**
 * Σu³/n / (Σu²/n)^1.5 with u = x − mean (statistics.md §30). Null where all values are the same, and for none.
 *
 * @example skewness(new Float64Array([0, 0, 0, 1])) // 1.1547005383792515
 */
export function skewness(values: Float64Array): number | null {
  const n = values.length;
  const mean = values.reduce((sum, value) => sum + value, 0) / n;
  let squares = 0;
  let cubes = 0;
  for (const value of values) {
    const deviation = value - mean;
    squares += deviation * deviation;
    cubes += deviation * deviation * deviation;
  }
  return squares > 0 ? cubes / n / (squares / n) ** 1.5 : null;
}
