import type { ComparisonPlan } from './comparison-request.ts';
import { judgePairs, type PairComparison } from './judge-pairs.ts';
import type { PairFindings } from './pair-findings.ts';

/**
 * The pairs judged, those again by `withMoreDraws` whose p-value comes from random draws and is so near to what decides that other draws might decide
 * otherwise (statistics.md §24). Draws that the request has set are never raised.
 */
export function judgedCarefully(
  pairs: readonly PairFindings[],
  plan: ComparisonPlan,
  withMoreDraws: (at: number) => PairFindings,
): readonly PairComparison[] {
  const judged = judgePairs(pairs, plan);
  if (plan.resamples !== undefined || !judged.some(({ isCloseCall }) => isCloseCall)) return judged;
  return judgePairs(
    pairs.map((pair, at) => (judged[at]!.isCloseCall ? withMoreDraws(at) : pair)),
    plan,
  );
}
