/**
 * The matched rank-biserial correlation (R⁺ − R⁻)/(R⁺ + R⁻) of the differences, from −1 to 1 (statistics.md §6; Kerby 2014): tied sizes share
 * the mean of their ranks, zeros drop out. Null where every difference is zero.
 *
 * @example rankBiserial(new Float64Array([0.1, 0, 0.4, -0.1, 0.3])) // 0.7
 */
export function rankBiserial(comparable: Float64Array): number | null {
  const wins = comparable.filter((value) => value > 0).sort();
  const losses = comparable
    .filter((value) => value < 0)
    .map(Math.abs)
    .sort();
  const nonZero = wins.length + losses.length;
  if (nonZero === 0) return null;
  const all = (nonZero * (nonZero + 1)) / 2;
  return (2 * rankSum(wins, losses) - all) / all;
}

/** The ranks of the first values among both, which ascend, summed up. */
function rankSum(values: Float64Array, others: Float64Array): number {
  let sum = 0;
  let below = 0;
  for (let start = 0; start < values.length;) {
    const size = values[start]!;
    const end = endOfRun(values, start, size);
    while (below < others.length && others[below]! < size) below += 1;
    const tied = end - start + endOfRun(others, below, size) - below;
    sum += (end - start) * (start + below + (tied + 1) / 2);
    start = end;
  }
  return sum;
}

function endOfRun(values: Float64Array, start: number, size: number): number {
  let end = start;
  while (end < values.length && values[end] === size) end += 1;
  return end;
}
