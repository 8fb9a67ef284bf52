import { describe, expect, it } from '@jest/globals';
import { bestStep, JobTally } from './job-tally.ts';
import type { StepOutcome } from './summary.ts';

const response = { inputTokens: 3, outputTokens: null, latencySeconds: 0.1 };

function step(index: number, score: number | null): StepOutcome {
  const summary = { overall: { mean: score, sd: 0, n: 1 }, per_metric: {}, failure_rate: 0, scoring_failure_rate: 0 };
  return { step_index: index, score, prompt_template: 'p', summary };
}

describe('JobTally', () => {
  it('averages all scorings of a metric, and the metrics', () => {
    const tally = new JobTally(['a', 'b']);
    tally.addTrial({ status: 'success', telemetry: { response } });
    tally.addTrial({ status: 'success', telemetry: { response } });
    tally.addTrial({ status: 'failed' });
    for (const normalized of [1, 0, 0.5]) tally.addScoring({ status: 'success', metric: { name: 'a' }, score: { normalized } });
    tally.addScoring({ status: 'failed', metric: { name: 'b' } });
    expect(tally.summary()).toEqual({
      trial_count: 3,
      scoring_count: 4,
      failure_rate: 1 / 3,
      scoring_failure_rate: 0.25,
      overall: { mean: 0.5, sd: 0, n: 1 },
      per_metric: { a: { mean: 0.5, sd: 0.5, n: 3 }, b: { mean: null, sd: null, n: 0 } },
      telemetry: { input_tokens: 6, output_tokens: 0, latency: 0.2 },
    });
  });

  it('has no overall where nothing was scored', () => {
    expect(new JobTally([]).summary()).toMatchObject({ overall: null, per_metric: {}, trial_count: 0, failure_rate: 0 });
  });

  it('adds up steps', () => {
    const tally = new JobTally(['a']);
    for (const normalized of [0, 1]) {
      const part = new JobTally(['a']);
      part.addTrial({ status: 'success', telemetry: { response } });
      part.addScoring({ status: 'success', metric: { name: 'a' }, score: { normalized } });
      tally.merge(part);
    }
    const steps = [step(0, 0), step(1, 1)];
    expect(tally.summary(steps)).toMatchObject({
      trial_count: 2,
      scoring_count: 2,
      per_metric: { a: { mean: 0.5, n: 2 } },
      telemetry: { input_tokens: 6, latency: 0.2 },
      steps,
      best_step: steps[1],
    });
  });
});

describe('bestStep', () => {
  it('is the first with the highest score', () => {
    expect(bestStep([step(0, null), step(1, 0.5), step(2, 0.7), step(3, 0.7)])?.step_index).toBe(2);
  });

  it('takes a score of 0 for a score', () => {
    expect(bestStep([step(0, 0)])?.step_index).toBe(0);
  });

  it('is none where no step has a score', () => {
    expect(bestStep([step(0, null)])).toBeNull();
    expect(bestStep([])).toBeNull();
  });
});
