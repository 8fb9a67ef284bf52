import { describe, expect, it } from '@jest/globals';
import { livePlot, type PlottedLook } from './live-plot.ts';

const FRAME = { left: 40, right: 240, top: 10, bottom: 110 };
const LOOKS: readonly PlottedLook[] = [
  { n: 0, delta: null, interval: [-1, 1] },
  { n: 50, delta: 0.1, interval: [-0.2, 0.4] },
  { n: 100, delta: 0.2, interval: [0.1, 0.3] },
];

describe('the course of a live comparison', () => {
  it('goes from the first row to the last that there may be, with the line of no difference in its frame', () => {
    const { last, line, zero } = livePlot(LOOKS, { of: 200, margin: null }, FRAME);
    expect(last?.x).toBe(140);
    expect(line.split(' ')).toHaveLength(2);
    expect(last?.y).toBeLessThan(zero);
    expect(zero).toBeLessThan(FRAME.bottom);
  });

  it('shows later intervals whole, and cuts the first ones off at its edges', () => {
    const ys = livePlot(LOOKS, { of: 200, margin: null }, FRAME)
      .band.split(' ')
      .map((corner) => Number(corner.split(',')[1]));
    expect(ys).toHaveLength(6);
    const [first, second, , , lowSecond, lowFirst] = ys;
    expect([first, lowFirst]).toEqual([FRAME.top, FRAME.bottom]);
    expect(second).toBeGreaterThan(FRAME.top - 1);
    expect(lowSecond).toBeLessThan(FRAME.bottom + 1);
  });

  it('has a band for the margin around the line of no difference', () => {
    const { margin, zero } = livePlot(LOOKS, { of: 200, margin: 0.05 }, FRAME);
    expect(margin?.[0]).toBeLessThan(zero);
    expect(margin?.[1]).toBeGreaterThan(zero);
  });

  it('is there before the first row', () => {
    const { last, line } = livePlot([], { of: 3, margin: null }, FRAME);
    expect([last, line]).toEqual([null, '']);
  });
});
