import { describe, expect, it } from '@jest/globals';
import { againstOf, ALL_METRICS, metricsOf, scoredIn, searchedOf, type Step, stepName, TRAINING } from './steps.ts';

const STEP: Step = {
  step_index: 0,
  run_id: 'job.0',
  is_finished: true,
  is_best: false,
  score: 0.5,
  difference_to_baseline: 0,
  holdout_of: null,
  training_score: 0.7,
  accepted: null,
  reason: null,
  refused: [],
  metrics: { correct: { mean: 0.4, interval: [0.3, 0.5], n: 10 }, brief: { mean: 0.6, interval: null, n: 1 } },
  trials: 10,
  failed_trials: 0,
  cost_usd: null,
  prompt_template: 'a',
  thinking: null,
  advice: null,
};
const STEPS = [0, 1, 2].map((index) => ({ ...STEP, step_index: index }));

describe('the steps of a search', () => {
  it('have the metrics of all of them', () => {
    expect(metricsOf([...STEPS, { ...STEP, metrics: { late: { mean: 1, interval: null, n: 1 } } }])).toEqual([
      'correct',
      'brief',
      'late',
    ]);
  });

  it('are told apart from tests on held-out rows, which say whose template they try', () => {
    const test = { ...STEP, step_index: 3, holdout_of: 2 };
    expect(searchedOf([...STEPS, test])).toEqual(STEPS);
    expect([stepName(STEP), stepName(test), stepName({ ...test, holdout_of: 0 })]).toEqual([
      'the baseline',
      'step 2 on held-out rows',
      'the baseline on held-out rows',
    ]);
  });

  it('have a score on the training rows, where others choose', () => {
    expect(scoredIn(STEP, TRAINING)).toEqual({ mean: 0.7, interval: null });
  });

  it('score in each metric with an interval, and over all without', () => {
    expect(scoredIn(STEP, 'correct')).toEqual({ mean: 0.4, interval: [0.3, 0.5] });
    expect(scoredIn(STEP, 'brief')).toEqual({ mean: 0.6, interval: null });
    expect(scoredIn(STEP, ALL_METRICS)).toEqual({ mean: 0.5, interval: null });
    expect(scoredIn(STEP, 'none')).toEqual({ mean: null, interval: null });
  });

  it.each([
    ['', 2, 1],
    ['0', 2, 0],
    ['2', 2, 1],
    ['2', 0, 2],
    ['', 0, undefined],
    ['9', 1, 0],
  ])('are compared with what is asked for (%p, of step %i), else with the one before', (asked, of, against) => {
    const step = STEPS[of];
    if (step === undefined) throw new Error('no such step');
    expect(againstOf(asked, step, STEPS)?.step_index).toBe(against);
  });
});
