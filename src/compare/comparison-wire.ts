import type { ComparisonMetadata, ComparisonReport } from '../statistics/compare.ts';
import type { Ranking } from '../statistics/leaders.ts';
import type { MetricReport, Omnibus } from '../statistics/metric-report.ts';
import type * as Dto from './comparison.dto.ts';
import { bounds, pairwiseResult } from './pairwise-wire.ts';
import { type ComparisonWarning, overlapWarning } from './run-warnings.ts';

/** What the wire says beyond the numbers. */
export interface ComparisonContext {
  readonly assayVersion: string;
  readonly clusterBy: string | null;
  readonly warnings: readonly ComparisonWarning[];
}

/** A comparison as the wire has it: the one place where the statistics' words become the contract's. */
export function comparisonBody(report: ComparisonReport, context: ComparisonContext): Dto.ComparisonDto {
  const { metrics, pairs } = report;
  return {
    run_ids: [...report.runIds],
    metrics: metrics.map(({ metric }) => metric),
    best_run_per_metric: Object.fromEntries(metrics.map(({ metric, best }) => [metric, best])),
    overall_best_run: report.overallBest,
    pairwise_results: pairs.map((pair) => pairwiseResult(pair, report.metadata.level)),
    win_loss_summary: Object.fromEntries(metrics.map(({ metric, rankings }) => [metric, { rankings: rankings.map(ranking) }])),
    metric_summaries: metrics.map(metricSummary),
    warnings: [...context.warnings, ...overlap(report), ...report.warnings],
    metadata: metadata(report, context),
  };
}

function overlap({ metadata: { samples }, metrics }: ComparisonReport): readonly ComparisonWarning[] {
  return overlapWarning(
    samples,
    metrics.map(({ commonSamples }) => commonSamples),
  );
}

function ranking({ runId, wins, losses, ties }: Ranking): Dto.RankingDto {
  return { run_id: runId, wins, losses, ties };
}

function metricSummary(found: MetricReport): Dto.MetricSummaryDto {
  return {
    metric: found.metric,
    lower_is_better: found.lowerIsBetter,
    n: found.commonSamples,
    means: found.means.map(({ runId, mean, standardError, interval }) => {
      return { run_id: runId, mean, standard_error: standardError, interval: bounds(interval) };
    }),
    best_run: found.best,
    not_worse_than_best: found.notWorseThanBest && [...found.notWorseThanBest],
    omnibus: found.omnibus && omnibus(found.omnibus),
    warnings: [...found.warnings],
  };
}

function omnibus(found: Omnibus): Dto.OmnibusDto {
  return {
    chi_square: found.chiSquare,
    df: found.df,
    p_value: found.p,
    f: found.f,
    f_p_value: found.pF,
    average_ranks: [...found.averageRanks],
    nemenyi_difference: found.nemenyiDifference,
  };
}

function metadata(
  { metadata: found, pairs, metrics }: ComparisonReport,
  context: ComparisonContext,
): Dto.ComparisonMetadataDto {
  return {
    statistics_version: found.version,
    assay_version: context.assayVersion,
    statistical_test: found.test,
    methods: [...new Set(pairs.flatMap(({ method }) => method ?? []))],
    alpha: found.alpha,
    level: found.level,
    correction: found.correction,
    family: found.family,
    family_sizes: [...found.familySizes],
    resamples: found.resamples,
    seed: seedOf(found, pairs),
    margin: found.margin,
    missing: found.missing,
    cluster_by: context.clusterBy,
    lower_is_better: [...found.lowerIsBetter],
    samples: found.samples,
    common_samples: Object.fromEntries(metrics.map(({ metric, commonSamples }) => [metric, commonSamples])),
  };
}

function seedOf({ seed }: ComparisonMetadata, pairs: ComparisonReport['pairs']): number | 'exact' {
  return pairs.some((pair) => pair.seed !== null) ? seed : 'exact';
}
