import { describe, expect, it } from '@jest/globals';
import { StepTally } from './step-tally.ts';

function scoring(
  name: string,
  normalized: number,
): { status: 'success'; metric: { name: string }; score: { normalized: number } } {
  return { status: 'success', metric: { name }, score: { normalized } };
}

describe('StepTally', () => {
  it('averages replicates first, then examples, then metrics', () => {
    const tally = new StepTally(['a', 'b']);
    for (const value of [1, 1, 0.5, 0.5]) tally.addScoring('one', scoring('a', value));
    tally.addScoring('two', scoring('a', 0.25));
    tally.addScoring('one', scoring('b', 1));
    const { overall, per_metric: perMetric } = tally.summary;
    expect(perMetric.a).toEqual({ mean: 0.5, sd: expect.closeTo(Math.SQRT1_2 / 2, 14), n: 2 });
    expect(perMetric.b).toEqual({ mean: 1, sd: 0, n: 1 });
    expect(overall).toEqual({ mean: 0.75, sd: expect.closeTo(Math.SQRT1_2 / 2, 14), n: 2 });
  });

  it('counts failures, and leaves failed scorings out of the means', () => {
    const tally = new StepTally(['a', 'never']);
    tally.addTrial({ status: 'success' });
    tally.addTrial({ status: 'failed' });
    tally.addScoring('one', scoring('a', 1));
    tally.addScoring('two', { status: 'failed', metric: { name: 'a' } });
    expect(tally.summary).toEqual({
      overall: { mean: 1, sd: 0, n: 1 },
      per_metric: { a: { mean: 1, sd: 0, n: 1 }, never: { mean: null, sd: null, n: 0 } },
      failure_rate: 0.5,
      scoring_failure_rate: 0.5,
    });
  });

  it('has rates of 0 when nothing happened', () => {
    expect(new StepTally([]).summary).toEqual({
      overall: { mean: null, sd: null, n: 0 },
      per_metric: {},
      failure_rate: 0,
      scoring_failure_rate: 0,
    });
  });
});
