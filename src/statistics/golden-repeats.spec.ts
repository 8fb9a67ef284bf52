import { describe as group, expect, it } from '@jest/globals';
import { compareRuns } from './compare.ts';
import { describe } from './describe.ts';
import { type GoldenCase, expectClose, expectFields, golden } from './golden.fixture.ts';
import { metricPower } from './metric-power.ts';
import { detectionMultiplier } from './detection-multiplier.ts';
import { minimumDetectableEffect } from './power.ts';
import { scoreColumns } from './score-columns.fixture.ts';
import type { RepeatedScores, ScoredRun } from './scored-run.ts';
import { pairedComponents, repeatGain, runComponents, varianceOf, withinVariance } from './variance-components.ts';

const TOLERANCE = 1e-10;

type Repeated = readonly (readonly number[])[];

function meansOf(scores: Repeated): Float64Array {
  return Float64Array.from(scores, (own) => own.reduce((sum, score) => sum + score, 0) / own.length);
}

function repeatsOf(scores: Repeated): RepeatedScores {
  const means = meansOf(scores);
  const squares = scores.map((own, i) => own.reduce((sum, score) => sum + (score - means[i]!) ** 2, 0));
  return { counts: Float64Array.from(scores, ({ length }) => length), squares: Float64Array.from(squares) };
}

function runOf(runId: string, scores: Repeated): ScoredRun {
  const id = (i: number): string => `s${String(i).padStart(3, '0')}`;
  return scoreColumns(
    runId,
    scores.flatMap((own, i) => own.map((m) => ({ id: id(i), scores: { m } }))),
  );
}

group('the variance components of a run', () => {
  it.each(golden('variance_components'))('meet %s', (_, { input, expected }) => {
    const { sd, n } = describe(meansOf(input.scores));
    const variance = (sd ?? NaN) ** 2;
    expectClose(variance, expected['variance_of_means'], TOLERANCE, 'variance_of_means');
    const within = withinVariance(repeatsOf(input.scores));
    if (expected['within'] === null) {
      expect(within).toBeNull();
      return;
    }
    const components = runComponents(variance, within!);
    const errorWith = (repeats: number): number => Math.sqrt(varianceOf(components, repeats, repeats) / n);
    const { shareWithin, detectableFloor } = repeatGain(components, errorWith);
    const found = { ...components, shareWithin, se: Math.sqrt(variance / n), floor: detectableFloor };
    const names = { within: 'withinA', between: 'between', share_within: 'shareWithin', se: 'se', floor_se: 'floor' };
    expectFields(found, expected, names, TOLERANCE);
  });
});

const [[, PAIR]] = golden('paired_components') as [readonly [string, GoldenCase<'paired_components'>]];

group('the variance components of a pair', () => {
  it('meet vc-pair, with the multiplier of the normal distribution that it was made with', () => {
    const { input, expected } = PAIR;
    const [a, b] = [withinVariance(repeatsOf(input.a))!, withinVariance(repeatsOf(input.b))!];
    const [left, right] = [meansOf(input.a), meansOf(input.b)];
    const variance = (describe(left.map((mean, i) => mean - right[i]!)).sd ?? NaN) ** 2;
    const components = pairedComponents(variance, a, b);
    const n = input.a.length;
    const multiplier = (minimumDetectableEffect(1, n) ?? NaN) * Math.sqrt(n);
    const gain = repeatGain(components, (repeats) => multiplier * Math.sqrt(varianceOf(components, repeats, repeats) / n));
    const found = {
      variance,
      noise: varianceOf({ ...components, between: 0 }, 3, 3),
      omega2: components.between,
      withinA: a.within,
      withinB: b.within,
      shareNoise: gain.shareWithin,
      mdes: Object.values(gain.detectableByRepeats),
      floor: gain.detectableFloor,
    };
    const names = {
      var_d: 'variance',
      noise: 'noise',
      omega2: 'omega2',
      within_a: 'withinA',
      within_b: 'withinB',
      share_noise: 'shareNoise',
      mde_by_repeats: 'mdes',
      mde_floor: 'floor',
    };
    expectFields(found, expected, names, TOLERANCE);
  });

  it('reach a comparison and a plan from the single scores, with the multiplier of the test that is used', () => {
    const { input, expected } = PAIR;
    const runs = [runOf('a', input.a), runOf('b', input.b)];
    const [pair] = compareRuns({ runs }).pairs;
    const k = detectionMultiplier(30, { alpha: 0.05, power: 0.8 }, 'sign-flip') ?? NaN;
    expect(pair?.repeats).toMatchObject({ between: 0, shareWithin: 1, meanCount: 3, detectableFloor: 0 });
    expectClose(pair?.repeats?.within, (11 * 1) / 30, TOLERANCE, 'within');
    const [once] = expected['mde_by_repeats'] as readonly number[];
    expectClose(pair?.repeats?.detectableByRepeats[1], (once! * k) / 2.8015852181129, 1e-8, 'mde_by_repeats');
    const question = {
      rates: { alpha: 0.05, power: 0.8 },
      delta: null,
      n: null,
      correlation: 0,
      clustered: false,
      ranges: new Map(),
      hypotheses: 1,
      margin: null,
      repeats: 5,
    };
    const planned = metricPower(runs, 'm', question);
    expect(planned.repeats).toEqual(pair?.repeats);
    expect(planned.minimumDetectableEffect).toBe(pair?.repeats?.detectableByRepeats[5]);
  });
});

