import { describe, expect, it } from '@jest/globals';
import type { HoldoutOutcome } from '../evaluation/summary.ts';
import { endSentence, verdictSentence } from './holdout-sentence.ts';

const HOLDOUT: HoldoutOutcome = {
  baseline: 0.6,
  best: 0.72,
  delta: 0.12,
  interval: [0.03, 0.21],
  p_value: 0.004,
  verdict: 'promoted',
  best_step: 3,
  steps: { baseline: 5, best: 6 },
  discordance: 0.2,
  rows: 150,
  unscored: 0,
  kept_because: null,
};

describe('the verdict on held-out rows', () => {
  it('says that a step is better, by how much, and how sure that is', () => {
    expect(verdictSentence({ holdout: HOLDOUT })).toBe(
      'Promoted: step 3 is better than the baseline, 0.720 against 0.600, +0.120 on 150 held-out rows (95 % interval 0.030 to 0.210, one-sided p = 0.004).',
    );
  });

  it.each([
    ['that it was not shown', {}, 'Kept: step 3 is not shown to be better than the baseline, 0.720 against 0.600'],
    [
      'that missing scores could undo it',
      { kept_because: 'missing_scores', unscored: 4 },
      '; 4 more lack a score), but the scores that',
    ],
    ['that there was nothing to test', { kept_because: 'baseline_is_best' }, 'Kept: no step scores more than the baseline'],
  ] as const)('says %s', (_what, change, said) => {
    expect(verdictSentence({ holdout: { ...HOLDOUT, verdict: 'kept', ...change } })).toContain(said);
  });

  it('says that there is none where the job was cut, and nothing of a search that held no rows out', () => {
    expect(verdictSentence({ ended: { reason: 'max_tokens' }, holdout: null })).toContain(
      'No verdict: the job ended (max_tokens)',
    );
    expect(verdictSentence({ ended: { reason: 'steps' } })).toBeNull();
  });
});

describe('the end of a search', () => {
  it('has its reason, with figures where it was the budget', () => {
    expect(endSentence({ reason: 'budget', budget: 'trials', limit: 2000, spent: 1960 })).toContain(
      'its budget of 2,000 trials: it had taken 1,960.',
    );
    expect(endSentence({ reason: 'full_score' })).toContain('no template can score more');
    expect(endSentence({ reason: 'cancelled' })).toBeNull();
  });
});
