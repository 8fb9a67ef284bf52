import { describe, expect, it } from '@jest/globals';
import { planText } from './plan-job.ts';

const NO_SEARCH = {
  holdout_rows: null,
  rows_for_5_points: null,
  chance_of_5_points: null,
  discordance: null,
  discordance_basis: null,
};
const PLAN = { trials: 400, scorings: 800, calls: 400, tokens: 120_000, cost_usd: 0.42, seconds: 95, ...NO_SEARCH };

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

  it('says what the held-out rows of a search can find, and what a search without them lacks', () => {
    const search = {
      ...PLAN,
      cost_basis: 'none',
      basis_job_id: null,
      discordance: 0.34,
      discordance_basis: 'assumed',
    } as const;
    const planned = { ...search, holdout_rows: 150, rows_for_5_points: 841, chance_of_5_points: 0.2763 };
    expect(planText({ job_id: null, plan: planned })).toContain(
      '150 held-out rows find an improvement by 5 points with 27.6 %; it takes 841 for 80 % (if two templates differ on 34.0 % of the rows, ' +
        'which is usual).\n',
    );
    const none = { ...search, holdout_rows: 0, rows_for_5_points: 841, chance_of_5_points: null };
    expect(planText({ job_id: null, plan: none })).toContain(
      'No rows are held out: the score of the best step will be too high',
    );
  });
});
