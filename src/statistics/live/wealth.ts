import type { NextDraw } from './next-draw.ts';

/** The shares of what may be lost at most that are bet; with the mean of all four, none has to be chosen (statistics.md §14). */
const FRACTIONS = [0.08, 0.2, 0.4, 0.7] as const;
/** Logarithms that one hypothesis has: those of the bets that the difference is larger, then of those that it is smaller. */
export const BETS = 2 * FRACTIONS.length;
/** Expectations that leave their bounds by less are on them. */
const SLACK = 1e-9;

// Some thousand calls a sample: a global that is looked up each time costs more than the logarithm where modules run in a context of their own.
const { exp, log, log1p } = Math;
const NOTHING = -Infinity;

/** The two sides of a comparison: `a`, the candidate, is ahead where the difference is above 0. */
export type Side = 'a' | 'b';

/**
 * Bets on the next draw against the hypothesis that the true difference is `difference`: adds to the 8 logarithms from `at` on. Where the draw
 * makes the hypothesis impossible, it leaves them and returns which side is then ahead of it.
 */
export function bet(wealth: Float64Array, at: number, draw: NextDraw, difference: number): Side | null {
  const mean = draw.mean + draw.slope * difference;
  if (mean < draw.lowest - SLACK) return 'a';
  if (mean > draw.highest + SLACK) return 'b';
  const surprise = draw.value - mean;
  const below = mean - draw.floor;
  const above = draw.ceiling - mean;
  if (below <= SLACK && surprise > SLACK) return 'a';
  if (above <= SLACK && surprise < -SLACK) return 'b';
  const up = below <= SLACK ? 0 : surprise / below;
  const down = above <= SLACK ? 0 : surprise / above;
  for (let i = 0; i < FRACTIONS.length; i += 1) {
    wealth[at + i]! += log1p(FRACTIONS[i]! * up);
    wealth[at + FRACTIONS.length + i]! += log1p(-FRACTIONS[i]! * down);
  }
  return null;
}

/** ln E, the mean of all bets of a hypothesis, where it is higher than this; else this. */
export function highestEvidence(wealth: Float64Array, at: number, highest: number): number {
  // A mean is no larger than the largest: most hypotheses need no exponentials.
  if (largestOf(wealth, at, BETS) <= highest) return highest;
  const evidence = logMean(wealth, at, BETS);
  return evidence > highest ? evidence : highest;
}

/** ln E now. */
export function logEvidence(wealth: Float64Array): number {
  return logMean(wealth, 0, BETS);
}

/** Which half is larger; equal halves count as `b`. */
export function largerHalf(wealth: Float64Array): Side {
  const half = FRACTIONS.length;
  return logMean(wealth, 0, half) > logMean(wealth, half, half) ? 'a' : 'b';
}

/** ln of the mean of e^w. */
function logMean(wealth: Float64Array, at: number, count: number): number {
  const largest = largestOf(wealth, at, count);
  let sum = 0;
  for (let i = at; i < at + count; i += 1) sum += exp(wealth[i]! - largest);
  return largest + log(sum / count);
}

function largestOf(wealth: Float64Array, at: number, count: number): number {
  let largest = NOTHING;
  for (let i = at; i < at + count; i += 1) if (wealth[i]! > largest) largest = wealth[i]!;
  return largest;
}
