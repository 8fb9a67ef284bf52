import { describe, expect, it } from '@jest/globals';
import { againstOf, ALL_METRICS, metricsOf, scoredIn, type Step } from './steps.ts';

const STEP: Step = {
  step_index: 0,
  run_id: 'job.0',
  is_finished: true,
  is_best: false,
  score: 0.5,
  difference_to_baseline: 0,
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
