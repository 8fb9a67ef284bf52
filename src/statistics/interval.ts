/** A lower and an upper bound, in the units of the value between them. */
export type Interval = readonly [lower: number, upper: number];

/** The interval for B − A, given the one for A − B. */
export function mirrored(interval: Interval): Interval {
  return [-interval[1] + 0, -interval[0] + 0];
}
