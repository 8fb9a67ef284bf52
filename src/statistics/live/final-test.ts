import { differences } from '../differences.ts';
import type { Interval } from '../interval.ts';
import { plainInterval } from '../plain-interval.ts';
import { resamplingSeed } from '../random.ts';
import { signFlip } from '../sign-flip.ts';
import type { Columns } from './live-sequence.ts';
import type { Side } from './wealth.ts';

/** What is spent on the looks of a comparison that ends with a test; the rest is kept for that. */
export const SHARE_OF_LOOKS = 0.2;
const SHARE_OF_TEST = 1 - SHARE_OF_LOOKS;

export interface FinalTest {
  /** Already divided by its share of α: comparable with α. */
  readonly p: number;
  readonly leader: Side;
  /** At 1 − 4α/5. */
  readonly intervalAt: (alpha: number) => Interval;
}

/**
 * The exact sign flip of all samples (statistics.md §8), of a comparison that had planned it: what may be spent at the end was not spent at the looks
 * before. With the looks' p it makes one p-value: min(p/.2, p/.8), and likewise one interval.
 */
export function finalTest({ candidate, baseline }: Columns, metric: string, runIds: readonly [string, string]): FinalTest {
  const d = differences(candidate, baseline);
  const seedOf = (resamples: number): number => resamplingSeed(metric, ...runIds, 'permutation', resamples, 0);
  const p = signFlip(d.comparable, { lattice: d.lattice, seedOf })?.p ?? 1;
  const { intervalAt } = plainInterval({ d, binary: isBinary(candidate) && isBinary(baseline), reach: 1 });
  return {
    p: Math.min(1, p / SHARE_OF_TEST),
    leader: (d.mean ?? 0) > 0 ? 'a' : 'b',
    intervalAt: (alpha) => intervalAt(SHARE_OF_TEST * alpha) ?? [-1, 1],
  };
}

function isBinary(scores: Float64Array): boolean {
  return scores.every((score) => score === 0 || score === 1);
}

/** What both hold; the first where they exclude each other. */
export function overlap([low, high]: Interval, [otherLow, otherHigh]: Interval): Interval {
  const common: Interval = [Math.max(low, otherLow), Math.min(high, otherHigh)];
  return common[0] <= common[1] ? common : [low, high];
}
