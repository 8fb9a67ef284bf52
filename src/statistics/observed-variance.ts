import { alignedColumn, alignRuns, pairedScores } from './align.ts';
import { clusteredMean, clusterLabels, compactLabels } from './cluster.ts';
import { describe } from './describe.ts';
import { differences } from './differences.ts';
import type { ScoredRun } from './scored-run.ts';

/** How much the differences of two runs vary from sample to sample. */
export interface ObservedVariance {
  readonly samples: number;
  /** Null below two samples, and where all samples are in one cluster; clusters make it larger. */
  readonly variance: number | null;
  /** How many times larger clusters make it; null without clusters. */
  readonly designEffect: number | null;
}

export interface VarianceOptions {
  readonly metric: string;
  readonly clustered: boolean;
  readonly alpha: number;
}

/** The variance of a pair's own differences. */
export function pairVariance(
  runs: readonly [ScoredRun, ScoredRun],
  { metric, clustered, alpha }: VarianceOptions,
): ObservedVariance {
  const alignment = alignRuns(runs);
  const scores = pairedScores(alignedColumn(alignment, 0, metric, 'exclude'), alignedColumn(alignment, 1, metric, 'exclude'));
  const { n, sd, mean, values } = differences(scores.a, scores.b);
  if (sd === null || mean === null) return { samples: n, variance: null, designEffect: null };
  if (!clustered) return { samples: n, variance: sd * sd, designEffect: null };
  const labels = compactLabels(clusterLabels(alignment).labels, scores.rows);
  return inClusters(n, sd * sd, clusteredMean(values, labels, mean, alpha).se);
}

/** An assumption from one run: 2 · s² · (1 − ρ) for another run of equal variance whose scores have the correlation ρ with it. */
export function runVariance(
  run: ScoredRun,
  correlation: number,
  { metric, clustered, alpha }: VarianceOptions,
): ObservedVariance {
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
