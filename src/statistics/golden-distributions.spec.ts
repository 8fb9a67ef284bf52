import { describe, expect, it } from '@jest/globals';
import { normalQuantile, normalTail } from './distributions/normal.ts';
import { incompleteBeta } from './distributions/special-functions.ts';
import { studentQuantile, studentTail } from './distributions/student.ts';
import { chiSquareTail, fairBinomialTail } from './distributions/tails.ts';
import { DETERMINISTIC, expectClose, golden } from './golden.fixture.ts';
import { fnv1a, randomStream } from './random.ts';

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
