import { describe, expect, it } from '@jest/globals';
import { trajectoryPlot } from './trajectory-plot.ts';

const FRAME = { left: 40, right: 240, top: 10, bottom: 110 };

describe('the course of a search', () => {
  it('puts the steps from left to right, the higher the better, with every interval inside of the frame', () => {
    const { points } = trajectoryPlot(
      [
        { mean: 0.5, interval: [0.4, 0.6] },
        { mean: 0.8, interval: [0.7, 0.9] },
      ],
      FRAME,
    );
    const [first, second] = points;
    expect([first?.x, second?.x]).toEqual([90, 190]);
    expect(second?.y).toBeLessThan(first?.y ?? 0);
    for (const y of points.flatMap(({ interval }) => interval ?? [])) {
      expect(y).toBeGreaterThanOrEqual(FRAME.top);
      expect(y).toBeLessThanOrEqual(FRAME.bottom);
    }
  });

  it('follows the highest mean so far, and skips steps without one', () => {
    const { best, points } = trajectoryPlot(
      [0.5, null, 0.4, 0.9].map((mean) => ({ mean, interval: null })),
      FRAME,
    );
    const [first, , , last] = points;
    expect(points[1]?.y).toBeNull();
    expect(best).toBe([`65,${first?.y}`, `115,${first?.y}`, `165,${first?.y}`, `215,${first?.y}`, `215,${last?.y}`].join(' '));
  });

  it('has a scale before the first score, and for scores that are all the same', () => {
    expect(trajectoryPlot([], FRAME)).toMatchObject({ points: [], best: '' });
    expect(trajectoryPlot([{ mean: 1, interval: null }], FRAME).points[0]?.y).toBeCloseTo(60);
  });

  it('leaves out labels of steps that would overlap', () => {
    const many = Array.from({ length: 100 }, () => ({ mean: 0.5, interval: null }));
    expect(trajectoryPlot(many, FRAME).labelEvery).toBe(17);
    expect(trajectoryPlot(many.slice(0, 5), FRAME).labelEvery).toBe(1);
  });
});
