import { describe as group, expect, it } from '@jest/globals';
import { describe, tInterval, wilsonInterval } from './describe.ts';
import { differences, pairing } from './differences.ts';
import { fairBinomialTail } from './distributions/tails.ts';
import { deltaPercent, effectSize, proportionEffect, winRate } from './effect-size.ts';
import { columnsOf, DETERMINISTIC, expectClose, expectFields, golden, SHARP } from './golden.fixture.ts';
import { isBinary, mcNemar } from './mcnemar.ts';
import { minimumDetectableEffect, minimumDetectableEffectT, requiredSamples } from './power.ts';
import { oneSidedTTests, pairedTTest, welchTest } from './t-test.ts';

group.each(golden('paired'))('golden case %s', (_, found) => {
  const { input, expected } = found;
  const { a, b } = columnsOf(found);
  const d = differences(a, b);
  const [left, right] = [describe(a), describe(b)];

  it('has the means, deviations, standard errors and intervals of both runs and of the difference', () => {
    const columns = [
      [left, expected.run_a],
      [right, expected.run_b],
      [d, expected.diff],
    ] as const;
    for (const [description, wanted] of columns) {
      expectFields(description, wanted, { n: 'n', mean: 'mean', sd: 'sd', se: 'se' }, DETERMINISTIC);
      expectClose(tInterval(description.mean, description.se, description.n - 1, 0.05), wanted['ci95'], SHARP, 'ci95');
    }
    expectClose(deltaPercent(d.mean ?? NaN, right.mean ?? NaN), expected.delta_percent, DETERMINISTIC, 'delta_percent');
  });

  it('has both t tests and the gain of pairing', () => {
    const names = { t: 't', df: 'df', p: 'p', ci95: 'interval' };
    expectFields(pairedTTest(d, 0.05), expected.t_paired, names, SHARP);
    expectFields(welchTest(a, b, 0.05), expected.t_welch, names, SHARP);
    const gain = {
      se_paired: 'sePaired',
      se_unpaired: 'seUnpaired',
      corr: 'correlation',
      variance_ratio: 'varianceRatio',
      effective_n_gain: 'sampleGain',
    };
    expectFields(pairing(a, b, left, right, d), expected.pairing ?? null, gain, DETERMINISTIC);
  });

  it('has the effect sizes, the equivalence test and the power', () => {
    const effect = { dz: 'dz', J: 'correction', gz: 'hedgesG', d_av: 'dAverage' };
    expectFields(effectSize(d, left, right), expected.effect, effect, DETERMINISTIC);
    const tost = { p_lower: 'pNotWorse', p_upper: 'pNotBetter', p: 'p', ci90: 'interval' };
    expectFields(oneSidedTTests(d.mean ?? 0, d.se, d.n - 1, input.margin, 0.05), expected.tost, tost, DETERMINISTIC);
    const sd = d.sd ?? 0;
    const power = {
      mdeZ: minimumDetectableEffect(sd, d.n),
      mdeT: minimumDetectableEffectT(sd, d.n),
      forObserved: Math.ceil(requiredSamples(sd * sd, d.mean ?? NaN) ?? NaN),
      forHundredth: Math.ceil(requiredSamples(sd * sd, 0.01) ?? NaN),
    };
    const names = { mde_z: 'mdeZ', mde_t: 'mdeT', n_for_observed_delta: 'forObserved', n_for_delta_0_01: 'forHundredth' };
    if (expected.power) expectFields(power, expected.power, names, DETERMINISTIC);
    else expect([power.mdeZ, power.mdeT]).toEqual([null, null]);
  });

  it('has the sign test and, if binary, McNemar’s', () => {
    const wins = winRate(d.comparable);
    const names = { wins: 'wins', losses: 'losses', ties: 'ties', win_rate: 'rate' };
    expectFields(wins, expected.sign_test, names, DETERMINISTIC);
    expectClose(signTestP(wins.wins, wins.losses), expected.sign_test['p'], SHARP, 'sign_test.p');
    expect(isBinary(a) && isBinary(b)).toBe(expected.mcnemar !== undefined);
    if (!expected.mcnemar) return;
    const table = mcNemar(a, b);
    const tests = { p_exact: 'p', p_mid: 'midP', chi2_cc: 'chiSquare', p_chi2_cc: 'chiSquareP' };
    expectFields(table, expected.mcnemar, { n11: 'both', b_a_only: 'onlyA', c_b_only: 'onlyB', n00: 'neither' }, 0);
    expectFields(table, expected.mcnemar, tests, SHARP);
    const effect = {
      ...proportionEffect(left.mean ?? NaN, right.mean ?? NaN, table),
      wilsonA: wilsonInterval(table.both + table.onlyA, d.n, 0.05),
      wilsonB: wilsonInterval(table.both + table.onlyB, d.n, 0.05),
    };
    const theirs = { cohens_h: 'cohensH', odds_ratio_matched: 'oddsRatio', wilson_a: 'wilsonA', wilson_b: 'wilsonB' };
    expectFields(effect, expected.proportions, theirs, DETERMINISTIC);
  });
});

function signTestP(wins: number, losses: number): number {
  return wins === losses ? 1 : Math.min(1, 2 * fairBinomialTail(Math.min(wins, losses), wins + losses));
}
