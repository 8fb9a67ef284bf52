import { describe, expect, it } from '@jest/globals';
import { compareRuns } from './compare.ts';
import type { HumanLabels } from './human-labels.ts';
import { hasFewValues } from './human-labels.ts';
import { type JudgedScores, judgedMean } from './judged-mean.ts';
import { judgedRun } from './judged-run.ts';
import { labelledMean } from './labelled-mean.ts';
import type { ScoredRun } from './scored-run.ts';

const SCORES = Array.from({ length: 60 }, (_, i) => (i % 3 === 0 ? 0 : 1));

/** People's labels of the samples at these places, beside the scores that the metric gives them. */
function labelsOf(places: readonly number[], values: readonly number[], scores: readonly number[] = SCORES): HumanLabels {
  const own = Float64Array.from(places, (place) => scores[place] ?? NaN);
  const isCategorical = hasFewValues(Float64Array.from(scores));
  return {
    places: Int32Array.from(places),
    values: Float64Array.from(values),
    scores: new Map([['m', { values: own, isCategorical }]]),
  };
}

function judged(changes: Partial<JudgedScores> = {}): JudgedScores {
  const scores = Float64Array.from(SCORES);
  return { metric: 'm', scores, places: Int32Array.from(scores.keys()), clusters: null, ...changes };
}

const PLACES = Array.from({ length: 20 }, (_, i) => 3 * i);
/** Of every third sample: the judge is wrong about all but the first. */
const PEOPLE = PLACES.map((_, i) => (i === 0 ? 0 : 1));

describe('judgedMean', () => {
  it('takes labelled samples and the others apart, as the formula wants them', () => {
    const some = [1, 3, 4, 7, 9, 12, 20, 21];
    const people = [1, 0, 1, 1, 0, 1, 0, 0];
    const found = judgedMean(judged(), labelsOf(some, people), 0.05);
    const at = (isIn: boolean): Float64Array => Float64Array.from(SCORES.filter((_, i) => some.includes(i) === isIn));
    expect(found).toMatchObject(labelledMean(Float64Array.from(people), at(true), at(false), 0.05) ?? {});
    expect(found?.labels).toBe(8);
  });

  it('counts only labels of the samples that count, and is null without any', () => {
    const half = Int32Array.from({ length: 30 }, (_, i) => i);
    const ofHalf = judged({ places: half, scores: Float64Array.from(SCORES.slice(0, 30)) });
    expect(judgedMean(ofHalf, labelsOf([1, 40], [1, 0]), 0.05)).toMatchObject({ labels: 1, mean: 1, standardError: null });
    expect(judgedMean(ofHalf, labelsOf([40], [0]), 0.05)).toBeNull();
  });

  it('averages the labels of repeats of one sample', () => {
    const repeated = labelsOf([1, 1, 2, 2], [1, 0, 1, 1]);
    expect(judgedMean(judged(), repeated, 0.05)).toMatchObject({ labels: 2, mean: 0.75 });
  });

  it('has the standard error of independent samples where every cluster is one sample, and a larger one where labels come together', () => {
    const labels = labelsOf(
      PLACES,
      PEOPLE.map((_, i) => (i < 10 ? 0 : 1)),
    );
    const plain = judgedMean(judged(), labels, 0.05);
    const alone = judgedMean(judged({ clusters: Int32Array.from(SCORES.keys()) }), labels, 0.05);
    for (const name of ['mean', 'standardError', 'classicalStandardError', 'powerTuning'] as const)
      expect(alone?.[name]).toBeCloseTo(plain?.[name] ?? NaN, 12);
    expect(alone?.interval?.[0]).toBeCloseTo(plain?.interval?.[0] ?? NaN, 12);
    const six = Int32Array.from(SCORES, (_, i) => Math.floor(i / 10));
    const clustered = judgedMean(judged({ clusters: six }), labels, 0.05);
    expect(clustered?.mean).toBe(plain?.mean);
    expect(clustered?.standardError).toBeGreaterThan(1.5 * (plain?.standardError ?? NaN));
    const two = judgedMean(judged({ clusters: six.map((g) => (g < 3 ? 0 : 1)) }), labels, 0.05);
    expect(two).toMatchObject({ standardError: null, interval: null });
  });

  it.each([
    ['the same categories', [0, 1, 2, 4], [0, 1, 1, 0], 0.5],
    ['one category', [1, 2], [1, 1], null],
    ['labels on another scale', [0, 1, 2, 4], [1, 5, 4, 2], null],
    ['a label between the categories', [0, 1, 2, 4], [0, 1, 0.5, 1], 0.5555555555555556],
  ])('has κ of the labels against the scores: %s', (_what, places, people, kappa) => {
    const found = judgedMean(judged(), labelsOf(places, people), 0.05)?.kappa;
    if (kappa === null) expect(found).toBeNull();
    else expect(found).toBeCloseTo(kappa, 12);
  });

  it('has no κ where the metric is no matter of categories, also if few of its values are labelled', () => {
    const scores = SCORES.map((score, i) => score + (i < 4 ? 0 : i / 1000));
    const column = judged({ scores: Float64Array.from(scores) });
    expect(judgedMean(column, labelsOf([0, 1, 2, 3], [0, 1, 1, 1], scores), 0.05)).toMatchObject({ labels: 4, kappa: null });
  });
});

describe('a run with human labels', () => {
  const ids = SCORES.map((_, i) => `s${String(i).padStart(2, '0')}`);
  const run = (runId: string, humanLabels?: HumanLabels): ScoredRun => ({
    runId,
    ids,
    metrics: new Map([['m', Float64Array.from(SCORES)]]),
    ...(humanLabels && { humanLabels }),
  });

  it('has the mean by people beside its own in a comparison, over the samples that all runs share', () => {
    const labelled = run('a', labelsOf(PLACES, PEOPLE));
    const other = {
      ...run('b', labelsOf([59], [1])),
      metrics: new Map([['m', Float64Array.from(SCORES, (s, i) => (i > 50 ? NaN : s))]]),
    };
    const [report] = compareRuns({ runs: [labelled, other] }).metrics;
    expect(report?.means.map(({ judge }) => judge?.labels ?? null)).toEqual([17, null]);
    expect(report?.warnings.map(({ code }) => code)).toEqual(expect.arrayContaining(['no-labels', 'few-labels']));
    expect(report?.warnings.find(({ code }) => code === 'no-labels')?.message).toContain('"b"');
  });

  it('is judged over all of its scored samples alone, and warned of labels off the scale in a comparison', () => {
    const [found] = judgedRun(run('a'), labelsOf(PLACES, PEOPLE), ['m'], 0.05);
    expect(found).toMatchObject({ metric: 'm', n: 60, judge: { labels: 20 }, warnings: [{ code: 'few-labels' }] });
    const off = run(
      'a',
      labelsOf(
        PLACES,
        PLACES.map(() => 5),
      ),
    );
    const [report] = compareRuns({ runs: [off, run('b', labelsOf(PLACES, PEOPLE))] }).metrics;
    expect(report?.warnings.find(({ code }) => code === 'labels-off-scale')?.message).toContain('between 0 and 1');
  });

  it('has the same mean by people as by itself where all samples are labelled', () => {
    const all = SCORES.map((_, i) => i);
    const [found] = judgedRun(run('a'), labelsOf(all, SCORES), ['m'], 0.05);
    expect(found?.judge).toMatchObject({ labels: 60, powerTuning: 0, kappa: 1, mean: found?.mean });
    expect(found?.warnings).toEqual([]);
  });
});
