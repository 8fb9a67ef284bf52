import { optimize } from '../evaluation/optimize.ts';
import type { SearchAlgorithm } from '../evaluation/search-algorithm.ts';
import type { SearchSteps } from '../evaluation/search-steps.ts';
import type { SearchEnd, SearchOutcome } from '../evaluation/summary.ts';
import { gepa } from './gepa.ts';
import { testHeldOut } from './held-out-steps.ts';
import { JobSearch, type JobSearchPlan } from './job-search.ts';
import { race } from './race.ts';
import { SearchCutError, type SearchPorts, type SearchResult, type SearchSetup } from './search-ports.ts';

/** A search, and the test of what it selects. */
export interface SearchPlan extends JobSearchPlan {
  readonly algorithm: SearchAlgorithm;
  readonly seed: number;
}

/**
 * Searches for a better template, and tests the one that it selects against the baseline on rows that the search has not seen, in two further
 * steps. The test is made however the search ended by itself. `null` where the job ends before both are done. Throws a `ProposerError` when no
 * usable proposal can be had.
 */
export async function runSearch(plan: SearchPlan, steps: SearchSteps, signal: AbortSignal): Promise<SearchOutcome | null> {
  const ended = await search(plan, steps, signal);
  if (ended === null) return null;
  if (plan.heldOut === null) return { ended };
  const holdout = await testHeldOut(steps, plan.heldOut, signal);
  return holdout === null ? null : { ended, holdout };
}

async function search(plan: SearchPlan, steps: SearchSteps, signal: AbortSignal): Promise<SearchEnd | null> {
  switch (plan.algorithm) {
    case 'opro':
      return optimize(plan, steps, signal);
    case 'gepa':
      return searchBy(gepa, plan, steps, signal);
    case 'race':
      return searchBy(race, plan, steps, signal);
  }
}

async function searchBy(
  algorithm: (setup: SearchSetup, ports: SearchPorts) => Promise<SearchResult>,
  plan: SearchPlan,
  steps: SearchSteps,
  signal: AbortSignal,
): Promise<SearchEnd | null> {
  const ports = await JobSearch.of(plan, steps, signal);
  const baseline = { prompt_template: plan.template.source, thinking: null, advice: null };
  const setup = { seed: plan.seed, steps: plan.steps, rows: ports.counts, baseline };
  try {
    const { reason, candidates, unusable } = await algorithm(setup, ports);
    ports.end();
    if (reason === 'proposer' && candidates === 1 && ports.lastError !== null) throw ports.lastError;
    const end = reason === 'budget' ? ports.budgetEnd : { reason };
    if (end === null) throw new Error('the budget ended the search and does not say how');
    return unusable === 0 ? end : { ...end, unusable };
  } catch (error) {
    if (error instanceof SearchCutError) return null;
    throw error;
  }
}
