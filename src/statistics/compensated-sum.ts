/**
 * The sum of the values with the rounding errors added back (Neumaier 1974, the improved Kahan–Babuška sum).
 * The sum of the negated values is exactly the negated sum.
 *
 * @example compensatedSum(new Float64Array([1e100, 1, -1e100])) // 1
 */
export function compensatedSum(values: Float64Array): number {
  let sum = 0;
  let lost = 0;
  for (const value of values) {
    const next = sum + value;
    lost += Math.abs(sum) >= Math.abs(value) ? sum - next + value : value - next + sum;
    sum = next;
  }
  return sum + lost;
}
