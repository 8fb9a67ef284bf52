import { describe, expect, it } from '@jest/globals';
import { NO_CALLS } from './call-totals.ts';
import { budgetEnd } from './search-budget.ts';

function step(trials: number, costUsd: number | null = 0): Parameters<typeof budgetEnd>[1][number] {
  return { trials, calls: { ...NO_CALLS, programs: { ...NO_CALLS.programs, costUsd } } };
}

describe('the budget of a search', () => {
  it('lets a further step begin whose trials it has left, and no other', () => {
    expect(budgetEnd({ trials: 30 }, [step(10), step(10)], 10)).toBeNull();
    expect(budgetEnd({ trials: 29 }, [step(10), step(10)], 10)).toEqual({
      reason: 'budget',
      budget: 'trials',
      limit: 29,
      spent: 20,
    });
  });

  it('expects a step to cost as much as the dearest before it', () => {
    expect(budgetEnd({ costUsd: 0.5 }, [step(10, 0.1), step(10, 0.2)], 10)).toBeNull();
    expect(budgetEnd({ costUsd: 0.45 }, [step(10, 0.1), step(10, 0.2)], 10)).toMatchObject({ budget: 'cost_usd', limit: 0.45 });
  });

  it('is no limit where there is none', () => {
    expect(budgetEnd({}, [step(1_000_000, 1_000)], 10)).toBeNull();
  });
});