group('repeats', () => {
  const scores = Array.from({ length: 40 }, (_, i) => [i % 2, i % 3 === 0 ? 1 : 0, i % 5 === 0 ? 0 : 1]);
  const others = scores.map((own, i) => (i % 4 < 2 ? [1, 1, 1] : i % 8 === 2 ? own : [0, 0, 0]));
  const single = scores.map(([first = 0]) => [first]);

  it('are null where a run has one score a sample', () => {
    const { pairs, metrics } = compareRuns({ runs: [runOf('a', scores), runOf('b', single)] });
    expect(pairs[0]?.repeats).toBeNull();
    expect(metrics[0]?.means.map(({ repeats }) => repeats === null)).toEqual([false, true]);
  });

  it('give back the smallest difference of the comparison itself at as many repeats as it has', () => {
    const [pair] = compareRuns({ runs: [runOf('a', scores), runOf('b', others)] }).pairs;
    expect(pair?.repeats?.between).toBeGreaterThan(0);
    expect(pair?.repeats?.detectableByRepeats[3]).toBeCloseTo(pair?.minimumDetectableEffect ?? NaN, 12);
  });

  it('gain nothing where right-or-wrong scores are the same each time, and leave the exact smallest difference', () => {
    const same = scores.map(([first = 0]) => [first, first]);
    const [pair] = compareRuns({ runs: [runOf('a', same), runOf('b', same.toReversed())] }).pairs;
    expect(pair?.repeats).toMatchObject({ within: 0, shareWithin: 0, meanCount: 2 });
    const found = [...Object.values(pair!.repeats!.detectableByRepeats), pair!.repeats!.detectableFloor];
    expect(found).toEqual(found.map(() => pair?.minimumDetectableEffect));
  });

  it('never gain more than more samples do, and are the same for the runs swapped', () => {
    const [pair] = compareRuns({ runs: [runOf('a', scores), runOf('b', others)] }).pairs;
    const [swapped] = compareRuns({ runs: [runOf('b', others), runOf('a', scores)] }).pairs;
    const { detectableByRepeats: by, detectableFloor: floor } = pair!.repeats!;
    expect(by[10]!).toBeGreaterThan(by[1]! / Math.sqrt(10));
    expect([by[1]! > by[2]!, by[5]! > by[10]!, by[10]! > floor!]).toEqual([true, true, true]);
    expect(swapped?.repeats).toEqual(pair?.repeats);
  });

  it('count samples that were filled as scored once', () => {
    const failed = scores.map((own, i) => (i < 3 ? [NaN, NaN, NaN] : own));
    const filled = compareRuns({ runs: [runOf('a', failed), runOf('b', others)], missing: 'zero' }).pairs[0];
    expect(filled?.n).toBe(40);
    expect(filled?.repeats?.within).toBeGreaterThan(0);
    expect(filled?.repeats?.meanCount).toBeCloseTo((37 * 3 + 3 + 120) / 80, 12);
  });

  it('are about clusters where there are some, and about a single run as about two', () => {
    const clusters = (run: ScoredRun): ScoredRun => ({ ...run, clusters: run.ids.map((_, i) => `c${i % 8}`) });
    const runs = [clusters(runOf('a', scores)), clusters(runOf('b', others))];
    const { pairs, metrics } = compareRuns({ runs, clustered: true });
    expect(pairs[0]?.repeats?.detectableByRepeats[1]).toBeGreaterThan(pairs[0]?.repeats?.detectableFloor ?? NaN);
    expect(metrics[0]?.means[0]?.repeats?.within).toBeCloseTo(withinVariance(repeatsOf(scores))!.within, 12);
  });
});
