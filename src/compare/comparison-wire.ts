import type { NamedRun } from '../domain/run-name.ts';
import { judgeBody } from '../http/judge-body.ts';
import type { ComparedSlice, ComparisonMetadata, Comparison } from '../statistics/compare.ts';
import type { MetricReport, Omnibus, RunMean } from '../statistics/metric-report.ts';
import type * as Dto from './comparison.dto.ts';
import { bounds, type NameOf, pairwiseResult, repeatGain } from './pair-wire.ts';
import { passKBody } from './pass-k-body.ts';
import { type WordlessComparison, withSentences } from './compared-in-words.ts';
import type { RunMeanDto } from './run-mean.dto.ts';
import { type ComparisonWarning, overlapWarning } from './run-warnings.ts';

/** What an answer says beyond the statistics. */
export interface ComparisonContext {
  readonly assayVersion: string;
  readonly clusterBy: string | null;
  readonly sliceBy: string | null;
  readonly warnings: readonly ComparisonWarning[];
  /** What people call the runs; one that is not there is called by its id. */
  readonly named?: readonly NamedRun[];
}

/** A comparison as the wire has it: the one place where the statistics' words become the contract's. */
export function comparisonBody(report: Comparison, context: ComparisonContext): Dto.ComparisonDto {
  const { metrics, pairs } = report;
  const names = new Map(context.named?.map(({ runId, name }) => [runId, name]));
  const nameOf = (runId: string): string => names.get(runId) ?? runId;
  return withSentences({
    run_ids: [...report.runIds],
    runs: report.runIds.map((runId) => ({ run_id: runId, name: nameOf(runId) })),
    metrics: metrics.map(({ metric }) => metric),
    best_run_per_metric: Object.fromEntries(metrics.map(({ metric, best }) => [metric, best])),
    overall_best_run: report.overallBest,
    overall_best_run_name: report.overallBest === null ? null : nameOf(report.overallBest),
    pairwise_results: pairs.map((pair) => pairwiseResult(pair, nameOf)),
    slices: report.slices.map((slice) => comparedSlice(slice, nameOf)),
    win_loss_summary: Object.fromEntries(metrics.map((found) => [found.metric, winLoss(found, nameOf)])),
    metric_summaries: metrics.map((found) => metricSummary(found, nameOf)),
    warnings: [...context.warnings, ...overlap(report), ...report.warnings],
    metadata: metadata(report, context),
  });
}

function comparedSlice(
  { level, samples, pairs, warnings }: ComparedSlice,
  nameOf: NameOf,
): WordlessComparison['slices'][number] {
  return {
    level,
    n: samples,
    pairwise_results: pairs.map((pair) => pairwiseResult(pair, nameOf)),
    warnings: [...warnings],
  };
}

function overlap({ metadata: { samples }, metrics }: Comparison): readonly ComparisonWarning[] {
  return overlapWarning(
    samples,
    metrics.map(({ commonSamples }) => commonSamples),
  );
}

function winLoss({ rankings }: MetricReport, nameOf: NameOf): Dto.WinLossDto {
  return {
    rankings: rankings.map(({ runId, wins, losses, ties }) => ({ run_id: runId, name: nameOf(runId), wins, losses, ties })),
  };
}

function metricSummary(found: MetricReport, nameOf: NameOf): WordlessComparison['metric_summaries'][number] {
  return {
    metric: found.metric,
    lower_is_better: found.lowerIsBetter,
    n: found.commonSamples,
    means: found.means.map((mean) => runMean(mean, nameOf)),
    best_run: found.best,
    best_run_name: found.best === null ? null : nameOf(found.best),
    may_be_best: found.mayBeBest && [...found.mayBeBest],
    beaten_by: found.beatenBy && Object.fromEntries([...found.beatenBy].map(([runId, by]) => [runId, [...by]])),
    not_worse_than_best: found.mayBeBest && [...found.mayBeBest],
    omnibus: found.omnibus && omnibus(found.omnibus),
    omnibus_reason: found.omnibusReason,
    warnings: [...found.warnings],
  };
}

function runMean(found: RunMean, nameOf: NameOf): RunMeanDto {
  return {
    run_id: found.runId,
    name: nameOf(found.runId),
    mean: found.mean,
    standard_error: found.standardError,
    interval: bounds(found.interval),
    interval_method: found.intervalMethod,
    repeats: repeatGain(found.repeats),
    pass_k: found.passK && found.passK.map(passKBody),
    judge: judgeBody(found.judge),
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
    nemenyi_note: found.nemenyiNote,
  };
}

function metadata({ metadata: found, pairs, metrics }: Comparison, context: ComparisonContext): Dto.ComparisonMetadataDto {
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
    slice_by: context.sliceBy,
    human_labels: found.humanLabels,
    runs_in_progress: [...found.runsInProgress],
    lower_is_better: [...found.lowerIsBetter],
    samples: found.samples,
    common_samples: Object.fromEntries(metrics.map(({ metric, commonSamples }) => [metric, commonSamples])),
  };
}

function seedOf({ seed }: ComparisonMetadata, pairs: Comparison['pairs']): number | 'exact' {
  return pairs.some((pair) => pair.seed !== null) ? seed : 'exact';
}
