import { describe, expect, it } from '@jest/globals';
import { bootstrap } from './bootstrap.ts';
import { latticeBootstrap } from './bootstrap-lattice.ts';
import { sampledBootstrap } from './bootstrap-sampled.ts';
import { spectralBootstrap } from './bootstrap-spectral.ts';
import { clusteredBootstrap, clusteredSignFlip, clusterSums } from './clustered-resampling.ts';
import { differences, type Differences } from './differences.ts';
import type { Lattice } from './lattice.ts';
import { latticeUpperTail } from './lattice-law.ts';
import { randomStream, resamplingSeed } from './random.ts';
import { enumeratedSignFlip, signFlip } from './sign-flip.ts';
import { latticeSignFlip, signedSumLaw, subsetSumTail } from './sign-flip-lattice.ts';
import { sampledSignFlip } from './sign-flip-sampled.ts';
import { spectralSignFlip } from './sign-flip-spectral.ts';
import { sizeTally } from './tally.ts';

function uniforms(n: number, seed: number): Float64Array {
  const stream = randomStream(seed);
  return Float64Array.from({ length: n }, () => stream.next() / 2 ** 32);
}

function graded(n: number, levels: number, seed: number, lift = 0): Differences {
  const level = (u: number): number => Math.floor(u * (levels + 1)) / levels;
  const a = uniforms(n, seed).map((u) => level(Math.min(0.999, u + lift)));
  return differences(a, uniforms(n, seed + 1).map(level));
}

function real(n: number, seed: number, lift = 0): Differences {
  return differences(
    uniforms(n, seed).map((u) => u ** 3 + lift),
    uniforms(n, seed + 1),
  );
}

/** Each difference by itself. */
function inverted(values: Float64Array, spacing = 0): number | null {
  const sum = Math.abs(values.reduce((total, value) => total + value, 0));
  return spectralSignFlip({ values: values.map(Math.abs), counts: new Float64Array(values.length).fill(1) }, sum, spacing);
}

const lattice = (d: Differences): Lattice => d.lattice as Lattice;
const monteCarlo = (p: number, draws: number): number => 4 * Math.sqrt((p * (1 - p)) / draws) + 1 / draws;

describe('the sign flip', () => {
  it.each([0, 0.05, 0.2, 0.5])('has the same exact tail by adding, by inverting and by enumerating (lift %s)', (lift) => {
    const d = graded(18, 10, 3, lift);
    const { units } = lattice(d);
    const exact = enumeratedSignFlip(d.values.filter((value) => value !== 0));
    expect(latticeSignFlip(units)).toBeCloseTo(exact, 12);
    const sizes = Int32Array.from(
      units.filter((unit) => unit !== 0),
      Math.abs,
    );
    const total = sizes.reduce((sum, size) => sum + size, 0);
    const observed = Math.abs(units.reduce((sum, unit) => sum + unit, 0));
    const inverted = 2 * latticeUpperTail(signedSumLaw(sizeTally(units)), (total + observed) / 2);
    expect(Math.min(1, inverted)).toBeCloseTo(exact, 12);
    expect(Math.min(1, 2 * subsetSumTail(sizes, (total - observed) / 2))).toBeCloseTo(exact, 12);
  });

  it('keeps its relative precision far out in the tail', () => {
    const d = graded(600, 10, 5, 0.4);
    const sizes = Int32Array.from(
      lattice(d).units.filter((unit) => unit !== 0),
      Math.abs,
    );
    const total = sizes.reduce((sum, size) => sum + size, 0);
    const observed = lattice(d).units.reduce((sum, unit) => sum + unit, 0);
    const added = 2 * subsetSumTail(sizes, (total - observed) / 2);
    const inverted = 2 * latticeUpperTail(signedSumLaw(sizeTally(lattice(d).units)), (total + observed) / 2);
    expect(added).toBeLessThan(1e-20);
    expect(inverted / added).toBeCloseTo(1, 9);
  });

  it.each([0.24, 0.3])('of real differences is the limit of its Monte Carlo (lift %s)', (lift) => {
    const { values } = real(400, 7, lift);
    const spectral = inverted(values) ?? NaN;
    expect(Math.abs(sampledSignFlip(values, 20_000, 1) - spectral)).toBeLessThanOrEqual(monteCarlo(spectral, 20_000));
  });

  it('meets the exact p from the characteristic function alone when the lattice is fine', () => {
    const d = graded(400, 500, 9, 0.03);
    const exact = latticeSignFlip(lattice(d).units, Infinity) ?? NaN;
    expect((inverted(d.values, 2 / lattice(d).q) ?? NaN) / exact).toBeCloseTo(1, 5);
  });

  it('falls back on Monte Carlo where one difference outweighs all others', () => {
    const values = real(300, 11).values.slice();
    values[0] = 1e6;
    expect(inverted(values)).toBeNull();
    expect(signFlip(values, { seedOf: () => 5, resamples: 2_000 })).toMatchObject({
      method: 'monte-carlo',
      resamples: 2_000,
      seed: 5,
    });
  });

  it('drops zeros, and is 1 where nothing else is left', () => {
    expect(signFlip(new Float64Array([0, 0, 1]))).toMatchObject({ p: 1, nonZero: 1 });
    expect(signFlip(new Float64Array(4))).toMatchObject({ p: 1, nonZero: 0, method: 'exact' });
    expect(signFlip(new Float64Array())).toBeNull();
  });

  it('flips whole clusters when there are any', () => {
    const d = graded(60, 10, 13, 0.1);
    const labels = Int32Array.from({ length: 60 }, (_, i) => i % 6);
    const sums = Float64Array.from({ length: 6 }, (_, g) =>
      d.values.reduce((sum, value, i) => (i % 6 === g ? sum + value : sum), 0),
    );
    expect(clusteredSignFlip(clusterSums(d, labels))?.p).toBe(enumeratedSignFlip(sums));
    expect(clusteredSignFlip(clusterSums(d, new Int32Array(60)))).toBeNull();
  });
});

