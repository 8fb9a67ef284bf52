import { clusteredMean, type ClusteredMean } from './cluster.ts';
import { type Description, tInterval, wilsonInterval } from './describe.ts';
import { effectiveWilsonInterval } from './effective-wilson.ts';
import type { Interval } from './interval.ts';
import { isBinary } from './mcnemar.ts';
import { type MetricRows, repeatsInRows } from './run-repeats.ts';
import type { RepeatedScores } from './scored-run.ts';

export type MeanIntervalMethod = 'wilson' | 'wilson-effective' | 't';

const UNIT: Interval = [0, 1];

/** A run's scores in some rows of an alignment, and their clusters there. */
export interface RunScores extends MetricRows {
  readonly run: number;
  readonly scores: Float64Array;
  readonly description: Description;
  readonly labels: Int32Array | null;
}

/** The mean of one run's scores, with what is known of them. */
export interface ScoredMean {
  readonly scores: Float64Array;
  readonly description: Description;
  /** The lowest and highest score; null where that is not known. */
  readonly range: Interval | null;
  /** Null where no sample has more than one score. */
  readonly repeats: RepeatedScores | null;
  /** The same mean with its clustered standard error; null without clusters. */
  readonly clustered: ClusteredMean | null;
}

/** A mean's standard error and interval. */
export interface MeanEstimate {
  readonly standardError: number | null;
  readonly interval: Interval | null;
  readonly method: MeanIntervalMethod | null;
}

/** The mean of a run in some rows, with its repeats and clusters there. */
export function runEstimate(
  { run, scores, description, labels, ...rows }: RunScores,
  { alpha, ranges }: { readonly alpha: number; readonly ranges: ReadonlyMap<string, Interval> },
): MeanEstimate {
  const clustered = labels && description.mean !== null ? clusteredMean(scores, labels, description.mean, alpha) : null;
  const range = ranges.get(rows.metric) ?? null;
  return meanEstimate({ scores, description, range, repeats: repeatsInRows(rows, run), clustered }, alpha);
}

function meanEstimate(found: ScoredMean, alpha: number): MeanEstimate {
  const { description, clustered } = found;
  const range = found.range ?? (hasBinaryScores(found) ? UNIT : null);
  const { n, mean } = description;
  const { se: standardError, df } = clustered ?? { se: description.se, df: n - 1 };
  if (mean === null || standardError === null || df === null) return { standardError, interval: null, method: null };
  const single = range === null ? null : singleScores(found, range);
  const samples = clustered ? null : n;
  const size = clustered ? clustered.effectiveClusters : n;
  const estimate = meanInterval({ mean, standardError, df, size, samples, range, singleScores: single }, alpha);
  return { standardError, ...estimate };
}

/** A mean as its interval takes it. */
export interface MeanFacts {
  readonly mean: number;
  readonly standardError: number;
  /** Of the standard error. */
  readonly df: number;
  /** What the mean is of: samples, or the effective number of clusters. */
  readonly size: number;
  /** How many samples, each on its own; null where they are in clusters. */
  readonly samples: number | null;
  /** The lowest and highest score; null where that is not known. */
  readonly range: Interval | null;
  /** How many single scores there are, where each of them is the lowest or the highest; else null. */
  readonly singleScores: number | null;
}

/**
 * The interval of a run's mean (statistics.md §27): Wilson's for scores of 0 and 1, one for each sample; where the range is known otherwise,
 * Wilson's with the effective size of the mean's own standard error, which accounts for repeats and clusters; else Student's. Null below two samples,
 * or two clusters.
 *
 * @example meanInterval({ mean: 4.2, standardError: 0.13, df: 59, size: 60, samples: 60, range: [1, 5], singleScores: null }, 0.05)
 */
export function meanInterval(facts: MeanFacts, alpha: number): Omit<MeanEstimate, 'standardError'> {
  const { mean, standardError, df, size, samples, range, singleScores: single } = facts;
  if (range === null) return { interval: tInterval(mean, standardError, df, alpha), method: 't' };
  const [lowest, highest] = range;
  const share = (mean - lowest) / (highest - lowest);
  if (single !== null && single === samples) {
    const onUnit = wilsonInterval(Math.round(share * samples), samples, alpha);
    return { interval: onUnit && scaled(onUnit, range), method: 'wilson' };
  }
  const onUnit = effectiveWilsonInterval(
    {
      mean: Math.min(1, Math.max(0, share)),
      standardError: standardError / (highest - lowest),
      n: size,
      df,
      binaryScores: single,
    },
    alpha,
  );
  return { interval: onUnit && scaled(onUnit, range), method: 'wilson-effective' };
}

function scaled([low, high]: Interval, [lowest, highest]: Interval): Interval {
  const width = highest - lowest;
  return [low === 0 ? lowest : lowest + low * width, high === 1 ? highest : lowest + high * width];
}

/** How many single scores there are, where each of them is the lowest or the highest; else null. */
function singleScores({ scores, repeats }: ScoredMean, [lowest, highest]: Interval): number | null {
  let count = 0;
  for (let i = 0; i < scores.length; i += 1) {
    const tries = repeats?.counts[i] ?? 1;
    const [below, above] = [scores[i]! - lowest, highest - scores[i]!];
    // Scores at the ends are as far apart as their mean allows, and no others are.
    const apart = repeats?.squares[i] ?? 0;
    if (Math.abs(tries * below * above - apart) > 1e-9 * (highest - lowest) ** 2) return null;
    count += tries;
  }
  return count;
}

/** Whether every single score is 0 or 1, also where the means of repeats are not. */
function hasBinaryScores(found: ScoredMean): boolean {
  if (found.repeats === null) return isBinary(found.scores);
  return found.scores.every((score) => score >= 0 && score <= 1) && singleScores(found, UNIT) !== null;
}
