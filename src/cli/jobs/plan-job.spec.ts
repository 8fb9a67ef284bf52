import { describe, expect, it } from '@jest/globals';
import { planText } from './plan-job.ts';

const PLAN = { trials: 400, scorings: 800, calls: 400, tokens: 120_000, cost_usd: 0.42, seconds: 95 };

describe('planText', () => {
  it('says what a job would take, and by which job that is known', () => {
    const text = planText({ job_id: null, plan: { ...PLAN, cost_basis: 'last_job', basis_job_id: 'an-earlier-one' } });
    expect(text).toMatch(/^Trials +400\nScorings +800\nCalls +400\nTokens +about 120,?000\nCost +about \$0\.42\nTime +about /);
    expect(text).toContain('By job an-earlier-one');
    expect(text).toMatch(/Nothing was started\.\n$/);
  });

  it('claims nothing that is not known', () => {
    const unknown = { tokens: null, cost_usd: null, seconds: null, cost_basis: 'none', basis_job_id: null } as const;
    const text = planText({ job_id: null, plan: { ...PLAN, ...unknown }, price_unknown: ['compatible:llama'] });
    expect(text.match(/not known$/gm)).toHaveLength(3);
    expect(text).toContain('No such job has run yet');
    expect(text).toContain('The price of compatible:llama is not known.');
  });
});
