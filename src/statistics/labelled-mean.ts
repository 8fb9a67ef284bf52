import { describe, squaredDeviations, tInterval } from './describe.ts';
import type { Interval } from './interval.ts';

/** The mean that people would give, out of a judge's scores and a few people's labels. */
export interface LabelledMean {
  /** Samples that have a label and a score of the judge. */
  readonly labels: number;
  /** How much the judge is relied on, 0 (not at all) to 1. */
  readonly powerTuning: number;
  readonly mean: number;
  /** Null below three labels (with clusters: labelled clusters), like the interval. */
  readonly standardError: number | null;
  readonly interval: Interval | null;
  /** What the labels alone would give; null for one. */
  readonly classicalStandardError: number | null;
}

/** Cluster numbers of the labelled samples and of the others, where samples belong together. */
export interface LabelledClusters {
  readonly labelled: ArrayLike<number>;
  readonly elsewhere: ArrayLike<number>;
}

/**
 * Prediction-powered inference for a mean, with power tuning (PPI++; Angelopoulos, Duchi and Zrnic 2023; statistics.md §34):
 * ȳ + λ(F̄ − f̄), with people's labels y and the judge's scores f of the same samples, and the judge's scores F of the samples without a
 * label. Valid however bad the judge is, where the labelled samples are a random part of all. Null without labels.
 *
 * @example labelledMean(human, judge, judgeElsewhere, 0.05)?.powerTuning // 0.338: the judge is a little help
 */
export function labelledMean(
  labels: Float64Array,
  judged: Float64Array,
  judgedElsewhere: Float64Array,
  alpha: number,
  clusters: LabelledClusters | null = null,
): LabelledMean | null {
  const n = labels.length;
  const people = describe(labels);
  if (people.mean === null) return null;
  const elsewhere = describe(judgedElsewhere);
  const judge = describe(judged);
  const powerTuning = tuning(labels, judged, people.mean, judge.mean ?? 0, elsewhere.n);
  const mean = powerTuning === 0 ? people.mean : people.mean + powerTuning * ((elsewhere.mean ?? 0) - (judge.mean ?? 0));
  const rest = labels.map((label, i) => label - powerTuning * judged[i]!);
  const judges = judgedElsewhere.map((score) => powerTuning * score);
  const independent = clusters === null ? n : new Set(Array.from(clusters.labelled)).size;
  const error = clusters === null ? plainError(rest, judges) : clusteredError(rest, judges, clusters);
  const standardError = independent < 3 ? null : error;
  return {
    labels: n,
    powerTuning,
    mean,
    standardError,
    interval: tInterval(mean, standardError, independent - 2, alpha),
    classicalStandardError:
      clusters === null ? people.se : clusteredError(labels, NO_SCORES, { labelled: clusters.labelled, elsewhere: [] }),
  };
}

const NO_SCORES = new Float64Array();

/** λ, from 0 to 1; 0 where the judge's scores do not vary, or too few samples have none but the judge's. */
function tuning(labels: Float64Array, judged: Float64Array, meanLabel: number, meanJudged: number, elsewhere: number): number {
  const n = labels.length;
  const spread = squaredDeviations(judged, meanJudged);
  if (elsewhere < 2 || n < 3 || !(spread > 0)) return 0;
  let products = 0;
  for (let i = 0; i < n; i += 1) products += (labels[i]! - meanLabel) * (judged[i]! - meanJudged);
  return Math.max(0, Math.min(1, products / (spread * (1 + n / elsewhere))));
}

function plainError(rest: Float64Array, judges: Float64Array): number | null {
  const own = describe(rest).se;
  const others = describe(judges).se ?? 0;
  return own === null ? null : Math.sqrt(own * own + others * others);
}

/**
 * The same where samples come in clusters, which may have labelled samples and others: √Σ(a_g + b_g)² with each cluster's share of the two
 * means, a_g = Σ(r − r̄)/n and b_g = Σ(λF − λF̄)/N, each times √(G/(G − 1)) of its own clusters. Clusters of one sample give the plain one.
 */
function clusteredError(rest: Float64Array, judges: Float64Array, { labelled, elsewhere }: LabelledClusters): number | null {
  const own = clusterShares(rest, labelled);
  if (own === null) return null;
  const others = clusterShares(judges, elsewhere) ?? new Map<number, number>();
  const clusters = new Set([...own.keys(), ...others.keys()]);
  const squares = [...clusters].map((cluster) => ((own.get(cluster) ?? 0) + (others.get(cluster) ?? 0)) ** 2);
  return Math.sqrt(squares.reduce((sum, square) => sum + square, 0));
}

/** By cluster its part of the error of the mean; null for fewer than two. */
function clusterShares(values: Float64Array, clusters: ArrayLike<number>): Map<number, number> | null {
  const mean = describe(values).mean ?? 0;
  const shares = new Map<number, number>();
  values.forEach((value, i) => shares.set(clusters[i]!, (shares.get(clusters[i]!) ?? 0) + (value - mean) / values.length));
  if (shares.size < 2) return null;
  const scale = Math.sqrt(shares.size / (shares.size - 1));
  return new Map(Array.from(shares, ([cluster, share]) => [cluster, share * scale]));
}