describe('the bootstrap', () => {
  it('agrees, when drawn at random, with its exact law', () => {
    const d = graded(80, 10, 17, 0.05);
    const exact = latticeBootstrap(lattice(d), 2 ** 17);
    const sampled = sampledBootstrap(d.values, new Float64Array(80).fill(1), 20_000, 3);
    for (const x of [-0.1, 0, 0.05, 0.1, 0.2]) {
      const p = exact?.atMost(x) ?? NaN;
      expect(Math.abs(sampled.atMost(x) - p)).toBeLessThanOrEqual(monteCarlo(p, 20_000));
      expect((exact?.below(x) ?? NaN) + (exact?.atLeast(x) ?? NaN)).toBeCloseTo(1, 12);
    }
  });

  it('of real values is the limit of random draws', () => {
    const d = real(300, 19);
    const mean = d.mean ?? NaN;
    const spectral = spectralBootstrap(d.values, mean);
    const sampled = sampledBootstrap(d.values, new Float64Array(300).fill(1), 10_000, 3);
    for (const shift of [-2, -1, 0, 1, 2]) {
      const x = mean + shift * (d.se ?? NaN);
      const p = spectral?.atMost(x) ?? NaN;
      expect(Math.abs(sampled.atMost(x) - p)).toBeLessThanOrEqual(monteCarlo(p, 10_000));
    }
    expect(spectral?.atMost(spectral.lowerQuantile(0.025))).toBeCloseTo(0.025, 9);
    expect(spectral?.atLeast(spectral.upperQuantile(0.025))).toBeCloseTo(0.025, 9);
  });

  it('falls back on drawing where one value outweighs all others', () => {
    const values = real(600, 23).values.slice();
    values[0] = 1e7;
    expect(bootstrap(differences(values, new Float64Array(600)), { resamples: 500 })).toMatchObject({ method: 'monte-carlo' });
  });

  it('excludes 0 exactly where its p is below α', () => {
    for (let seed = 30; seed < 60; seed += 1) {
      const found = bootstrap(real(60, seed, 0.2), { resamples: 999, seed });
      const [low, high] = found?.percentile ?? [NaN, NaN];
      if (Math.abs((found?.p ?? NaN) - 0.05) > 0.003) expect(low > 0 || high < 0).toBe((found?.p ?? NaN) < 0.05);
    }
  });

  it('has nothing to say of equal differences', () => {
    expect(bootstrap(differences(new Float64Array(5).fill(0.3), new Float64Array(5).fill(0.1)))).toBeNull();
    expect(bootstrap(differences(new Float64Array(), new Float64Array()))).toBeNull();
  });

  it('claims no more of few values than a sign flip of them could', () => {
    const found = bootstrap(differences(new Float64Array([0.9, 0.8]), new Float64Array([0.7, 0.75])));
    expect(found?.p).toBe(0.5);
    const five = bootstrap(differences(new Float64Array([5, 6, 7, 8, 9.5]), new Float64Array(5)), { resamples: 500 });
    expect(five?.p).toBe(2 ** -4);
  });

  it('draws whole clusters when there are any', () => {
    const d = graded(60, 10, 13, 0.1);
    const labels = Int32Array.from({ length: 60 }, (_, i) => i % 6);
    const found = clusteredBootstrap(clusterSums(d, labels), d.mean ?? NaN, { resamples: 2_000, seed: 1 });
    expect(found).toMatchObject({ method: 'monte-carlo', resamples: 2_000, seed: 1 });
    expect(found?.percentile[0]).toBeLessThan(d.mean ?? NaN);
    expect(clusteredBootstrap(clusterSums(d, new Int32Array(60)), d.mean ?? NaN)).toBeNull();
  });
});

describe('the seed of a resampling', () => {
  it('is the same for A against B and B against A, and different for anything else', () => {
    const seed = resamplingSeed('accuracy', 'run-b', 'run-a', 'bootstrap', 10_000, 0);
    expect(seed).toBe(1073305572);
    expect(resamplingSeed('accuracy', 'run-a', 'run-b', 'bootstrap', 10_000, 0)).toBe(seed);
    expect(resamplingSeed('accuracy', 'run-a', 'run-b', 'bootstrap', 10_000, 1)).not.toBe(seed);
    expect(resamplingSeed('f1', 'run-a', 'run-b', 'bootstrap', 10_000, 0)).not.toBe(seed);
  });
});
