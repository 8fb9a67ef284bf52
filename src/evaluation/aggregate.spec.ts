import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { aggregate, RunningAggregate } from './aggregate.ts';

describe('aggregate', () => {
  it('has nothing to say of nothing', () => {
    expect(aggregate([])).toEqual({ mean: null, sd: null, n: 0 });
  });

  it('has no spread of one', () => {
    expect(aggregate([0.25])).toEqual({ mean: 0.25, sd: 0, n: 1 });
  });

  it('has the n−1 denominator', () => {
    // python3 -c 'import statistics as s; print(s.mean([1,2,4]), s.stdev([1,2,4]))'
    expect(aggregate([1, 2, 4])).toEqual({ mean: 7 / 3, sd: expect.closeTo(1.527525231651947, 14), n: 3 });
  });

  it('loses nothing of small numbers beside large ones', () => {
    expect(aggregate([1e16, 1, -1e16, 1]).mean).toBe(0.5);
    expect(aggregate(Array.from({ length: 10 }, () => 0.1)).mean).toBe(0.1);
  });

  it('is the same in parts as in one', () => {
    const scores = fc.array(fc.double({ min: 0, max: 1, noNaN: true }));
    fc.assert(
      fc.property(scores, scores, (left, right) => {
        const merged = new RunningAggregate();
        for (const part of [left, right]) {
          const running = new RunningAggregate();
          part.forEach((value) => {
            running.add(value);
          });
          merged.merge(running);
        }
        const whole = aggregate([...left, ...right]);
        expect(merged.aggregate.n).toBe(whole.n);
        expect(merged.aggregate.mean ?? 0).toBeCloseTo(whole.mean ?? 0, 12);
        expect(merged.aggregate.sd ?? 0).toBeCloseTo(whole.sd ?? 0, 7);
      }),
    );
  });
});
