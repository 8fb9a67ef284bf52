import { adjust } from '../adjust.ts';
import type { Interval } from '../interval.ts';
import type { Verdict } from '../verdict.ts';
import { isSignificant } from '../verdict.ts';
import type { Side } from './wealth.ts';

/** What a comparison can say before its runs are through. */
export type LiveVerdict = Extract<Verdict, 'a_better' | 'b_better' | 'equivalent' | 'inconclusive'>;

/** What is known of one pair in one metric. */
export interface LiveFinding {
  readonly p: number;
  /** Who was ahead when p was last lowered. */
  readonly leader: Side;
  /** What was not excluded at α over the number of verdicts in the family, from −1 to 1, and the margin on that scale. */
  readonly simultaneousInterval: Interval;
  readonly margin: number | null;
}

export interface JudgedFinding {
  readonly correctedP: number;
  readonly verdict: LiveVerdict;
}

/**
 * The verdicts of a family of metrics and pairs that are watched together (statistics.md §14): better by Holm on p-values that are valid at every look, so
 * that all of them are at every stop; else equivalent where the simultaneous interval lies within the margin. Corrected p-values never rise, so better stays better.
 */
export function liveVerdicts(family: readonly LiveFinding[], alpha: number): JudgedFinding[] {
  const corrected = adjust(
    family.map(({ p }) => p),
    'holm',
  );
  return family.map((finding, i) => {
    const correctedP = corrected[i] ?? 1;
    return { correctedP, verdict: verdictOf(finding, isSignificant(correctedP, alpha)) };
  });
}

function verdictOf({ leader, margin, simultaneousInterval: [low, high] }: LiveFinding, isDecided: boolean): LiveVerdict {
  if (isDecided) return leader === 'a' ? 'a_better' : 'b_better';
  return margin !== null && low > -margin && high < margin ? 'equivalent' : 'inconclusive';
}

/**
 * What is the case on all rows, once all of them are scored: no inference, and no error. Within the margin, or with equal means, neither is better.
 *
 * @example verdictOfFact(0.02, null) // 'a_better'
 */
export function verdictOfFact(difference: number, margin: number | null): LiveVerdict {
  if (Math.abs(difference) < (margin ?? 0) || Math.abs(difference) < EQUAL) return 'equivalent';
  return difference > 0 ? 'a_better' : 'b_better';
}

/** Means that differ by less, on the scale from 0 to 1, differ by rounding. */
const EQUAL = 1e-12;
