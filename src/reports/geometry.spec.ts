import { describe, expect, it } from '@jest/globals';
import { forestPlot, histogramBars, tallestShare } from './geometry.ts';

const FRAME = { width: 100, left: 10, right: 90, top: 5, rowHeight: 20 };

describe('a forest plot', () => {
  it('has a row for each difference, with every interval and the line of no difference inside of the frame', () => {
    const plot = forestPlot(
      [
        { delta: 0.5, interval: [0.25, 1] },
        { delta: -1, interval: null },
      ],
      null,
      FRAME,
    );
    expect([plot.top, plot.bottom]).toEqual([5, 45]);
    expect(plot.rows.map(({ y }) => y)).toEqual([15, 35]);
    expect(plot.rows.map(({ interval }) => interval === null)).toEqual([false, true]);
    const drawn = plot.rows.flatMap(({ point, interval }) => [point ?? NaN, ...(interval ?? [])]);
    for (const x of [plot.zero, ...drawn]) {
      expect(x).toBeGreaterThanOrEqual(FRAME.left);
      expect(x).toBeLessThanOrEqual(FRAME.right);
    }
  });

  it('puts the margin evenly around the line of no difference', () => {
    const { zero, margin } = forestPlot([{ delta: 0.01, interval: null }], 0.1, FRAME);
    const [low = NaN, high = NaN] = margin ?? [];
    expect(zero - low).toBeCloseTo(high - zero, 9);
  });

  it('can be drawn without any difference, and where all are 0', () => {
    for (const differences of [[], [{ delta: 0, interval: [0, 0] as const }], [{ delta: null, interval: null }]]) {
      const plot = forestPlot(differences, null, FRAME);
      expect([plot.zero, ...plot.ticks.map(({ x }) => x)].every(Number.isFinite)).toBe(true);
    }
  });
});

describe('a histogram', () => {
  it('has a bar for each bin, as high as its share of the tallest', () => {
    const bars = histogramBars([1, 3, 0], 0.75, { width: 30, height: 60 });
    expect(bars.map(({ height }) => height)).toEqual([20, 60, 0]);
    expect(bars.map(({ x, y }) => [x, y])).toEqual([
      [0.5, 40],
      [10.5, 0],
      [20.5, 60],
    ]);
  });

  it('shows a bin that is not empty, however few are in it', () => {
    const [few] = histogramBars([1, 100_000], 1, { width: 20, height: 60 });
    expect(few?.height).toBe(1);
  });

  it('shares its scale with others by the largest share of any bin', () => {
    expect(tallestShare([[1, 3], [4, 4], []])).toBe(0.75);
    expect(tallestShare([[0, 0]])).toBe(1);
    expect(histogramBars([0, 0], 1, { width: 20, height: 60 }).map(({ height }) => height)).toEqual([0, 0]);
  });
});
