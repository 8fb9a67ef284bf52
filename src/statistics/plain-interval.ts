import { boundedInterval } from './bounded-mean.ts';
import { boundedDifferences } from './bounded-sample.ts';
import { tInterval } from './describe.ts';
import type { Differences } from './differences.ts';
import type { Interval } from './interval.ts';
import { tangoInterval } from './tango.ts';

/** With fewer differences that are not 0, Student's interval is too narrow. */
const FEW = 10;

/** What the interval of a mean difference is made from, where samples do not come in clusters. */
export interface PlainDifferences {
  readonly d: Differences;
  /** Whether all scores are 0 or 1. */
  readonly binary: boolean;
  /** How far two scores can be apart; null where that is not known. */
  readonly reach: number | null;
}

/** An interval at any level, and how it is made. */
export interface PlainInterval {
  readonly method: 't' | 'tango' | 'bounded' | null;
  readonly intervalAt: (alpha: number) => Interval | null;
}

/**
 * The interval of a mean difference (statistics.md §27): Tango's of right-or-wrong scores; of others Student's, and that of the bounded mean
 * where the range is known and fewer than 10 differences are not 0, or all are the same. It stays within the range. None below two samples, and of differences
 * that are all the same at an unknown range.
 *
 * @example plainInterval({ d, binary: true, reach: 1 }).intervalAt(0.05) // [-0.028, 0.076]
 */
export function plainInterval({ d, binary, reach }: PlainDifferences): PlainInterval {
  if (d.n < 2) return { method: null, intervalAt: () => null };
  if (binary) {
    const { onlyA, onlyB } = discordant(d.comparable);
    return { method: 'tango', intervalAt: (alpha) => tangoInterval(d.n, onlyA, onlyB, alpha) };
  }
  if (reach !== null && (d.constant || isFew(d.comparable))) {
    const sample = boundedDifferences(d, reach);
    return { method: 'bounded', intervalAt: (alpha) => boundedInterval(sample, alpha / 2) };
  }
  if (d.constant) return { method: null, intervalAt: () => null };
  return { method: 't', intervalAt: (alpha) => within(tInterval(d.mean, d.se, d.n - 1, alpha), reach) };
}

/** The part of an interval that the range allows. */
export function within(interval: Interval | null, reach: number | null): Interval | null {
  return interval && reach !== null ? [Math.max(-reach, interval[0]), Math.min(reach, interval[1])] : interval;
}

/** Whether fewer than ten of them are not 0. */
export function isFew(differences: Float64Array): boolean {
  let count = 0;
  for (const value of differences) {
    if (value !== 0) count += 1;
    if (count === FEW) return false;
  }
  return true;
}

function discordant(differences: Float64Array) {
  let onlyA = 0;
  let onlyB = 0;
  for (const value of differences) {
    if (value > 0) onlyA += 1;
    else if (value < 0) onlyB += 1;
  }
  return { onlyA, onlyB };
}
