/** A lower and an upper bound, in the units of what it is about. */
export type Interval = readonly [lower: number, upper: number];

/** What is left of an interval for A − B when A and B change places. */
export function mirrored(interval: Interval): Interval {
  return [-interval[1] + 0, -interval[0] + 0];
}
