import { describe as group, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { adjust, type Correction } from './adjust.ts';
import { alignedColumn, alignRuns } from './align.ts';
import { bootstrap } from './bootstrap.ts';
import { clusteredMean } from './cluster.ts';
import { confidenceSequence } from './confidence-sequence.ts';
import { coverage } from './coverage.ts';
import { deltaPercent } from './delta-percent.ts';
import { describe, tInterval } from './describe.ts';
import { differences } from './differences.ts';
import { chiSquareTail } from './distributions/chi-square-tail.ts';
import { fairBinomialTail } from './distributions/fair-binomial-tail.ts';
import { incompleteBeta } from './distributions/incomplete-beta.ts';
import { normalQuantile } from './distributions/normal-quantile.ts';
import { normalTail } from './distributions/normal-tail.ts';
import { studentQuantile } from './distributions/student-quantile.ts';
import { studentTail } from './distributions/student-tail.ts';
import { effectSize } from './effect-size.ts';
import { empiricalBernstein } from './empirical-bernstein.ts';
import { equivalence } from './equivalence.ts';
import { fnv1a } from './fnv1a.ts';
import { friedman } from './friedman.ts';
import { mcNemar } from './mcnemar.ts';
import { metricColumns } from './metric-columns.ts';
import { nemenyiDifference } from './nemenyi.ts';
import { pairedScores } from './paired-scores.ts';
import { pairing } from './pairing.ts';
import { minimumDetectableEffect, requiredSamples, varianceOf } from './power.ts';
import { minimumDetectableEffectT, requiredSamplesT, tTestPower } from './power-t.ts';
import { proportionEffect } from './proportion-effect.ts';
import { randomStream } from './random.ts';
import { scoreColumns, type ScoreRecord } from './score-columns.ts';
import { signFlip } from './sign-flip.ts';
import { pairedTTest } from './t-test.ts';
import { welchTest } from './welch-test.ts';
import { wilcoxon } from './wilcoxon.ts';
import { wilsonInterval } from './wilson.ts';
import { winRate } from './win-rate.ts';

/* Expected values come from SciPy, statsmodels, R and mpmath; each case names its source. Tolerances are statistics.md §18. */
type Json = Record<string, any>; // eslint-disable-line @typescript-eslint/no-explicit-any -- the fixture has many shapes
interface Case {
  readonly id: string;
  readonly kind: string;
  readonly input: Json;
  readonly expected: Json;
}

const { cases } = JSON.parse(readFileSync(new URL('../../test/fixtures/golden.json', import.meta.url), 'utf8')) as { cases: Case[] };
const ofKind = (kind: string): Case[] => cases.filter((found) => found.kind === kind);
const DETERMINISTIC = 1e-9;
const SHARP = 1e-10;

/** Every number of `expected`, at any depth, is met by `actual` within the relative tolerance; null meets null only. */
function expectClose(actual: unknown, expected: unknown, relative: number, at: string): void {
  if (Array.isArray(expected)) {
    const found = actual as readonly unknown[];
    expect([at, found.length]).toEqual([at, expected.length]);
    expected.forEach((value, i) => expectClose(found[i], value, relative, `${at}[${i}]`));
  } else if (typeof expected === 'number' && typeof actual === 'number') {
    const isZero = expected === 0 || (at === 'a' && Math.abs(expected) < 1e-15);
    const allowed = isZero ? 1e-15 : relative * Math.abs(expected);
    if (!(Math.abs(actual - expected) <= allowed)) throw new Error(`${at}: ${actual} is not ${expected} within ${relative}`);
  } else {
    expect([at, actual]).toEqual([at, expected]);
  }
}

function expectFields(actual: Json | null, expected: Json | null, names: Record<string, string>, relative: number): void {
  for (const [theirs, ours] of Object.entries(names)) {
    expectClose(actual === null ? null : actual[ours], expected === null ? null : expected[theirs], relative, theirs);
  }
}

group('golden paired cases', () => {
  it.each(ofKind('paired').map((found) => [found.id, found] as const))('%s meets every expected value', (_, { input, expected }) => {
    const a = Float64Array.from(input['a']);
    const b = Float64Array.from(input['b']);
    const d = differences(a, b);
    const [left, right] = [describe(a), describe(b)];

    for (const [found, wanted] of [[left, expected['run_a']], [right, expected['run_b']], [d, expected['diff']]] as const) {
      expectFields(found, wanted, { n: 'n', mean: 'mean', sd: 'sd', se: 'se' }, DETERMINISTIC);
      expectClose(tInterval(found.mean, found.se, found.n - 1, 0.05), wanted.ci95, SHARP, 'ci95');
    }
    expectClose(deltaPercent(d.mean ?? NaN, right.mean ?? NaN), expected['delta_percent'], DETERMINISTIC, 'delta_percent');

    const names = { se_paired: 'sePaired', se_unpaired: 'seUnpaired', corr: 'correlation', variance_ratio: 'varianceRatio' };
    const gain = { ...names, effective_n_gain: 'sampleGain' };
    if (expected['pairing']) expectFields(pairing(a, b, left, right, d), expected['pairing'], gain, DETERMINISTIC);

    expectFields(pairedTTest(d, 0.05), expected['t_paired'], { t: 't', df: 'df', p: 'p', ci95: 'interval' }, SHARP);
    expectFields(welchTest(a, b, 0.05), expected['t_welch'], { t: 't', df: 'df', p: 'p', ci95: 'interval' }, SHARP);

    const effect = { dz: 'dz', J: 'correction', gz: 'hedgesG', d_av: 'dAverage' };
    expectFields(effectSize(d, left, right), expected['effect'], effect, DETERMINISTIC);

    const tost = { p_lower: 'pLower', p_upper: 'pUpper', p: 'p', ci90: 'interval', equivalent: 'equivalent' };
    expectFields(equivalence(d.mean ?? 0, d.se, d.n - 1, input['margin'], 0.05), expected['tost'], tost, DETERMINISTIC);

    if (expected['power']) {
      const { mde_z, mde_t, n_for_observed_delta, n_for_delta_0_01 } = expected['power'];
      const sd = d.sd ?? NaN;
      expectClose(minimumDetectableEffect(sd, d.n), mde_z, DETERMINISTIC, 'mde_z');
      expectClose(minimumDetectableEffectT(sd, d.n), mde_t, DETERMINISTIC, 'mde_t');
      expect(Math.ceil(requiredSamples(sd * sd, d.mean ?? NaN) ?? NaN)).toBe(n_for_observed_delta);
      expect(Math.ceil(requiredSamples(sd * sd, 0.01) ?? NaN)).toBe(n_for_delta_0_01);
    }

    const signTest = winRate(d.comparable);
    expectFields(signTest, expected['sign_test'], { wins: 'wins', losses: 'losses', ties: 'ties', win_rate: 'rate' }, DETERMINISTIC);
    expectClose(signTestP(signTest.wins, signTest.losses), expected['sign_test'].p, SHARP, 'sign_test.p');
  });

  it.each(ofKind('paired').map((found) => [found.id, found] as const))('%s meets the sign-flip p', (_, { input, expected }) => {
    const d = differences(Float64Array.from(input['a']), Float64Array.from(input['b']));
    const found = signFlip(d.comparable, { lattice: d.lattice });
    const { p, n_nonzero } = expected['signflip'];
    expect(found?.nonZero).toBe(n_nonzero);
    if (found?.method === 'monte-carlo') {
      const draws = found.resamples ?? NaN;
      expect(Math.abs(found.p - p)).toBeLessThanOrEqual(4 * Math.sqrt((p * (1 - p)) / draws) + 1 / draws);
    } else {
      expectClose(found?.p, p, SHARP, 'signflip.p');
    }
  });

  it.each(ofKind('paired').map((found) => [found.id, found] as const))('%s meets Wilcoxon', (_, { input, expected }) => {
    const { comparable } = differences(Float64Array.from(input['a']), Float64Array.from(input['b']));
    const wanted = expected['wilcoxon'];
    const found = wilcoxon(comparable);
    expectFields(found, wanted, { n_nonzero: 'nonZero', r_plus: 'rPlus', r_minus: 'rMinus' }, DETERMINISTIC);
    if (wanted.exact_conditional_p === undefined) {
      expect([found.p, found.asymptoticP]).toEqual([1, null]);
      return;
    }
    const names = { n_zero: 'zeros', ties: 'ties', asymptotic_p: 'asymptoticP', rank_biserial: 'rankBiserial' };
    expectFields(found, wanted, names, DETERMINISTIC);
    expectClose(Math.abs(found.z ?? NaN), Math.abs(wanted.asymptotic_z), DETERMINISTIC, 'z');
    expectClose(found.exactP, wanted.exact_conditional_p, SHARP, 'exact');
    expectClose(wilcoxon(comparable, { correction: true }).asymptoticP, wanted.asymptotic_cc_p, DETERMINISTIC, 'cc');
    expectClose(wilcoxon(comparable, { zeros: 'pratt' }).asymptoticP, wanted.pratt_asymptotic_p, DETERMINISTIC, 'pratt');
    const byScipysRule = wanted.scipy_auto.method === 'asymptotic' ? found.asymptoticP : found.exactP;
    expectClose(byScipysRule, wanted.scipy_auto.p, DETERMINISTIC, 'scipy_auto');
  });

  const binary = ofKind('paired').filter(({ expected }) => expected['mcnemar']);
  it.each(binary.map((found) => [found.id, found] as const))('%s meets McNemar and the effects of proportions', (_, { input, expected }) => {
    const a = Float64Array.from(input['a']);
    const b = Float64Array.from(input['b']);
    const table = mcNemar(a, b);
    expectFields(table, expected['mcnemar'], { n11: 'both', b_a_only: 'onlyA', c_b_only: 'onlyB', n00: 'neither' }, 0);
    const tails = { p_exact: 'p', p_mid: 'midP', chi2_cc: 'chiSquare', p_chi2_cc: 'chiSquareP' };
    expectFields(table, expected['mcnemar'], tails, SHARP);
    const { mean: meanA } = describe(a);
    const { mean: meanB } = describe(b);
    const found = proportionEffect(meanA ?? NaN, meanB ?? NaN, table);
    const wanted = expected['proportions'];
    expectFields(found, wanted, { cohens_h: 'cohensH', odds_ratio_matched: 'oddsRatio' }, DETERMINISTIC);
    expectClose(wilsonInterval(table.both + table.onlyA, a.length, 0.05), wanted.wilson_a, DETERMINISTIC, 'wilson_a');
    expectClose(wilsonInterval(table.both + table.onlyB, b.length, 0.05), wanted.wilson_b, DETERMINISTIC, 'wilson_b');
  });

  const resampled = ofKind('paired').filter(({ expected }) => expected['bootstrap_exact']);
  it.each(resampled.map((found) => [found.id, found] as const))('%s meets the exact bootstrap', (id, { input, expected }) => {
    const found = bootstrap(differences(Float64Array.from(input['a']), Float64Array.from(input['b'])));
    const wanted = expected['bootstrap_exact'];
    expect(found?.method).toBe('exact');
    const names = { se: 'se', percentile: 'percentile', p_percentile: 'p', cdf_le_0: 'atMostZero', cdf_ge_0: 'atLeastZero' };
    expectFields(found, wanted, names, DETERMINISTIC);
    const accelerated = { z0: 'biasCorrection', a: 'acceleration', bca: 'interval', bca_levels: 'levels' };
    expectFields(found?.bca ?? null, wanted, accelerated, DETERMINISTIC);
    if (id === 'n500-binary-tiny-p') return;
    expectClose(found?.bca?.p, wanted.p_bca, DETERMINISTIC, 'p_bca');
  });

  it('has one expected value that is rounding: the BCa p of n500-binary-tiny-p takes F*(0) from 1 − P(≥ 0)', () => {
    const { input, expected } = cases.find(({ id }) => id === 'n500-binary-tiny-p') as Case;
    const { z0, a, cdf_le_0, cdf_ge_0, p_bca } = expected['bootstrap_exact'];
    const dual = (midRank: number): number => {
      const moved = normalQuantile(midRank) - z0;
      return 2 * normalTail(Math.abs(moved / (1 + a * moved) - z0));
    };
    expectClose(dual((cdf_le_0 + (1 - cdf_ge_0)) / 2), p_bca, DETERMINISTIC, 'with the rounded tail');
    const found = bootstrap(differences(Float64Array.from(input['a']), Float64Array.from(input['b'])));
    const below = found?.bca?.p ?? NaN;
    expect(below).toBeGreaterThan(0);
    expect(below).toBeLessThanOrEqual(dual(cdf_le_0));
  });

  const clustered = ofKind('paired').filter(({ expected }) => expected['clustered']);
  it.each(clustered.map((found) => [found.id, found] as const))('%s meets the clustered standard errors', (_, { input, expected }) => {
    const d = differences(Float64Array.from(input['a']), Float64Array.from(input['b']));
    const names = [...new Set(input['cluster'] as string[])];
    const labels = Int32Array.from(input['cluster'] as string[], (name) => names.indexOf(name));
    const found = clusteredMean(d.values, labels, d.mean ?? NaN, 0.05);
    const wanted = expected['clustered'];
    expectFields(found, wanted, { G: 'clusters', mean: 'mean', se_paper_miller: 'seMiller', se_cr1: 'se', df: 'df' }, DETERMINISTIC);
    expectFields(found, wanted, { t: 't', p: 'p', ci95: 'interval' }, DETERMINISTIC);
    expect(Math.abs(found.seCr0 - wanted.se_cr0)).toBeLessThanOrEqual(1e-9 * wanted.se_cr0 + 1e-15);
    expectClose(found.designEffect, wanted.design_effect ?? null, DETERMINISTIC, 'design_effect');
  });
});

group('golden alignment cases', () => {
  it.each(ofKind('align').map((found) => [found.id, found] as const))('%s', (_, { input, expected }) => {
    const records = (list: { id: string; score: unknown }[]): ScoreRecord[] =>
      list.map(({ id, score }) => ({ id, scores: { m: typeof score === 'string' ? Number(score) : score } }));
    const runs = [scoreColumns('a', records(input['a'])), scoreColumns('b', records(input['b']))];
    const alignment = alignRuns(runs);
    const columns = metricColumns(alignment, 'm', 'exclude');
    const scores = pairedScores(columns.columns[0]!, columns.columns[1]!);
    const report = coverage(alignment, columns, 0, 1, scores.a.length);
    expect({
      ids: [...scores.rows].map((row) => alignment.ids[row]),
      a: [...scores.a],
      b: [...scores.b],
      only_a: report.onlyA.ids,
      only_b: report.onlyB.ids,
      duplicates_a: report.duplicatesA.ids,
      duplicates_b: report.duplicatesB.ids,
      dropped_invalid_a: report.invalidA.ids,
      dropped_invalid_b: report.invalidB.ids,
    }).toEqual({ ...expected, source: undefined });
    expect([...alignedColumn(alignment, 0, 'm', 'exclude')]).toHaveLength(alignment.ids.length);
  });
});

group('golden families of p-values', () => {
  it.each(ofKind('pvalues').map((found) => [found.id, found] as const))('%s', (_, { input, expected }) => {
    for (const correction of ['holm', 'bh', 'bonferroni', 'by'] satisfies Correction[]) {
      expectClose(adjust(input['p'], correction), expected[correction], 1e-12, correction);
    }
  });
});

group('golden comparisons of many runs', () => {
  it.each(ofKind('multirun').map((found) => [found.id, found] as const))('%s', (_, { input, expected }) => {
    const columns = (input['runs'] as number[][]).map((scores) => Float64Array.from(scores));
    const names = { chi2: 'chiSquare', df: 'df', p: 'p', iman_davenport_F: 'f', p_F: 'pF', avg_rank: 'averageRanks' };
    expectFields(friedman(columns), expected, names, DETERMINISTIC);
    expectClose(nemenyiDifference(columns.length, columns[0]!.length, 0.05), expected['nemenyi_cd'], 1e-6, 'nemenyi_cd');
  });
});

group('golden power cases', () => {
  it.each(ofKind('power').map((found) => [found.id, found] as const))('%s', (_, { input, expected }) => {
    const { sd_diff: sd, n, delta, alpha, power } = input;
    const rates = { alpha, power };
    expectClose(minimumDetectableEffect(sd, n, rates), expected['mde_z'], DETERMINISTIC, 'mde_z');
    expectClose(requiredSamples(sd * sd, delta, rates), expected['n_z_raw'], DETERMINISTIC, 'n_z_raw');
    expect(Math.ceil(requiredSamples(sd * sd, delta, rates) ?? NaN)).toBe(expected['n_z']);
    expectClose(minimumDetectableEffectT(sd, n, rates), expected['mde_t'], DETERMINISTIC, 'mde_t');
    expect(requiredSamplesT(sd, delta, rates)).toBe(expected['n_t']);
    expectClose(tTestPower(sd, n, delta, alpha), expected['power_at_n_t'], DETERMINISTIC, 'power_at_n_t');
  });

  it.each(ofKind('power_components').map((found) => [found.id, found] as const))('%s', (_, { input, expected }) => {
    const { omega2, sigma2_a, sigma2_b, k_a, k_b, delta, alpha, power, n } = input;
    const parts = { omegaSquared: omega2, sigmaSquaredA: sigma2_a, sigmaSquaredB: sigma2_b, repeatsA: k_a, repeatsB: k_b };
    expectClose(requiredSamples(varianceOf(parts), delta, { alpha, power }), expected['n_raw'], DETERMINISTIC, 'n_raw');
    expectClose(minimumDetectableEffect(Math.sqrt(varianceOf(parts)), n, { alpha, power }), expected['mde'], DETERMINISTIC, 'mde');
  });
});

group('golden confidence sequences', () => {
  const sequences = {
    betting: () => null,
    betting_tuned: (input: Json) => (input['N'] ?? input['d'].length) / 2,
  };
  const rows = ofKind('confseq').flatMap((found) => Object.entries(sequences).map(([name, horizon]) => [found.id, name, horizon, found] as const));
  it.each(rows)('%s by %s', (_, name, horizonOf, { input, expected }) => {
    const sequence = confidenceSequence({ alpha: input['alpha'], populationSize: input['N'], horizon: horizonOf(input), gridSize: input['grid'] });
    const states = (input['d'] as number[]).map((difference) => sequence.add(difference));
    for (const wanted of expected[name] as Json[]) {
      const found = states[wanted['t'] - 1];
      expect(found?.mean).toBeCloseTo(wanted['mean'], 9);
      expect(found?.p).toBeCloseTo(wanted['p'], 9);
      expect([found?.interval[0], found?.interval[1]]).toEqual([expect.closeTo(wanted['lo'], 9), expect.closeTo(wanted['hi'], 9)]);
      expect(found?.logE).toEqual(wanted['log_e'] === null ? null : expect.closeTo(wanted['log_e'], 9));
    }
  });

  it.each(ofKind('confseq').map((found) => [found.id, found] as const))('%s by empirical Bernstein', (_, { input, expected }) => {
    const sequence = empiricalBernstein({ alpha: input['alpha'], populationSize: input['N'] });
    const states = (input['d'] as number[]).map((difference) => sequence.add(difference));
    for (const wanted of expected['pm_empirical_bernstein'] as Json[]) {
      const found = states[wanted['t'] - 1];
      expect(found?.mean).toBeCloseTo(wanted['mean'], 9);
      expect([found?.interval[0], found?.interval[1]]).toEqual([expect.closeTo(wanted['lo'], 9), expect.closeTo(wanted['hi'], 9)]);
    }
  });
});

group('golden random numbers and distributions', () => {
  it.each(ofKind('prng').map((found) => [found.id, found] as const))('%s is met bit by bit', (_, { input, expected }) => {
    const stream = randomStream(input['seed']);
    const buffer = new Uint32Array(expected['xoshiro128ss'].length);
    randomStream(input['seed']).fill(buffer);
    expect(Array.from(buffer, () => stream.next())).toEqual(expected['xoshiro128ss']);
    expect([...buffer]).toEqual(expected['xoshiro128ss']);
  });

  it.each(ofKind('hash').map((found) => [found.id, found] as const))('%s is met bit by bit', (_, { input, expected }) => {
    expect((input['strings'] as string[]).map(fnv1a)).toEqual(expected['fnv1a32']);
  });

  const functions: Record<string, (row: number[]) => number> = {
    t_sf: ([t = NaN, df = NaN]) => studentTail(t, df),
    norm_sf: ([z = NaN]) => normalTail(z),
    chi2_sf: ([x = NaN, df = NaN]) => chiSquareTail(x, df),
    beta_cdf: ([x = NaN, a = NaN, b = NaN]) => incompleteBeta(x, a, b),
    binom_cdf_half: ([k = NaN, n = NaN]) => fairBinomialTail(k, n),
    t_ppf: ([p = NaN, df = NaN]) => studentQuantile(1 - p, df),
    norm_ppf: ([p = NaN]) => normalQuantile(p),
  };
  const rows = ofKind('distributions').flatMap(({ input }) => Object.entries(input as Record<string, number[][]>));
  it.each(rows)('%s meets 40-digit values', (name, table) => {
    for (const row of table) expectClose(functions[name]?.(row), row[row.length - 1], DETERMINISTIC, `${name}(${row.slice(0, -1).join(', ')})`);
  });
});

function signTestP(wins: number, losses: number): number {
  const n = wins + losses;
  return wins === losses ? 1 : Math.min(1, 2 * fairBinomialTail(Math.min(wins, losses), n));
}
