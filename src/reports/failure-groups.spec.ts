import { describe, expect, it } from '@jest/globals';
import { FailureGroups } from './failure-groups.ts';
import { failedTrial, scored, trial } from './report-events.fixture.ts';

describe('FailureGroups', () => {
  it('groups failures by metric, type and message, the most frequent first', () => {
    const failures = new FailureGroups();
    const one = failedTrial({ q: 1 }, 'TypeError', 'odd');
    const two = failedTrial({ q: 2 });
    for (const failed of [one, two, failedTrial({ q: 3 })]) failures.addTrial(failed);
    failures.addTrial(trial({ q: 4 }));
    failures.addScoring(scored(one, 1));
    failures.addScoring({ ...scored(one, 1), status: 'failed', error: { type: 'RangeError', message: 'too much' } });
    expect(failures.groups).toEqual([
      { metric: null, type: 'RangeError', message: 'too much', count: 2, trial_id: two.trial_id },
      { metric: null, type: 'TypeError', message: 'odd', count: 1, trial_id: one.trial_id },
      { metric: 'right', type: 'RangeError', message: 'too much', count: 1, trial_id: one.trial_id },
    ]);
    expect(failures.others).toBe(0);
  });

  it('stays small when every message is another', () => {
    const failures = new FailureGroups();
    for (let q = 0; q < 2000; q++) failures.addTrial(failedTrial({ q }, 'Error', `request ${q} failed`));
    const { groups, others } = failures;
    expect(groups.length).toBeLessThanOrEqual(500);
    expect(groups.reduce((sum, { count }) => sum + count, others)).toBe(2000);
  });
});
