import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { failedTrial, scored, trial } from './report-events.fixture.ts';
import { StepScores, weakest } from './step-scores.ts';

describe('StepScores', () => {
  it('names the weakest examples by their mean over metrics, equal ones in order', () => {
    const scores = new StepScores(0, false);
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
    const scores = new StepScores(0, true);
    [1, 0.25, 0.75].forEach((value, replicate) => {
      const one = trial({ q: 'a' }, { replicate });
      scores.addTrial(replicate, one);
      scores.addScoring(replicate + 10, scored(one, value));
    });
    expect(scores.weakest(5)).toMatchObject([{ firstSeq: 1, lastSeq: 11, trials: 3, meanScore: expect.closeTo(2 / 3, 12) }]);
  });

  it('counts a failed trial that nothing scored as 0', () => {
    const scores = new StepScores(0, false);
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
