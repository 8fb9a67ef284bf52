import { alignedColumn, alignRuns, pairedScores } from './align.ts';
import { type ClusteredMean, clusteredMean, clusterLabels, equalRowGroups, labelsAmong } from './cluster.ts';
import { describe } from './describe.ts';
import { differences } from './differences.ts';
import type { Interval } from './interval.ts';
import { isBinary, mcNemar } from './mcnemar.ts';
import { pairStudy } from './pair-study.ts';
import { componentsOfPair, componentsOfRun, type MetricRows } from './run-repeats.ts';
import { powerNotes } from './power-notes.ts';
import { type PowerQuestion, type Study, studyPower, type StudyPower, studyRepeats } from './study-power.ts';
import type { ScoredRun } from './scored-run.ts';
import type { RepeatGain } from './variance-components.ts';

/** What is asked about the samples that a comparison needs. */
export interface MetricQuestion extends Omit<PowerQuestion, 'n'> {
  /** How many samples there will be; `null` for as many as were observed. */
  readonly n: number | null;
  /** Of one run only: the assumed correlation of its scores with those of the run to come. */
  readonly correlation: number;
  readonly clustered: boolean;
  /** The lowest and highest score of each metric, where that is known. */
  readonly ranges: ReadonlyMap<string, Interval>;
}

/** The plan for one metric, from the variance that was observed. */
export interface MetricPower extends StudyPower {
  readonly metric: string;
  readonly observedSamples: number;
  /** Of the paired differences; null below two samples. */
  readonly variance: number | null;
  /** How many times clusters multiply it; null without clusters. */
  readonly designEffect: number | null;
  /** The share of samples on which right-or-wrong scores differ; null for others, and with clusters. */
  readonly discordance: number | null;
  readonly delta: number | null;
  readonly n: number;
  /** What more repeats would gain; null where no sample has two scores. */
  readonly repeats: RepeatGain | null;
  /** Why a number is missing or rough, in sentences. */
  readonly notes: readonly string[];
}

/**
 * Plans one metric from the variance that a pair of runs has shown, or from one run and an assumed correlation, for the test that a
 * comparison makes of such scores by default (statistics.md §26).
 *
 * @example metricPower([runA, runB], 'accuracy', question).requiredSamples // 131
 */
export function metricPower(runs: readonly ScoredRun[], metric: string, question: MetricQuestion): MetricPower {
  const { study, designEffect } = observed(runs, metric, question);
  const n = question.n ?? study.n;
  const found = studyPower(study, { ...question, n });
  return {
    ...found,
    metric,
    observedSamples: study.n,
    variance: study.variance,
    designEffect,
    discordance: study.discordance,
    delta: question.delta,
    n,
    repeats: studyRepeats(study, n, question.rates),
    notes: powerNotes(study, found, { ...question, n }),
  };
}

interface ObservedStudy {
  readonly study: Study;
  /** How many times larger clusters make the variance; null without clusters. */
  readonly designEffect: number | null;
}

function observed(runs: readonly ScoredRun[], metric: string, question: MetricQuestion): ObservedStudy {
  const alignment = alignRuns(runs);
  const last = alignedColumn(alignment, runs.length - 1, metric);
  const scores = pairedScores(alignedColumn(alignment, 0, metric), last);
  const clusters = question.clustered ? { labels: clusterLabels(alignment).labels, areEqualRows: false } : null;
  const labels = labelsAmong(clusters ?? equalRowGroups(alignment), scores.rows);
  const binary = scores.a.length > 0 && isBinary(scores.a) && isBinary(scores.b);
  const range = question.ranges.get(metric);
  const where = { alignment, metric, rows: scores.rows };
  const seen = { ...scores, labels, binary, range, where };
  return runs.length === 2 ? ofPair(seen, question) : ofRun(seen, question);
}

/** Scores of two runs over the samples that both have, or twice those of one run. */
interface SeenScores {
  readonly a: Float64Array;
  readonly b: Float64Array;
  readonly labels: Int32Array | null;
  readonly binary: boolean;
  readonly range: Interval | undefined;
  readonly where: MetricRows;
}

function ofPair({ a, b, where, ...seen }: SeenScores, { rates }: MetricQuestion): ObservedStudy {
  const { labels, binary } = seen;
  const { n, values, mean, se } = differences(a, b);
  const clustered = inClusters(values, labels, mean, rates.alpha);
  const table = binary && !labels ? mcNemar(a, b) : null;
  const variance = varianceFrom(labels ? clustered?.se : se, n);
  const components = componentsOfPair(where, 0, 1, variance);
  return {
    study: pairStudy({ ...seen, n, variance, table, components }, 'auto'),
    designEffect: clustered?.designEffect ?? null,
  };
}

/** An assumption from one run: another run of equal variance whose scores have the correlation ρ with it. */
function ofRun({ a: scores, where, ...seen }: SeenScores, { rates, correlation }: MetricQuestion): ObservedStudy {
  const { labels, binary } = seen;
  const { n, mean, se } = describe(scores);
  const clustered = inClusters(scores, labels, mean, rates.alpha);
  const variance = varianceFrom(labels ? clustered?.se : se, n);
  const apart = 2 * (1 - correlation);
  const own = componentsOfRun(where, 0, variance);
  const withinEach = (own?.withinA ?? 0) * (apart / 2);
  const components = own && { ...own, between: own.between * apart, withinA: withinEach, withinB: withinEach };
  const both = variance === null ? null : variance * apart;
  const study = pairStudy({ ...seen, n, variance: both, table: null, components }, 'auto');
  const isExact = binary && !labels && mean !== null && mean > 0 && mean < 1;
  const discordance = isExact ? Math.min(1, apart * mean * (1 - mean)) : null;
  return { study: { ...study, discordance }, designEffect: clustered?.designEffect ?? null };
}

function varianceFrom(se: number | null | undefined, n: number): number | null {
  return se === null || se === undefined ? null : se * se * n;
}

function inClusters(values: Float64Array, labels: Int32Array | null, mean: number | null, alpha: number): ClusteredMean | null {
  return labels && mean !== null ? clusteredMean(values, labels, mean, alpha) : null;
}
