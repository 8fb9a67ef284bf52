import { describe, squaredDeviations, tInterval } from './describe.ts';
import type { Interval } from './interval.ts';

/** The mean that people would give, out of a judge's scores and a few people's labels. */
export interface LabelledMean {
  /** Samples that have a label and a score of the judge. */
  readonly labels: number;
  /** How much the judge is relied on, 0 (not at all) to 1. */
  readonly powerTuning: number;
  readonly mean: number;
  /** Null below three labels, like the interval. */
  readonly standardError: number | null;
  readonly interval: Interval | null;
  /** What the labels alone would give; null for one. */
  readonly classicalStandardError: number | null;
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
): LabelledMean | null {
  const n = labels.length;
  const people = describe(labels);
  if (people.mean === null) return null;
  const elsewhere = describe(judgedElsewhere);
  const judge = describe(judged);
  const powerTuning = tuning(labels, judged, people.mean, judge.mean ?? 0, elsewhere.n);
  const mean = powerTuning === 0 ? people.mean : people.mean + powerTuning * ((elsewhere.mean ?? 0) - (judge.mean ?? 0));
  const rest = labels.map((label, i) => label - powerTuning * judged[i]!);
  const own = describe(rest).se;
  const judges = powerTuning * (elsewhere.se ?? 0);
  const standardError = own === null || n < 3 ? null : Math.sqrt(own * own + judges * judges);
  return {
    labels: n,
    powerTuning,
    mean,
    standardError,
    interval: tInterval(mean, standardError, n - 2, alpha),
    classicalStandardError: people.se,
  };
}

/** λ, from 0 to 1; 0 where the judge's scores do not vary, or too few samples have none but the judge's. */
function tuning(labels: Float64Array, judged: Float64Array, meanLabel: number, meanJudged: number, elsewhere: number): number {
  const n = labels.length;
  const spread = squaredDeviations(judged, meanJudged);
  if (elsewhere < 2 || n < 3 || !(spread > 0)) return 0;
  let products = 0;
  for (let i = 0; i < n; i += 1) products += (labels[i]! - meanLabel) * (judged[i]! - meanJudged);
  return Math.max(0, Math.min(1, products / (spread * (1 + n / elsewhere))));
}
