import type { Interval } from '../interval.ts';
import type { NextDraw } from './next-draw.ts';
import { bet, BETS, highestEvidence } from './wealth.ts';

const SIZE = 401;
const HALF = (SIZE - 1) / 2;
/** ln E of a difference that is excluded at every level. */
const EXCLUDED = Infinity;
const DIFFERENCES = Float64Array.from({ length: SIZE }, (_, i) => differenceAt(i));

/** As plain JSON. */
export interface KeptGrid {
  /** Of each candidate difference the largest ln E so far and the logarithms of its bets; null where it is excluded at every level. */
  readonly open: readonly (readonly number[] | null)[];
  readonly intervals: readonly Interval[];
}

export interface DifferenceGrid {
  add(draw: NextDraw): void;
  /** For each threshold what has not been excluded at it; they never widen. */
  intervals(): readonly Interval[];
  kept(): KeptGrid;
}

/**
 * The differences that the samples have not excluded: 401 candidates in [−1, 1], of which one is excluded where its ln E has ever reached the threshold. ln E is
 * convex in the difference, so what lies between two candidates that remain remains as well, and one step more on both sides is enough for
 * what lies between them and the next (statistics.md §14). Excluded ones cost nothing any more.
 */
export function differenceGrid(thresholds: readonly number[], kept: KeptGrid | null): DifferenceGrid {
  const last = Math.max(...thresholds);
  const wealth = new Float64Array(SIZE * BETS);
  const highest = new Float64Array(SIZE);
  const remaining = thresholds.map(() => ({ first: 0, last: SIZE - 1 }));
  let intervals: readonly Interval[] = kept?.intervals ?? thresholds.map(() => [-1, 1]);
  kept?.open.forEach((logs, i) => {
    highest[i] = logs?.[0] ?? EXCLUDED;
    if (logs) wealth.set(logs.slice(1), i * BETS);
  });

  function betAgainst(i: number, draw: NextDraw): void {
    const isImpossible = bet(wealth, i * BETS, draw, DIFFERENCES[i]!) !== null;
    highest[i] = isImpossible ? EXCLUDED : highestEvidence(wealth, i * BETS, highest[i]!);
    if (highest[i] >= last) highest[i] = EXCLUDED;
  }

  return {
    add(draw) {
      for (let i = 0; i < SIZE; i += 1) if (highest[i] !== EXCLUDED) betAgainst(i, draw);
      intervals = intervals.map((interval, k) => narrowed(interval, remaining[k]!, highest, thresholds[k]!));
    },
    intervals: () => intervals,
    kept: () => ({
      intervals,
      open: Array.from(highest, (log, i) => (log === EXCLUDED ? null : [log, ...wealth.subarray(i * BETS, (i + 1) * BETS)])),
    }),
  };
}

/** The first and the last candidate that a threshold has not excluded; none comes back, so that they only move towards each other. */
interface Remaining {
  first: number;
  last: number;
}

/** Left as it was where every candidate is excluded: the truth then lies between two of them. */
function narrowed([low, high]: Interval, remaining: Remaining, highest: Float64Array, threshold: number): Interval {
  while (remaining.first < SIZE && highest[remaining.first]! >= threshold) remaining.first += 1;
  if (remaining.first === SIZE) return [low, high];
  while (highest[remaining.last]! >= threshold) remaining.last -= 1;
  return [Math.max(low, differenceAt(remaining.first - 1)), Math.min(high, differenceAt(remaining.last + 1))];
}

/** As near as a number comes to it: no difference is 0, and not almost. */
function differenceAt(i: number): number {
  return (i - HALF) / HALF;
}
