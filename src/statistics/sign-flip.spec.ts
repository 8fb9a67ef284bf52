import { describe, expect, it } from '@jest/globals';
import { differences } from './differences.ts';
import { randomStream } from './random.ts';
import { enumeratedSignFlip, signFlip } from './sign-flip.ts';
import { binomialsSignFlip } from './sign-flip-binomials.ts';
import { latticeSignFlip } from './sign-flip-lattice.ts';
import { sampledSignFlip } from './sign-flip-sampled.ts';
import { spectralSignFlip } from './sign-flip-spectral.ts';
import { tiltTo } from './sign-flip-tilt.ts';
import { tiltedSignFlip } from './sign-flip-tilted.ts';

function uniforms(n: number, seed: number): Float64Array {
  const stream = randomStream(seed);
  return Float64Array.from({ length: n }, () => stream.next() / 2 ** 32);
}

const sumOf = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0);

/** Differences of three sizes: the first on a lattice, the second not. */
function threeSizes(n: number, lift: number): readonly [Int32Array, Float64Array] {
  const sizes = [1, 2, 3];
  const units = Int32Array.from(uniforms(n, 3), (u, i) => (u < 0.5 + lift ? 1 : -1) * sizes[i % 3]!);
  return [units, Float64Array.from(units, (unit) => unit * Math.PI)];
}

function single(values: Float64Array) {
  return { values: values.map(Math.abs), counts: new Float64Array(values.length).fill(1) };
}

function inverted(values: Float64Array, spacing = 0): number | null {
  return spectralSignFlip(single(values), Math.abs(sumOf(values)), spacing);
}

function tallied(values: Float64Array) {
  const sizes = Float64Array.from(new Set(values.map(Math.abs))).sort();
  return { values: sizes, counts: sizes.map((size) => values.filter((value) => Math.abs(value) === size).length) };
}

describe('the sign flip of differences of few sizes', () => {
  it.each([0.02, 0.1, 0.3, 0.45])('is that of the lattice, far out in the tail too (lift %s)', (lift) => {
    const [units, values] = threeSizes(600, lift);
    const exact = latticeSignFlip(units, Infinity) ?? NaN;
    const found = binomialsSignFlip(tallied(values), Math.abs(sumOf(values)), 1e-9) ?? NaN;
    expect(found / exact).toBeCloseTo(1, 10);
  });

  it('is left to others where there are too many combinations', () => {
    const values = uniforms(60, 5);
    expect(binomialsSignFlip(tallied(values), 1, 1e-9)).toBeNull();
  });
});

describe('the sign flip by importance sampling', () => {
  const options = { resamples: 4_000, seed: 7, slack: 1e-9 };

  it.each([0, 0.02, 0.1, 0.3, 0.45])('is within its standard error of the exact one at any p (lift %s)', (lift) => {
    const [units, values] = threeSizes(500, lift);
    const exact = latticeSignFlip(units, Infinity) ?? NaN;
    const { p, standardError } = tiltedSignFlip(single(values), Math.abs(sumOf(values)), options);
    expect(Math.abs(p - exact)).toBeLessThanOrEqual(4 * standardError);
    expect(standardError).toBeLessThan(0.1 * p);
  });

  it.each([0.02, 0.1, 0.3])('is so too where the differences of a size are drawn together (lift %s)', (lift) => {
    const [units, values] = threeSizes(500, lift);
    const exact = latticeSignFlip(units, Infinity) ?? NaN;
    const { p, standardError } = tiltedSignFlip(tallied(values), Math.abs(sumOf(values)), options);
    expect(Math.abs(p - exact)).toBeLessThanOrEqual(4 * standardError);
    expect(standardError).toBeLessThan(0.1 * p);
  });

  it('is what fair signs give', () => {
    const values = uniforms(45, 11).map((u) => u - 0.45);
    const { p, standardError } = tiltedSignFlip(single(values), Math.abs(sumOf(values)), options);
    const fair = sampledSignFlip(values, 40_000, 3);
    expect(Math.abs(p - fair)).toBeLessThanOrEqual(4 * (standardError + Math.sqrt((fair * (1 - fair)) / 40_000)));
  });

  it('tilts the mean of the sum to what was observed', () => {
    const { t } = tiltTo({ values: Float64Array.of(1, 3), counts: Float64Array.of(10, 5) }, 20);
    expect(10 * Math.tanh(t) + 15 * Math.tanh(3 * t)).toBeCloseTo(20, 8);
  });
});

