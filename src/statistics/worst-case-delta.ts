import type { Interval } from './interval.ts';

/**
 * The lowest and the highest mean difference that missing scores could bring about: every sample that one run scored and the other did
 * not is filled with the metric's lowest or highest value (statistics.md §1; Manski 1990). Null where nothing was scored.
 *
 * @example worstCaseDelta(new Float64Array([1, 1]), new Float64Array([0, NaN]), [0, 1]) // [0.5, 1]
 */
export function worstCaseDelta(columnA: Float64Array, columnB: Float64Array, [lowest, highest]: Interval): Interval | null {
  let n = 0;
  let low = 0;
  let high = 0;
  for (let i = 0; i < columnA.length; i += 1) {
    const a = columnA[i]!;
    const b = columnB[i]!;
    const missingA = Number.isNaN(a);
    const missingB = Number.isNaN(b);
    if (missingA && missingB) continue;
    n += 1;
    low += (missingA ? lowest : a) - (missingB ? highest : b);
    high += (missingA ? highest : a) - (missingB ? lowest : b);
  }
  return n === 0 ? null : [low / n, high / n];
}
