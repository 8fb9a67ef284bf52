import type { ComparisonDto, MetricSummaryDto } from '../comparison.dto.ts';
import type { PairwiseResultDto } from '../pairwise-result.dto.ts';
import { numberText } from './number-text.ts';
import { verdictSentence } from './verdict-sentence.ts';

/** The comparison in sentences, one a metric: the verdict on two runs, or who leads many. */
export function summarySentences({
  run_ids: runIds,
  metric_summaries: metrics,
  pairwise_results: pairs,
}: ComparisonDto): string[] {
  return metrics.flatMap((summary) => {
    const [pair] = pairs.filter(({ metric }) => metric === summary.metric);
    if (pair === undefined) return [];
    return [runIds.length === 2 ? verdictSentence(pair, summary.lower_is_better) : leaderSentence(summary)];
  });
}

/** The pairs of one metric. */
export function pairsOf({ pairwise_results: pairs }: ComparisonDto, metric: string): PairwiseResultDto[] {
  return pairs.filter((pair) => pair.metric === metric);
}

/** What the numbers rest on, for the foot of a report. */
export function methodSentences({ metadata }: ComparisonDto): string[] {
  const { methods, correction, family, alpha, margin, missing, cluster_by: clusterBy, seed } = metadata;
  const corrected =
    correction === 'none'
      ? 'p-values are not corrected'
      : `p-values are corrected by ${CORRECTION[correction]} (family: ${family})`;
  return [
    `Test: ${methods.length === 0 ? 'none' : methods.join(', ')}; ${corrected}; significant at ${numberText(alpha)} or below.`,
    `Intervals have the level ${numberText(metadata.level)} and are not corrected.`,
    margin === null
      ? 'No margin was given, so nothing is called equivalent.'
      : `Differences below ${numberText(margin)} count as equivalent.`,
    missing === 'zero' ? 'Samples without a valid score count as 0.' : 'Samples without a valid score are left out.',
    ...(clusterBy === null ? [] : [`Samples are grouped by ${clusterBy}.`]),
    seed === 'exact' ? 'No random draws were made.' : `Random draws have the seed ${seed}.`,
    `Assay ${metadata.assay_version}, statistics ${metadata.statistics_version}.`,
  ];
}

const CORRECTION = { holm: 'Holm’s method', bh: 'Benjamini and Hochberg’s method' } as const;

function leaderSentence({
  metric,
  best_run: best,
  means,
  n,
  lower_is_better: lower,
  not_worse_than_best: set,
}: MetricSummaryDto): string {
  const mean = means.find(({ run_id: runId }) => runId === best)?.mean ?? null;
  if (best === null) return `In “${metric}”, the runs share no sample.`;
  const leads = `In “${metric}”${lower ? ' (lower is better)' : ''}, ${best} leads with ${numberText(mean)} over the ${n} samples that all share`;
  if (set === null) return `${leads}; nothing was tested.`;
  const near = set.filter((runId) => runId !== best);
  if (near.length === 0) return `${leads} and is significantly better than every other run.`;
  const named = near.slice(0, 5).join(', ') + (near.length > 5 ? ` and ${near.length - 5} more` : '');
  return `${leads}; not significantly worse: ${named}.`;
}
