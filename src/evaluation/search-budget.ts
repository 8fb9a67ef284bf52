import { totalCost } from './call-totals.ts';
import type { StepFigures } from './step-fold.ts';
import type { SearchEnd } from './summary.ts';

/** The most that a search may take, its baseline included; the test on held-out rows is not of it. */
export interface SearchBudget {
  readonly trials?: number;
  readonly costUsd?: number;
}

/**
 * Why the search ends before a further step; `null` where that is within the budget. A step of so many trials is not begun that would take more
 * of them, nor one that would cost too much if it cost as much as the dearest before it.
 */
export function budgetEnd(
  { trials, costUsd }: SearchBudget,
  steps: readonly Pick<StepFigures, 'trials' | 'calls'>[],
  nextTrials: number,
): SearchEnd | null {
  const taken = steps.reduce((sum, step) => sum + step.trials, 0);
  if (trials !== undefined && taken + nextTrials > trials)
    return { reason: 'budget', budget: 'trials', limit: trials, spent: taken };
  const costs = steps.map(({ calls }) => totalCost(calls) ?? 0);
  const spent = costs.reduce((sum, cost) => sum + cost, 0);
  if (costUsd !== undefined && spent + Math.max(0, ...costs) > costUsd)
    return { reason: 'budget', budget: 'cost_usd', limit: costUsd, spent };
  return null;
}
