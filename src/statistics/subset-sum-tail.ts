/**
 * P(T ≤ bound) where every weight is in the sum T with probability ½, by dynamic programming: exact, and with full relative
 * precision in the tail, because only probabilities are added (statistics.md §8; Zmigrod, Vieira and Cotterell 2022,
 * arXiv 2205.01416). Takes weights.length · bound steps; about 1,000 weights at most, or 2⁻ⁿ underflows.
 *
 * @example subsetSumTail(new Int32Array([1, 2, 3]), 1) // 0.25: the empty set and {1}, of 8 subsets
 */
export function subsetSumTail(weights: Int32Array, bound: number): number {
  if (bound < 0) return 0;
  const mass = new Float64Array(bound + 1);
  mass[0] = 1;
  let reached = 0;
  for (const weight of weights) {
    reached = Math.min(bound, reached + weight);
    for (let sum = reached; sum >= weight; sum -= 1) mass[sum] = 0.5 * (mass[sum]! + mass[sum - weight]!);
    for (let sum = Math.min(weight - 1, bound); sum >= 0; sum -= 1) mass[sum]! *= 0.5;
  }
  let tail = 0;
  for (const probability of mass) tail += probability;
  return Math.min(1, tail);
}
