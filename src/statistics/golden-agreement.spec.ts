import { describe, expect, it } from '@jest/globals';
import { cohenKappa, KAPPA_WEIGHTS, ratingTable } from './cohen-kappa.ts';
import { golden } from './golden.fixture.ts';
import { ALPHA_LEVELS, krippendorffAlpha } from './krippendorff.ts';
import { labelledMean } from './labelled-mean.ts';
import { passK } from './pass-k.ts';

/** Meets numbers at any depth within 1e-10, and null by null only. */
function expectNear(actual: unknown, expected: unknown): void {
  if (typeof expected === 'number') expect(actual).toBeCloseTo(expected, 10);
  else if (expected === null || typeof expected !== 'object') expect(actual).toBe(expected);
  else for (const [name, value] of Object.entries(expected)) expectNear((actual as Record<string, unknown>)[name], value);
}

/** A column for each rater. */
function columnsOf(units: readonly (readonly (number | null)[])[]): Float64Array[] {
  const raters = Math.max(...units.map((ratings) => ratings.length));
  return Array.from({ length: raters }, (_, rater) => Float64Array.from(units, (ratings) => ratings[rater] ?? NaN));
}

describe('pass@k and pass^k', () => {
  it.each(golden('pass_k'))('meet %s', (_, { input, expected }) => {
    const problems = input.n.map((tried, i) => ({ tried, solved: input.c[i] ?? NaN }));
    const { passAtK, passHatK } = passK(problems, input.k, 0.05);
    const asWire = (rate: typeof passAtK): object => ({ ...rate, standard_error: rate?.standardError });
    expectNear(asWire(passAtK), expected.pass_at_k);
    expectNear(asWire(passHatK), expected.pass_hat_k);
  });

  it('leave out problems with fewer than k tries, and say how many', () => {
    const problems = [
      { tried: 5, solved: 5 },
      { tried: 2, solved: 2 },
    ];
    expect(passK(problems, 3, 0.05)).toMatchObject({ problems: 1, tooFewTries: 1, passAtK: { mean: 1, interval: null } });
    expect(passK(problems, 6, 0.05)).toMatchObject({ problems: 0, tooFewTries: 2, passAtK: null, passHatK: null });
    expect(passK([], 1, 0.05)).toMatchObject({ problems: 0, passAtK: null });
  });
});

describe('Cohen’s kappa', () => {
  it.each(golden('kappa'))('meets %s', (_, { input, expected }) => {
    for (const weights of KAPPA_WEIGHTS) {
      const found = cohenKappa(input.table, weights, 0.05);
      const asWire = { ...found, se: found?.standardError, po: found?.observedAgreement, pe: found?.chanceAgreement };
      expectNear(asWire, expected[weights]);
    }
  });

  it('has an interval from 50 items on, within −1 and 1, and none without items', () => {
    const agreeing = [
      [24, 0],
      [1, 25],
    ];
    expect(cohenKappa(agreeing, 'unweighted', 0.05)?.interval?.[1]).toBe(1);
    expect(
      cohenKappa(
        [
          [24, 0],
          [0, 25],
        ],
        'unweighted',
        0.05,
      )?.interval,
    ).toBeNull();
    expect(cohenKappa([[0]], 'unweighted', 0.05)).toBeNull();
  });

  it('is of the table of two raters’ values, in their order', () => {
    expect(ratingTable([0.5, 1, 0], [0.5, 0.5, 0])).toEqual({
      categories: [0, 0.5, 1],
      table: [
        [1, 0, 0],
        [0, 1, 0],
        [0, 1, 0],
      ],
    });
  });
});

