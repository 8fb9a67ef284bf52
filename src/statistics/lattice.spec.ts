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
    expect(latticeOf(new Float64Array([0.12345]), 1)).toBeNull();
    expect(latticeOf(new Float64Array([3e9]), 3e9)).toBeNull();
  });

  it('does not take tiny scores for zeros', () => {
    expect(latticeOf(new Float64Array([3e-10, -1e-10]), 5e-10)).toBeNull();
    expect(latticeOf(new Float64Array([0, 0]), 0)?.q).toBe(1);
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
});
