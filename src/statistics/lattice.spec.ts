import { describe, expect, it } from '@jest/globals';
import { differences } from './differences.ts';
import { latticeOf } from './lattice.ts';

describe('a lattice', () => {
  it('is found for thirds, tenths and halves of repeats, which floating point only comes near to', () => {
    expect(latticeOf(new Float64Array([1 / 3, -2 / 3, 1]), 1)).toEqual({ q: 3, units: new Int32Array([1, -2, 3]) });
    expect(latticeOf(new Float64Array([0.3 - 0.2, 0.9 - 0.8]), 1)?.units).toEqual(new Int32Array([1, 1]));
    expect(latticeOf(new Float64Array([0.5, 0.25]), 1)?.q).toBe(4);
  });

  it('is not found for what has none', () => {
    expect(latticeOf(new Float64Array([Math.PI, Math.E]), 4)).toBeNull();
    expect(latticeOf(new Float64Array([0.1234567]), 1)).toBeNull();
    expect(latticeOf(new Float64Array([3e9]), 3e9)).toBeNull();
  });

  it('has four to six decimals', () => {
    expect(latticeOf(new Float64Array([0.3333, -0.6667]), 1)?.q).toBe(10_000);
    expect(latticeOf(new Float64Array([0.333333, -0.666667]), 1)?.q).toBe(1_000_000);
  });

  it('does not take tiny scores for zeros', () => {
    expect(latticeOf(new Float64Array([3e-10, -1e-10]), 5e-10)).toBeNull();
    expect(latticeOf(new Float64Array([0, 0]), 0)?.q).toBe(1);
    expect(latticeOf(new Float64Array([2e-11, 2e-11]), 1)).toBeNull();
    expect(latticeOf(new Float64Array([2e-13, 1]), 1)?.units).toEqual(new Int32Array([0, 1]));
  });
});

describe('differences', () => {
  it('have exact moments on a lattice, whatever is added to both runs', () => {
    const a = new Float64Array([0.1, 0.4, 0.7, 0.2]);
    const b = new Float64Array([0.2, 0.1, 0.3, 0.9]);
    const here = differences(a, b);
    const moved = differences(
      a.map((x) => x + 12),
      b.map((x) => x + 12),
    );
    expect([moved.mean, moved.sd]).toEqual([here.mean, here.sd]);
  });

  it('off a lattice are equal when they are so to twelve digits of the largest score', () => {
    const a = new Float64Array([Math.PI, Math.PI + 1e-15 + 1]);
    const d = differences(a, new Float64Array([Math.E, Math.E + 1]));
    expect(d.lattice).toBeNull();
    expect(d.constant).toBe(true);
    expect(d.sd).toBe(0);
  });

  it.each([
    ['of 2e-11', 0.5 + 2e-11, 0.5],
    ['of a hundredth, at an offset of 1e12', 1e12 + 0.01, 1e12],
    ['of scores around 1e-151', 3e-151, 1e-151],
    ['of scores around 1e-200', 3e-200, 1e-200],
  ])('%s are what they are', (_, high, low) => {
    const wobble = Float64Array.from({ length: 50 }, (_unused, i) => 1 + 0.25 * (i % 3));
    const scores = (score: number): Float64Array => wobble.map((factor) => score * factor);
    const d = differences(scores(high), scores(low));
    expect(d.comparable.every((value) => value > 0)).toBe(true);
    expect(d.mean).toBeGreaterThan(0);
    expect(d.sd).toBeGreaterThan(0);
  });

  it('that are rounding errors of the scores are none', () => {
    const a = new Float64Array([Math.PI, Math.E, 7]);
    const b = a.map((score, i) => score * (1 + (i % 2 === 0 ? 1 : -1) * 2e-16));
    expect(differences(a, b)).toMatchObject({ mean: 0, constant: true });
  });
});
