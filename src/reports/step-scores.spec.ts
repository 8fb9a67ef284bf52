import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { failedTrial, scored, trial } from './report-events.fixture.ts';
import { StepScores, weakest } from './step-scores.ts';

function metricOf(scores: StepScores, name = 'right'): unknown {
  return scores.quality.metrics.find((metric) => metric.name === name);
}

describe('StepScores', () => {
  it('counts each example once, by the mean of its replicates, and pools the noise between them', () => {
    const scores = new StepScores(0);
    const values: readonly (readonly [string, number, number])[] = [
      ['a', 0, 1],
      ['b', 0, 0.2],
      ['a', 1, 0.5],
      ['b', 1, 0.6],
      ['a', 2, 0],
    ];
    values.forEach(([q, replicate, value], index) => {
      const one = trial({ q }, { replicate });
      scores.addTrial(2 * index, one);
      scores.addScoring(2 * index + 1, scored(one, value));
    });
    // a: 1, 0.5, 0 (squares 0.5, 2 degrees of freedom); b: 0.2, 0.6 (0.08, 1)
    expect(metricOf(scores)).toMatchObject({
      mean: expect.closeTo(0.45, 12),
      sd: expect.closeTo(Math.sqrt(0.005), 12),
      n: 2,
      trial_noise: { sd: expect.closeTo(Math.sqrt(0.58 / 3), 12), degrees_of_freedom: 3 },
      look_noise: null,
    });
  });

  it('pools the noise between looks within a trial, apart from that between trials', () => {
    const scores = new StepScores(0);
    for (const [replicate, looks] of [
      [0, [0.4, 0.6]],
      [1, [0.8, 1]],
    ] as const) {
      const one = trial({ q: 'a' }, { replicate });
      scores.addTrial(replicate, one);
      looks.forEach((value, look) => scores.addScoring(2 + replicate, scored(one, value, { replicate: look })));
    }
    expect(metricOf(scores)).toMatchObject({
      mean: expect.closeTo(0.7, 12),
      n: 1,
      look_noise: { sd: expect.closeTo(Math.sqrt(0.02), 12), degrees_of_freedom: 2 },
      trial_noise: { sd: expect.closeTo(Math.sqrt(0.08), 12), degrees_of_freedom: 1 },
    });
  });

  it('takes two equal rows of a dataset for one example, and their scores for no noise', () => {
    const scores = new StepScores(0);
    const one = trial({ q: 'a' });
    scores.addTrial(0, one);
    scores.addTrial(1, one);
    scores.addScoring(2, scored(one, 0));
    scores.addScoring(3, scored(one, 1));
    expect(metricOf(scores)).toMatchObject({ mean: 0.5, n: 1, trial_noise: null, look_noise: null });
  });

  it('leaves failed scorings out and gives null where there is nothing else', () => {
    const scores = new StepScores(0);
    const one = trial({ q: 'a' });
    const { score: _score, ...failed } = scored(one, 0, { status: 'failed', error: { type: 'Error', message: 'no' } });
    scores.addTrial(0, one);
    scores.addScoring(1, failed);
    expect(metricOf(scores)).toMatchObject({ mean: null, sd: null, n: 0 });
    expect(scores.quality.overall).toBeNull();
    expect(scores.weakest(5)).toEqual([]);
  });

  it('names the weakest examples by their mean over metrics, equal ones in order', () => {
    const scores = new StepScores(0);
    [0.5, 0.2, 0.5, 0.2, 1].forEach((value, index) => {
      const one = trial({ index });
      scores.addTrial(10 * index, one);
      scores.addScoring(10 * index + 1, scored(one, value));
      scores.addScoring(10 * index + 2, scored(one, value / 2, { name: 'short' }));
    });
    const found = scores.weakest(3);
    expect(found.map(({ firstSeq, lastSeq }) => [firstSeq, lastSeq])).toEqual([
      [10, 12],
      [30, 32],
      [0, 2],
    ]);
    expect(found.map(({ meanScore }) => meanScore)).toEqual([0.15, 0.15, 0.375].map((value) => expect.closeTo(value, 12)));
  });

  it('shows of a repeated example its weakest trial', () => {
    const scores = new StepScores(0);
    [1, 0.25, 0.75].forEach((value, replicate) => {
      const one = trial({ q: 'a' }, { replicate });
      scores.addTrial(replicate, one);
      scores.addScoring(replicate + 10, scored(one, value));
    });
    expect(scores.weakest(5)).toMatchObject([{ firstSeq: 1, lastSeq: 11, trials: 3, meanScore: expect.closeTo(2 / 3, 12) }]);
  });

  it('counts a failed trial that nothing scored as 0', () => {
    const scores = new StepScores(0);
    scores.addTrial(0, trial({ q: 'a' }));
    scores.addTrial(1, failedTrial({ q: 'b' }));
    expect(scores.weakest(5)).toMatchObject([{ firstSeq: 1, meanScore: 0 }]);
  });
});

describe('weakest', () => {
  it('is the beginning of a stable sort', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 5 })), fc.integer({ min: 0, max: 6 }), (scores, count) => {
        const items = scores.map((score, place) => ({ score, place }));
        expect(weakest(items, count, ({ score }) => score)).toEqual(
          items.toSorted((a, b) => a.score - b.score).slice(0, count),
        );
      }),
    );
  });
});
