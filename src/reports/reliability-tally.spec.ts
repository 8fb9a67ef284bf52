import { describe, expect, it } from '@jest/globals';
import { ReliabilityTally } from './reliability-tally.ts';
import { failedTrial, scored, trial } from './report-events.fixture.ts';

describe('ReliabilityTally', () => {
  it('groups failures by metric, type and message, the most frequent first', () => {
    const tally = new ReliabilityTally();
    const one = failedTrial({ q: 1 }, 'TypeError', 'odd');
    const two = failedTrial({ q: 2 });
    for (const failed of [one, two, failedTrial({ q: 3 })]) tally.addTrial(failed);
    tally.addTrial(trial({ q: 4 }));
    tally.addScoring(scored(one, 1));
    tally.addScoring({ ...scored(one, 1), status: 'failed', error: { type: 'RangeError', message: 'too much' } });
    expect(tally.reliability).toEqual({
      trials: 4,
      failed_trials: 3,
      scorings: 2,
      failed_scorings: 1,
      failures: [
        { metric: null, type: 'RangeError', message: 'too much', count: 2, trial_id: two.trial_id },
        { metric: null, type: 'TypeError', message: 'odd', count: 1, trial_id: one.trial_id },
        { metric: 'right', type: 'RangeError', message: 'too much', count: 1, trial_id: one.trial_id },
      ],
      other_failures: 0,
    });
  });

  it('stays small when every message is another', () => {
    const tally = new ReliabilityTally();
    for (let q = 0; q < 2000; q++) tally.addTrial(failedTrial({ q }, 'Error', `request ${q} failed`));
    const { failures, failed_trials: failed, other_failures: others } = tally.reliability;
    expect(failures.length).toBeLessThanOrEqual(500);
    expect(failures.reduce((sum, { count }) => sum + count, others)).toBe(failed);
  });
});
