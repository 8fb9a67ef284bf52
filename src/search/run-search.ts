import { optimize, type OptimizationPlan } from '../evaluation/optimize.ts';
import type { SearchSteps, StepRows } from '../evaluation/search-steps.ts';
import type { SearchOutcome } from '../evaluation/summary.ts';
import { testHeldOut } from './held-out-steps.ts';

/** A search, and the test of what it selects. */
export interface SearchPlan extends OptimizationPlan {
  /** The rows that nobody sees before the end; `null` without a test. */
  readonly heldOut: StepRows | null;
}

/**
 * Searches for a better template, and tests the one that it selects against the baseline on rows that the search has not seen, in two further
 * steps. The test is made however the search ended by itself. `null` where the job ends before both are done. Throws a `ProposerError` when no
 * usable proposal can be had.
 */
export async function runSearch(
  { heldOut, ...plan }: SearchPlan,
  steps: SearchSteps,
  signal: AbortSignal,
): Promise<SearchOutcome | null> {
  const ended = await optimize(plan, steps, signal);
  if (ended === null) return null;
  if (heldOut === null) return { ended };
  const holdout = await testHeldOut(steps, heldOut, signal);
  return holdout === null ? null : { ended, holdout };
}
