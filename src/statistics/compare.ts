import { alignRuns, metricColumns } from './align.ts';
import { clusterLabels, type ClusterLabels, equalRowGroups } from './cluster.ts';
import { comparePair, pairsAmong, type PairSource } from './compare-pair.ts';
import { judgedCarefully } from './close-calls.ts';
import { comparisonPlan, type ComparisonPlan, type ComparisonRequest } from './comparison-request.ts';
import { familyOf, type PairComparison } from './judge-pairs.ts';
import { overallBest } from './leaders.ts';
import { metricReport, type MetricReport } from './metric-report.ts';
import { type CompletedPair, withMissingScores } from './missing-scores.ts';
import type { PairFindings } from './pair-findings.ts';
import { fillValue } from './missing-policy.ts';
import { type Slice, slicedSource, type Slices, slicesOf, sliceWarnings, slicingWarnings } from './slices.ts';
import { taskNumbers, unitedPlan } from './united-plan.ts';
import type { Warning } from './warning.ts';

/** Changes when a number that a comparison shows changes its meaning. */
export const STATISTICS_VERSION = '2';

/** How a comparison was computed, so that it can be repeated. */
export interface ComparisonMetadata {
  readonly version: string;
  readonly test: ComparisonPlan['test'];
  readonly alpha: number;
  readonly level: number;
  readonly correction: ComparisonPlan['correction'];
  readonly family: ComparisonPlan['family'];
  /** How many p-values are adjusted together, for each family. */
  readonly familySizes: readonly number[];
  readonly resamples: number | null;
  readonly seed: number;
  readonly margin: number | null;
  readonly missing: ComparisonPlan['missing'];
  readonly clustered: boolean;
  readonly humanLabels: string | null;
  readonly runsInProgress: readonly string[];
  readonly lowerIsBetter: readonly string[];
  /** Samples that any run has. */
  readonly samples: number;
  readonly pairs: number;
}

/** The pairs of one slice. */
export interface ComparedSlice {
  readonly level: string;
  /** Samples that any run has. */
  readonly samples: number;
  readonly pairs: readonly CompletedPair[];
  readonly warnings: readonly Warning[];
}

/** The result: every pair in every metric, and each metric over all runs. */
export interface Comparison {
  readonly runIds: readonly string[];
  readonly metrics: readonly MetricReport[];
  /** By metric, then in the order in which the runs were named. */
  readonly pairs: readonly CompletedPair[];
  /** The same pairs in each slice, ascending by level; their p-values are in the families of the whole. */
  readonly slices: readonly ComparedSlice[];
  /** The run that alone may be the best in every metric; null where there is none. */
  readonly overallBest: string | null;
  readonly warnings: readonly Warning[];
  readonly metadata: ComparisonMetadata;
}

/**
 * Compares every pair of runs in every metric and summarizes each metric, by the rules of statistics.md. A pure function: the same
 * request gives the same result. Throws InvalidComparisonError where the request makes no sense; degenerate data never throw.
 *
 * @example compareRuns({ runs: [runA, runB], test: 'auto', margin: 0.02 }).pairs[0]?.verdict // 'inconclusive'
 */
export function compareRuns(request: ComparisonRequest): Comparison {
  return comparePlanned(unitedPlan(comparisonPlan(request)));
}

/** The same for a request that has been checked already, and whose tasks, if it has any, are united. */
export function comparePlanned(plan: ComparisonPlan): Comparison {
  const alignment = alignRuns(plan.runs);
  const clusters = plan.clustered ? clusterLabels(alignment) : null;
  const grouping = clusters ? { labels: clusters.labels, areEqualRows: false } : equalRowGroups(alignment);
  const tasks = plan.tasks && taskNumbers(alignment.ids, plan.tasks);
  const whole = plan.metrics.map((metric): PairSource => {
    const columns = metricColumns(alignment, metric, fillValue(metric, plan));
    return { alignment, columns, ...grouping, tasks };
  });
  const slicing = plan.sliced ? slicesOf(alignment) : NOT_SLICED;
  const { slices } = slicing;
  const sources = [whole, ...slices.map((slice) => whole.map((source) => slicedSource(source, slice)))].flat();
  const places = sources.flatMap((source) => Array.from(pairsAmong(plan.runs.length), ([a, b]) => ({ source, a, b })));
  const compared = (at: number, isThorough: boolean): PairFindings => {
    const { source, a, b } = places[at]!;
    return comparePair(source, a, b, { ...plan, isThorough });
  };
  const pairs = judgedCarefully(
    places.map((_, at) => compared(at, false)),
    plan,
    (at) => compared(at, true),
  );
  const perPart = pairs.length / (slices.length + 1);
  const metrics = whole.map((source) => {
    const ofMetric = pairs.slice(0, perPart).filter((pair) => pair.metric === source.columns.metric);
    return metricReport(source, ofMetric, plan);
  });
  const completed = withMissingScores(sources, pairs, plan);
  return {
    runIds: plan.runs.map((run) => run.runId),
    metrics,
    pairs: completed.slice(0, perPart),
    slices: slices.map((slice, s) => comparedSlice(slice, completed.slice((s + 1) * perPart, (s + 2) * perPart))),
    overallBest: overallBest(metrics),
    warnings: [...(clusters ? labelWarnings(clusters) : []), ...slicingWarnings(slicing)],
    metadata: metadataOf(plan, pairs, alignment.ids.length),
  };
}

const NOT_SLICED: Slices = { slices: [], unsliced: 0, shared: 0 };

function comparedSlice({ level, rows }: Slice, pairs: readonly CompletedPair[]): ComparedSlice {
  return { level, samples: rows.length, pairs, warnings: sliceWarnings(rows.length) };
}

function labelWarnings({ unlabelled, conflicts }: ClusterLabels): readonly Warning[] {
  const warnings: Warning[] = [];
  if (unlabelled > 0) {
    warnings.push({
      code: 'unlabelled-clusters',
      message: `${unlabelled} samples have no cluster; each counts as one of its own.`,
    });
  }
  if (conflicts > 0) {
    warnings.push({
      code: 'conflicting-clusters',
      message: `${conflicts} samples are in different clusters in different runs.`,
    });
  }
  return warnings;
}

function metadataOf(plan: ComparisonPlan, pairs: readonly PairComparison[], samples: number): ComparisonMetadata {
  const sizes = new Map<string, number>();
  for (const pair of pairs) {
    const key = familyOf(pair, plan);
    sizes.set(key, (sizes.get(key) ?? 0) + (pair.p === null ? 0 : 1));
  }
  const { test, alpha, correction, family, seed, missing, clustered, humanLabels } = plan;
  return {
    version: STATISTICS_VERSION,
    test,
    alpha,
    level: 1 - alpha,
    correction,
    family,
    familySizes: [...sizes.values()],
    resamples: plan.resamples ?? null,
    seed,
    margin: plan.margin ?? null,
    missing,
    clustered,
    humanLabels,
    runsInProgress: [...plan.inProgress.keys()],
    lowerIsBetter: [...plan.lowerIsBetter],
    samples,
    pairs: pairs.length,
  };
}
