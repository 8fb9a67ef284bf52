import { alignedColumn, alignRuns, pairedScores } from './align.ts';
import { clusteredMean, clusterLabels, compactLabels } from './cluster.ts';
import { describe } from './describe.ts';
import { differences } from './differences.ts';
import type { ScoredRun } from './scored-run.ts';
import { type ErrorRates, powerPlan, type PowerPlan } from './power.ts';

/** What is asked about the samples that a comparison needs. */
export interface PowerQuestion {
  readonly rates: ErrorRates;
  /** The true difference to find; `null` where none is named. */
  readonly delta: number | null;
  /** How many samples there will be; `null` for as many as were observed. */
  readonly n: number | null;
  /** Of one run only: the assumed correlation of its scores with those of the run to come. */
  readonly correlation: number;
  readonly clustered: boolean;
}

/** The plan for one metric, from the variance that was observed. */
export interface MetricPower extends PowerPlan {
  readonly metric: string;
  readonly observedSamples: number;
  /** Of the paired differences; null below two samples. */
  readonly variance: number | null;
  /** How many times clusters multiply it; null without clusters. */
  readonly designEffect: number | null;
  readonly delta: number | null;
  readonly n: number;
  /** Why a number is missing or rough, in sentences. */
  readonly notes: readonly string[];
}

/**
 * Plans one metric from the variance that a pair of runs has shown, or from one run and an assumed correlation (statistics.md §13).
 *
 * @example metricPower([runA, runB], 'accuracy', question).requiredSamples // 131
 */
export function metricPower(runs: readonly ScoredRun[], metric: string, question: PowerQuestion): MetricPower {
  const { rates, delta } = question;
  const { samples, variance, designEffect } = observedVariance(runs, metric, question);
  const n = question.n ?? samples;
  const plan = powerPlan(variance ?? 0, { delta, n, rates });
  return {
    ...plan,
    metric,
    observedSamples: samples,
    variance,
    designEffect,
    delta,
    n,
    notes: notes(samples, variance, delta !== null && plan.requiredSamples === null),
  };
}

function observedVariance(
  runs: readonly ScoredRun[],
  metric: string,
  { clustered, correlation, rates: { alpha } }: PowerQuestion,
): ObservedVariance {
  const [a, b] = runs;
  const options = { metric, clustered, alpha };
  if (a === undefined) return { samples: 0, variance: null, designEffect: null };
  return b === undefined ? runVariance(a, correlation, options) : pairVariance([a, b], options);
}

function notes(samples: number, variance: number | null, isEndless: boolean): string[] {
  if (samples < 2) return [`${samples} scored samples say nothing about variance; score more first.`];
  if (variance === null) return ['The samples are in one cluster, or do not vary: their clusters say nothing about variance.'];

  if (variance === 0) return ['The scores do not vary, so nothing can be planned from them.'];
  const rough = samples < 30 ? [`The variance was seen on ${samples} samples only and may be far off.`] : [];
  return isEndless ? [...rough, 'No countable number of samples finds so small a difference.'] : rough;
}

/** How much the differences of two runs vary from sample to sample. */
interface ObservedVariance {
  readonly samples: number;
  /** Null below two samples, and where all samples are in one cluster; clusters make it larger. */
  readonly variance: number | null;
  /** How many times larger clusters make it; null without clusters. */
  readonly designEffect: number | null;
}

interface VarianceOptions {
  readonly metric: string;
  readonly clustered: boolean;
  readonly alpha: number;
}

/** The variance of a pair's own differences. */
function pairVariance(runs: readonly [ScoredRun, ScoredRun], { metric, clustered, alpha }: VarianceOptions): ObservedVariance {
  const alignment = alignRuns(runs);
  const scores = pairedScores(alignedColumn(alignment, 0, metric, 'exclude'), alignedColumn(alignment, 1, metric, 'exclude'));
  const { n, sd, mean, values } = differences(scores.a, scores.b);
  if (sd === null || mean === null) return { samples: n, variance: null, designEffect: null };
  if (!clustered) return { samples: n, variance: sd * sd, designEffect: null };
  const labels = compactLabels(clusterLabels(alignment).labels, scores.rows);
  return inClusters(n, sd * sd, clusteredMean(values, labels, mean, alpha).se);
}

/** An assumption from one run: 2 · s² · (1 − ρ) for another run of equal variance whose scores have the correlation ρ with it. */
function runVariance(run: ScoredRun, correlation: number, { metric, clustered, alpha }: VarianceOptions): ObservedVariance {
  const alignment = alignRuns([run]);
  const column = alignedColumn(alignment, 0, metric, 'exclude');
  const { a: scores, rows } = pairedScores(column, column);
  const { n, sd, mean } = describe(scores);
  if (sd === null || mean === null) return { samples: n, variance: null, designEffect: null };
  const variance = 2 * sd * sd * (1 - correlation);
  if (!clustered) return { samples: n, variance, designEffect: null };
  const { se } = clusteredMean(scores, compactLabels(clusterLabels(alignment).labels, rows), mean, alpha);
  const found = inClusters(n, sd * sd, se);
  return { ...found, variance: found.designEffect === null ? null : variance * found.designEffect };
}

function inClusters(samples: number, variance: number, se: number | null): ObservedVariance {
  if (se === null || variance === 0) return { samples, variance: null, designEffect: null };
  return { samples, variance: se * se * samples, designEffect: (se * se * samples) / variance };
}
