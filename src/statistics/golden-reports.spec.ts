import { describe, expect, it } from '@jest/globals';
import { adjust, type Correction } from './adjust.ts';
import { alignRuns, metricColumns, pairedScores } from './align.ts';
import { coverage } from './coverage.ts';
import { friedman, nemenyiDifference } from './friedman.ts';
import { DETERMINISTIC, expectClose, expectFields, golden } from './golden.fixture.ts';
import { minimumDetectableEffect, minimumDetectableEffectT, requiredSamples, requiredSamplesT, tTestPower } from './power.ts';
import { scoreColumns, type ScoreRecord } from './score-columns.fixture.ts';
import { varianceOf } from './variance-components.ts';

describe('alignment', () => {
  it.each(golden('align'))('meets %s', (_, { input, expected }) => {
    const asRecord = ({ id, score }: { id: string; score: unknown }): ScoreRecord => {
      return { id, scores: { m: typeof score === 'string' ? Number(score) : score } };
    };
    const alignment = alignRuns([scoreColumns('a', input.a.map(asRecord)), scoreColumns('b', input.b.map(asRecord))]);
    const columns = metricColumns(alignment, 'm');
    const [columnA = new Float64Array(), columnB = new Float64Array()] = columns.columns;
    const scores = pairedScores(columnA, columnB);
    const report = coverage(alignment, columns, 0, 1, scores.a.length);
    const { source: _source, ...wanted } = expected;
    expect({
      ids: Array.from(scores.rows, (row) => alignment.ids[row]),
      a: [...scores.a],
      b: [...scores.b],
      only_a: report.onlyA.ids,
      only_b: report.onlyB.ids,
      duplicates_a: report.duplicatesA.ids,
      duplicates_b: report.duplicatesB.ids,
      dropped_invalid_a: report.invalidA.ids,
      dropped_invalid_b: report.invalidB.ids,
    }).toEqual(wanted);
  });
});

describe('families of p-values', () => {
  it.each(golden('pvalues'))('meet %s', (_, { input, expected }) => {
    for (const correction of ['holm', 'bh'] satisfies Correction[])
      expectClose(adjust(input.p, correction), expected[correction], 1e-12, correction);
  });
});

describe('many runs', () => {
  it.each(golden('multirun'))('meet %s', (_, { input, expected }) => {
    const columns = input.runs.map((scores) => Float64Array.from(scores));
    const names = { chi2: 'chiSquare', df: 'df', p: 'p', iman_davenport_F: 'f', p_F: 'pF', avg_rank: 'averageRanks' };
    expectFields(friedman(columns, false), expected, names, DETERMINISTIC);
    const critical = nemenyiDifference(columns.length, columns[0]?.length ?? 0, 0.05);
    expectClose(critical, expected['nemenyi_cd'], 1e-6, 'nemenyi_cd');
  });
});

describe('power', () => {
  it.each(golden('power'))('meets %s', (_, { input, expected }) => {
    const { sd_diff: sd, n, delta, alpha, power } = input;
    const rates = { alpha, power };
    const raw = requiredSamples(sd * sd, delta, rates) ?? NaN;
    const found = {
      mde_z: minimumDetectableEffect(sd, n, rates),
      n_z_raw: raw,
      n_z: Math.ceil(raw),
      mde_t: minimumDetectableEffectT(sd, n, rates),
      n_t: requiredSamplesT(sd, delta, rates),
      power_at_n_t: tTestPower(sd, n, delta, alpha),
    };
    expectFields(found, expected, Object.fromEntries(Object.keys(found).map((name) => [name, name])), DETERMINISTIC);
  });

  it.each(golden('power_components'))('meets %s', (_, { input, expected }) => {
    const { omega2, sigma2_a, sigma2_b, k_a, k_b, delta, alpha, power, n } = input;
    const variance = varianceOf({ between: omega2, withinA: sigma2_a, withinB: sigma2_b, meanCount: 1 }, k_a, k_b);
    expectClose(requiredSamples(variance, delta, { alpha, power }), expected['n_raw'], DETERMINISTIC, 'n_raw');
    expectClose(minimumDetectableEffect(Math.sqrt(variance), n, { alpha, power }), expected['mde'], DETERMINISTIC, 'mde');
  });
});
