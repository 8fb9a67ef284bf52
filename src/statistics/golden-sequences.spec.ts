import { describe, expect, it } from '@jest/globals';
import { confidenceSequence, empiricalBernstein } from './confidence-sequence.ts';
import { normalQuantile, normalTail } from './distributions/normal.ts';
import { incompleteBeta } from './distributions/special-functions.ts';
import { studentQuantile, studentTail } from './distributions/student.ts';
import { chiSquareTail, fairBinomialTail } from './distributions/tails.ts';
import { DETERMINISTIC, expectClose, golden, type SequenceState } from './golden.fixture.ts';
import { fnv1a, randomStream } from './random.ts';

describe('confidence sequences', () => {
  const close = (value: number): number => expect.closeTo(value, 9) as unknown as number;
  const interval = ({ lo, hi }: SequenceState): number[] => [close(lo), close(hi)];

  it.each(golden('confseq'))('meet %s by betting, untuned and tuned', (_, { input, expected }) => {
    const { d, N: populationSize, alpha, grid: gridSize } = input;
    for (const [name, horizon] of [
      ['betting', null],
      ['betting_tuned', (populationSize ?? d.length) / 2],
    ] as const) {
      const sequence = confidenceSequence({ alpha, populationSize, horizon, gridSize });
      const states = d.map((difference) => sequence.add(difference));
      for (const wanted of expected[name]) {
        const { mean, p, logE, interval: found } = states[wanted.t - 1] ?? {};
        const evidence = typeof wanted.log_e === 'number' ? close(wanted.log_e) : null;
        expect({ mean, p, logE, found }).toEqual({
          mean: close(wanted.mean),
          p: close(wanted.p ?? NaN),
          logE: evidence,
          found: interval(wanted),
        });
      }
    }
  });

  it.each(golden('confseq'))('meet %s by empirical Bernstein', (_, { input, expected }) => {
    const sequence = empiricalBernstein({ alpha: input.alpha, populationSize: input.N });
    const states = input.d.map((difference) => sequence.add(difference));
    for (const wanted of expected.pm_empirical_bernstein) {
      const { mean, interval: found } = states[wanted.t - 1] ?? {};
      expect({ mean, found }).toEqual({ mean: close(wanted.mean), found: interval(wanted) });
    }
  });
});

describe('random numbers', () => {
  it.each(golden('prng'))('meet %s bit by bit, one at a time and in bulk', (_, { input, expected }) => {
    const stream = randomStream(input.seed);
    const buffer = new Uint32Array(expected.xoshiro128ss.length);
    randomStream(input.seed).fill(buffer);
    expect([...buffer]).toEqual(expected.xoshiro128ss);
    expect(expected.xoshiro128ss.map(() => stream.next())).toEqual(expected.xoshiro128ss);
  });

  it.each(golden('hash'))('have the seeds of %s', (_, { input, expected }) => {
    expect(input.strings.map(fnv1a)).toEqual(expected.fnv1a32);
  });
});

describe('distributions', () => {
  const functions: Readonly<Record<string, (...row: readonly number[]) => number>> = {
    t_sf: (t = NaN, df = NaN) => studentTail(t, df),
    norm_sf: (z = NaN) => normalTail(z),
    chi2_sf: (x = NaN, df = NaN) => chiSquareTail(x, df),
    beta_cdf: (x = NaN, a = NaN, b = NaN) => incompleteBeta(x, a, b),
    binom_cdf_half: (k = NaN, n = NaN) => fairBinomialTail(k, n),
    t_ppf: (p = NaN, df = NaN) => studentQuantile(1 - p, df),
    norm_ppf: (p = NaN) => normalQuantile(p),
  };
  const tables = golden('distributions').flatMap(([, { input }]) => Object.entries(input));

  it.each(tables)('meet 40-digit values of %s', (name, table) => {
    for (const row of table)
      expectClose(functions[name]?.(...row), row.at(-1), DETERMINISTIC, `${name}(${row.slice(0, -1).join(', ')})`);
  });
});
