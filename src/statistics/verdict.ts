/** What is known about a pair. */
export type Verdict = 'a_better' | 'b_better' | 'equivalent' | 'inconclusive' | 'insufficient_data';

/** What a verdict is based on. */
export interface Evidence {
  readonly n: number;
  readonly delta: number | null;
  readonly adjustedP: number | null;
  readonly alpha: number;
  readonly lowerIsBetter: boolean;
  readonly equivalent: boolean;
  /** Whether the data could not have shown a difference however large: too few samples or clusters. */
  readonly hopeless: boolean;
}

/**
 * The verdict on one pair (statistics.md §11, §16). "Not significant" is inconclusive, never a tie; equivalence needs a margin. A
 * difference that is significant and still within the margin is a win that the report calls negligible.
 *
 * @example verdict({ n: 100, delta: 0.1, adjustedP: 0.01, alpha: 0.05, lowerIsBetter: false, equivalent: false, hopeless: false })
 */
export function verdict(evidence: Evidence): Verdict {
  const { n, delta, adjustedP, alpha, lowerIsBetter, equivalent, hopeless } = evidence;
  if (n < 2 || delta === null) return 'insufficient_data';
  if (isSignificant(adjustedP, alpha) && delta !== 0) return delta > 0 === lowerIsBetter ? 'b_better' : 'a_better';
  if (hopeless) return 'insufficient_data';
  return equivalent ? 'equivalent' : 'inconclusive';
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

/** p ≤ α, and false where p is undefined. */
export function isSignificant(p: number | null, alpha: number): boolean {
  return p !== null && p <= alpha;
}
