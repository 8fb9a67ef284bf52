import { describe, expect, it } from '@jest/globals';
import { bootstrap } from './bootstrap.ts';
import { latticeBootstrap } from './bootstrap-lattice.ts';
import { differences } from './differences.ts';
import { normalQuantile, normalTail } from './distributions/normal.ts';
import { expandedTail } from './expanded-percentile.ts';
import { columnsOf, DETERMINISTIC, expectClose, expectFields, golden, type GoldenCase, SHARP } from './golden.fixture.ts';
import type { Lattice } from './lattice.ts';
import { signFlip } from './sign-flip.ts';
import { isTooSkewed, skewness } from './skewness.ts';
import { wilcoxon } from './wilcoxon.ts';

const differencesOf = (found: GoldenCase<'paired'>) => {
  const { a, b } = columnsOf(found);
  return differences(a, b);
};

describe('the sign flip', () => {
  it.each(golden('paired'))('meets the exact p of %s', (_, found) => {
    const d = differencesOf(found);
    const { p, n_nonzero } = found.expected.signflip;
    const flipped = signFlip(d.comparable, { lattice: d.lattice });
    expect(flipped?.nonZero).toBe(n_nonzero);
    if (flipped?.method === 'monte-carlo')
      expect(Math.abs(flipped.p - p)).toBeLessThanOrEqual(4 * (flipped.standardError ?? NaN));
    else expectClose(flipped?.p, p, flipped?.method === 'exact' ? SHARP : 1e-6, 'signflip.p');
  });
});

describe('the sign flip of any differences', () => {
  it.each(golden('sign_flip'))('meets %s', (_, { input, expected }) => {
    const d = differences(Float64Array.from(input.d), new Float64Array(input.d.length));
    const found = signFlip(d.comparable, { lattice: d.lattice });
    if (found?.method === 'monte-carlo') {
      expect(Math.abs(found.p - expected.p_value)).toBeLessThanOrEqual(4 * (found.standardError ?? NaN));
      expect(found.standardError).toBeLessThanOrEqual(0.1 * found.p);
    } else {
      expectClose(found?.p, expected.p_value, found?.method === 'exact' ? DETERMINISTIC : 1e-6, 'p');
    }
  });
});

describe('Wilcoxon’s test', () => {
  it.each(golden('paired'))('meets %s', (_, found) => {
    const { comparable } = differencesOf(found);
    const wanted = found.expected.wilcoxon;
    const ranked = wilcoxon(comparable);
    expectFields(ranked, wanted, { n_nonzero: 'nonZero', r_plus: 'rPlus', r_minus: 'rMinus' }, DETERMINISTIC);
    if (!wanted.scipy_auto) {
      expect([ranked.p, ranked.asymptoticP, ranked.rankBiserial]).toEqual([1, null, null]);
      return;
    }
    const names = { n_zero: 'zeros', ties: 'ties', asymptotic_p: 'asymptoticP', rank_biserial: 'rankBiserial' };
    expectFields(ranked, wanted, names, DETERMINISTIC);
    expectFields(ranked, wanted, { exact_conditional_p: 'exactP' }, SHARP);
    expectClose(Math.abs(ranked.z ?? NaN), Math.abs(wanted.asymptotic_z), DETERMINISTIC, 'z');
    const corrected = wilcoxon(comparable, { correction: true });
    const pratt = wilcoxon(comparable, { zeros: 'pratt' });
    expectFields(corrected, wanted, { asymptotic_cc_p: 'asymptoticP' }, DETERMINISTIC);
    expectFields(pratt, wanted, { pratt_asymptotic_p: 'asymptoticP' }, DETERMINISTIC);
    const byRuleOfScipy = wanted.scipy_auto.method === 'asymptotic' ? ranked.asymptoticP : ranked.exactP;
    expectClose(byRuleOfScipy, wanted.scipy_auto.p, DETERMINISTIC, 'scipy_auto');
  });
});

describe('the bootstrap', () => {
  const cases = golden('paired').filter(([, { expected }]) => expected.bootstrap_exact);
  const tiny = 'n500-binary-tiny-p';

  it.each(cases)('meets the exact law of %s', (id, found) => {
    const wanted = found.expected.bootstrap_exact;
    const resampled = bootstrap(differencesOf(found));
    expect(resampled?.method).toBe('exact');
    const plain = { se: 'se', cdf_le_0: 'atMostZero', cdf_ge_0: 'atLeastZero' };
    const accelerated = { z0: 'biasCorrection', a: 'acceleration', bca: 'interval' };
    expectFields(resampled, wanted, plain, DETERMINISTIC);
    const law = latticeBootstrap(differencesOf(found).lattice as Lattice, 2 ** 17);
    expectClose([law?.lowerQuantile(0.025), law?.upperQuantile(0.025)], wanted?.['percentile'], DETERMINISTIC, 'percentile');
    expectFields(resampled?.bca, wanted, id === tiny ? accelerated : { ...accelerated, p_bca: 'p' }, DETERMINISTIC);
  });

  it.each(cases.filter(([id]) => id === tiny))(
    'has one expected value that is rounding: %s takes F*(0) from 1 − P(≥ 0)',
    (_, found) => {
      const { z0 = NaN, a = NaN, cdf_le_0 = NaN, cdf_ge_0 = NaN, p_bca } = found.expected.bootstrap_exact ?? {};
      const dual = (midRank: number): number => {
        const moved = normalQuantile(midRank) - z0;
        return 2 * normalTail(Math.abs(moved / (1 + a * moved) - z0));
      };
      expectClose(dual((cdf_le_0 + (1 - cdf_ge_0)) / 2), p_bca, DETERMINISTIC, 'from the rounded tail');
      const p = bootstrap(differencesOf(found))?.bca?.p ?? NaN;
      expect(p).toBeGreaterThan(0);
      expect(p).toBeLessThanOrEqual(dual(cdf_le_0));
    },
  );
});

describe('the expanded bootstrap', () => {
  it.each(golden('bootstrap_expanded'))('meets %s', (_, { input, expected }) => {
    const d = differences(Float64Array.from(input.d), new Float64Array(input.d.length));
    const found = bootstrap(d, { alpha: input.alpha });
    expectFields(found, expected, { p: 'p' }, 1e-7);
    expectFields(found, expected, { interval: 'percentile' }, 1e-12);
    expectClose(expandedTail(input.alpha, d.n), expected['level_tail'], DETERMINISTIC, 'level_tail');
    for (const [theirs, ours] of [
      ['cdf_le_0', 'atMostZero'],
      ['cdf_ge_0', 'atLeastZero'],
    ] as const)
      expect(found?.[ours]).toBeCloseTo(expected[theirs] as number, 12);
  });
});

describe('skewness', () => {
  it.each(golden('skew'))('meets %s', (_, { input, expected }) => {
    const { comparable } = differences(Float64Array.from(input.d), new Float64Array(input.d.length));
    expectClose(skewness(comparable), expected.skewness, SHARP, 'skewness');
    expect(isTooSkewed(comparable)).toBe(expected.warning);
  });
});