describe('Krippendorff’s alpha', () => {
  it.each(golden('krippendorff'))('meets %s', (_, { input, expected }) => {
    for (const level of ALPHA_LEVELS)
      expectNear(krippendorffAlpha(columnsOf(input.units), level, 0.05, 0).alpha, expected[level]);
  });

  it('has an interval around it, the same for the same seed, and none where nothing can be said', () => {
    const units = Array.from({ length: 40 }, (_, i) => [i % 2, i % 8 === 0 ? 1 : i % 2]);
    const { alpha, interval } = krippendorffAlpha(columnsOf(units), 'nominal', 0.05, 3);
    expect(interval?.[0]).toBeLessThan(alpha ?? NaN);
    expect(interval?.[1]).toBeGreaterThan(alpha ?? NaN);
    expect(krippendorffAlpha(columnsOf(units), 'nominal', 0.05, 3).interval).toEqual(interval);
    expect(krippendorffAlpha(columnsOf([[1, null], [2]]), 'ordinal', 0.05, 0)).toEqual({ alpha: null, interval: null });
    expect(krippendorffAlpha(columnsOf([[1, 2]]), 'ordinal', 0.05, 0).interval).toBeNull();
  });
});

describe('Krippendorff’s alpha of many ratings', () => {
  /** Two raters who agree on all but every seventh unit, of which the first says 1 on every third. */
  const raters = (units: number, isGraded = false): Float64Array[] => {
    const first = Float64Array.from({ length: units }, (_, i) => (isGraded ? (i * 37) % 101 : i % 3 === 0 ? 1 : 0));
    return [first, first.map((value, i) => (i % 7 > 0 ? value : isGraded ? value + 9 : 1 - value))];
  };
  const width = (interval: readonly [number, number] | null): number => (interval ? interval[1] - interval[0] : NaN);

  it.each([
    ['nominal', false],
    ['interval', true],
    ['ordinal', true],
  ] as const)('has about the same %s interval with and without resampling', (level, isGraded) => {
    const drawn = krippendorffAlpha(raters(5_000, isGraded), level, 0.05, 0);
    const left = krippendorffAlpha(raters(5_001, isGraded), level, 0.05, 0);
    expect(left.alpha).toBeCloseTo(drawn.alpha ?? NaN, 2);
    expect(width(left.interval)).toBeGreaterThan(0);
    expect(width(left.interval)).toBeLessThan(2 * width(drawn.interval));
  });

  it('does not depend on who gave which rating, however many raters and values there are', () => {
    const columns = Array.from({ length: 40 }, (_, rater) =>
      Float64Array.from({ length: 30 }, (_unit, i) => (i * (1 + (rater % 3))) % 13),
    );
    const found = krippendorffAlpha(columns, 'nominal', 0.05, 1);
    expect(krippendorffAlpha(columns.toReversed(), 'nominal', 0.05, 1)).toEqual(found);
    expect(
      krippendorffAlpha(
        columns.map(() => columns[1] ?? new Float64Array()),
        'interval',
        0.05,
        1,
      ).alpha,
    ).toBe(1);
  });
});

describe('a judge’s mean, mended by people’s labels', () => {
  it.each(golden('ppi'))('meets %s', (_, { input, expected }) => {
    const columns = [input.human, input.judge, input.judge_unlabelled].map((values) => Float64Array.from(values));
    const found = labelledMean(
      columns[0] ?? new Float64Array(),
      columns[1] ?? new Float64Array(),
      columns[2] ?? new Float64Array(),
      0.05,
    );
    const {
      mean,
      powerTuning: power_tuning,
      standardError: se,
      interval: ci,
      classicalStandardError: classical_se,
    } = found ?? {};
    expectNear({ mean, power_tuning, se, ci, classical_se }, expected);
  });

  it('is that of the labels alone where the judge has nothing to add, and nothing without labels', () => {
    const one = Float64Array.of(1);
    expect(labelledMean(new Float64Array(), new Float64Array(), one, 0.05)).toBeNull();
    expect(labelledMean(one, one, one, 0.05)).toMatchObject({ labels: 1, mean: 1, powerTuning: 0, standardError: null });
    const labels = Float64Array.of(1, 0, 1);
    const all = labelledMean(labels, labels, new Float64Array(), 0.05);
    expect(all).toMatchObject({ powerTuning: 0, mean: 2 / 3 });
    expect(all?.standardError).toBe(all?.classicalStandardError);
  });
});