describe('the sign flip by the characteristic function', () => {
  it('takes half a step off on a lattice', () => {
    const units = Int32Array.from(uniforms(400, 3), (u) => Math.round(1_000 * (u - 0.47)));
    const exact = latticeSignFlip(units, Infinity) ?? NaN;
    expect((inverted(Float64Array.from(units), 2) ?? NaN) / exact).toBeCloseTo(1, 6);
  });

  it('is the same for sizes that are counted', () => {
    const values = Float64Array.from(uniforms(2_000, 4), (u) => Math.round(1_000 * (u - 0.48)) / 1_000);
    const sizes = tallied(values.filter((value) => value !== 0));
    const counted = spectralSignFlip(sizes, Math.abs(sumOf(values)), 0.002) ?? NaN;
    expect(counted / (inverted(values, 0.002) ?? NaN)).toBeCloseTo(1, 9);
  });

  it.each([
    ['nearly thirds', (u: number): number => Math.round(3 * u) + 1e-4 * u],
    ['nearly of one size', (u: number): number => (u < 0.5 ? 1 : -1) * (1 + 1e-3 * u)],
  ])('is not trusted where the differences are %s', (_, difference) => {
    expect(inverted(uniforms(300, 9).map((u) => difference(u - 0.4)))).toBeNull();
  });

  it('is not trusted with p-values smaller than its rounding errors', () => {
    expect(inverted(uniforms(300, 9).map((u) => u - 0.2))).toBeNull();
  });
});

describe('the sign flip', () => {
  it('counts one assignment and its mirror image where all differences have one sign, however small they are', () => {
    for (const size of [1, 0.1, Math.PI, 2e-11, 1e-160, 1e-300])
      expect(signFlip(new Float64Array(50).fill(size))).toMatchObject({ p: 2 ** -49, method: 'exact' });
    expect(signFlip(uniforms(30, 5).map((u) => -u - 1))?.p).toBe(2 ** -29);
  });

  it('is never 0', () => {
    expect(signFlip(new Float64Array(3_000).fill(1))?.p).toBeGreaterThan(0);
    const values = uniforms(3_000, 3).map((u) => u + 0.1);
    values[7] = -0.05;
    expect(signFlip(values)?.p).toBeGreaterThan(0);
  });

  it('has no floor off the lattice', () => {
    const values = uniforms(300, 9).map((u) => u - 0.2);
    const found = signFlip(values);
    expect(found?.method).toBe('monte-carlo');
    expect(found?.p).toBeLessThan(1e-12);
    expect(found?.standardError).toBeLessThan(0.1 * (found?.p ?? NaN));
  });

  it('draws ten times as often when asked to be thorough, and with fair signs as often as it is told', () => {
    const values = uniforms(60, 13).map((u) => u - 0.45);
    const seedOf = (draws: number): number => draws;
    expect(signFlip(values, { seedOf })).toMatchObject({ method: 'monte-carlo', resamples: 9_999, seed: 9_999 });
    expect(signFlip(values, { seedOf, isThorough: true })).toMatchObject({ resamples: 99_990, seed: 99_990 });
    expect(signFlip(values, { seedOf, resamples: 500 })?.p).toBe(sampledSignFlip(values, 500, 500));
  });

  it('is the same for all signs turned', () => {
    const values = uniforms(150, 17).map((u) => u - 0.42);
    const turned = values.map((value) => -value);
    expect(signFlip(turned)).toEqual(signFlip(values));
  });

  it('knows four decimals for what they are', () => {
    const scores = uniforms(21, 23).map((u) => Math.round(3 * u) / 3 - 0.3);
    const rounded = scores.map((score) => Math.round(1e4 * score) / 1e4);
    const d = differences(rounded, new Float64Array(21));
    expect(d.lattice?.q).toBe(10_000);
    const found = signFlip(d.comparable, { lattice: d.lattice });
    expect(found?.method).toBe('exact');
    expect(found?.p).toBeCloseTo(enumeratedSignFlip(d.values), 10);
  });
});
