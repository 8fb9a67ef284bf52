/** What is known about a pair. */
export type Verdict =
  'a_better' | 'b_better' | 'equivalent' | 'a_not_worse' | 'b_not_worse' | 'inconclusive' | 'insufficient_data';

/** What a verdict is based on. */
export interface Evidence {
  readonly delta: number | null;
  readonly adjustedP: number | null;
  readonly alpha: number;
  readonly lowerIsBetter: boolean;
  readonly equivalent: boolean;
  /** Whether a run is known to be worse by less than the margin, if at all. */
  readonly isANonInferior: boolean;
  readonly isBNonInferior: boolean;
  /** Whether the data could not have shown a difference however large: too few samples or clusters. */
  readonly hopeless: boolean;
}

/**
 * The verdict on one pair (statistics.md §11, §16, §21). "Not significant" is inconclusive, never a tie; equivalence and "not worse" need a
 * margin, and can be known of few samples too. A difference that is significant and still within the margin is a win that the report calls
 * negligible.
 *
 * @example verdict({ delta: 0.1, adjustedP: 0.01, alpha: 0.05, lowerIsBetter: false, equivalent: false, … }) // 'a_better'
 */
export function verdict(evidence: Evidence): Verdict {
  const { delta, adjustedP, alpha, lowerIsBetter, hopeless } = evidence;
  if (delta === null) return 'insufficient_data';
  const isAAhead = delta > 0 !== lowerIsBetter;
  if (!hopeless && isSignificant(adjustedP, alpha) && delta !== 0) return isAAhead ? 'a_better' : 'b_better';
  if (evidence.equivalent) return 'equivalent';
  const isOneEnough = evidence.isANonInferior !== evidence.isBNonInferior;
  if (isOneEnough) return evidence.isANonInferior ? 'a_not_worse' : 'b_not_worse';
  // Each is known of its own family, and yet not both of one: what is ahead is the safer claim.
  if (evidence.isANonInferior && delta !== 0) return isAAhead ? 'a_not_worse' : 'b_not_worse';
  return hopeless ? 'insufficient_data' : 'inconclusive';
}

/**
 * The fewest samples (or clusters) on which a sign flip can reach α: its smallest p is 2^(1 − n) (statistics.md §16).
 *
 * @example fewestToDecide(0.05) // 6
 */
export function fewestToDecide(alpha: number): number {
  let n = 2;
  while (2 ** (1 - n) > alpha) n += 1;
  return n;
}

/**
 * Whether so many samples (or clusters) can show a difference at all: the smallest p of their sign flip, 2^(1 − n), is at most α (statistics.md
 * §25). No test may decide on fewer.
 *
 * @example canDecide(5, 0.05) // false: 0.0625 at best
 */
export function canDecide(n: number, alpha: number): boolean {
  return 2 ** (1 - n) <= alpha;
}

/** p ≤ α, and false where p is undefined. */
export function isSignificant(p: number | null, alpha: number): boolean {
  return p !== null && p <= alpha;
}
