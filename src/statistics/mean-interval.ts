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

/**
 * The interval of a run's mean (statistics.md §27): Wilson's for scores of 0 and 1, one for each sample; where the range is known otherwise,
 * Wilson's with the effective size of the mean's own standard error, which accounts for repeats and clusters; else Student's. Null below two samples,
 * or two clusters.
 *
 * @example meanEstimate({ scores, description: describe(scores), range: [1, 5], repeats: null, clustered: null }, 0.05).interval // [3.95, 4.48]
 */
function meanEstimate(found: ScoredMean, alpha: number): MeanEstimate {
  const { description, repeats, clustered } = found;
  const range = found.range ?? (repeats === null && isBinary(found.scores) ? UNIT : null);
  const { n, mean } = description;
  const { se: standardError, df } = clustered ?? { se: description.se, df: n - 1 };
  if (mean === null || standardError === null || df === null) return { standardError, interval: null, method: null };
  if (range === null) return { standardError, interval: tInterval(mean, standardError, df, alpha), method: 't' };
  const [lowest, highest] = range;
  const single = singleScores(found, range);
  if (single === n && clustered === null) {
    const onUnit = wilsonInterval(Math.round(((mean - lowest) / (highest - lowest)) * n), n, alpha);
    return { standardError, interval: onUnit && scaled(onUnit, range), method: 'wilson' };
  }
  const onUnit = effectiveWilsonInterval(
    {
      mean: Math.min(1, Math.max(0, (mean - lowest) / (highest - lowest))),
      standardError: standardError / (highest - lowest),
      n: clustered ? clustered.effectiveClusters : n,
      df,
      binaryScores: single,
    },
    alpha,
  );
  return { standardError, interval: onUnit && scaled(onUnit, range), method: 'wilson-effective' };
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
