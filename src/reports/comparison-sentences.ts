import { bestSentence } from './best-sentence.ts';
import type { ReportedComparison, ReportedMethod, ReportedMetric, ReportedPair } from './comparison-report.ts';
import { numberText } from './figures.ts';
import { pairSentence } from './pair-sentence.ts';

/** The comparison in sentences, one a metric: the verdict on two runs, or which of many may be the best. */
export function summarySentences(comparison: ReportedComparison): string[] {
  return comparison.metric_summaries.flatMap((summary) => summarySentence(comparison, summary) ?? []);
}

/** The sentence on one metric; `null` where nothing was compared in it. */
export function summarySentence(
  { run_ids: runIds, pairwise_results: pairs, metadata: method }: ReportedComparison,
  summary: ReportedMetric,
): string | null {
  const ofMetric = pairs.filter(({ metric }) => metric === summary.metric);
  const [pair] = ofMetric;
  if (pair === undefined) return null;
  if (runIds.length > 2) return bestSentence(summary, ofMetric, method);
  return pairSentence(pair, { lowerIsBetter: summary.lower_is_better, method });
}

/** The pairs of one metric. */
export function pairsOf({ pairwise_results: pairs }: ReportedComparison, metric: string): ReportedPair[] {
  return pairs.filter((pair) => pair.metric === metric);
}

/** What the numbers rest on, for the foot of a report. */
export function methodSentences({ metadata }: ReportedComparison): string[] {
  const { methods, alpha, margin, missing, cluster_by: clusterBy, seed } = metadata;
  return [
    `Test: ${methods.length === 0 ? 'none' : methods.join(', ')}; ${correctionText(metadata)}significant at ${numberText(alpha)} or below.`,
    intervalsText(metadata),
    margin === null
      ? 'No margin was given, so nothing is called equivalent.'
      : `Differences below ${numberText(margin)} count as equivalent.`,
    `Samples without a valid score ${MISSING[missing]}.`,
    ...(clusterBy === null ? [] : [`Samples are grouped by ${clusterBy}.`]),
    ...(metadata.slice_by === null ? [] : [`Samples are sliced by ${metadata.slice_by}.`]),
    seed === 'exact' ? 'No random draws were made.' : `Random draws have the seed ${seed}.`,
    `Assay ${metadata.assay_version}, statistics ${metadata.statistics_version}.`,
  ];
}

function correctionText({ correction, family, family_sizes: sizes }: ReportedMethod): string {
  if (sizes.every((size) => size < 2)) return '';
  if (correction === 'none') return 'p-values are not corrected; ';
  return `p-values are corrected by ${CORRECTION[correction]} (family: ${family}); `;
}

function intervalsText({ level, family_sizes: sizes }: ReportedMethod): string {
  const each = `Intervals have the level ${numberText(level)}`;
  if (sizes.every((size) => size < 2)) return `${each}.`;
  return `${each}, each for itself; those for all together hold at once with that level (Bonferroni).`;
}

const MISSING = { exclude: 'are left out', worst: 'count as the worst', zero: 'count as 0' } as const;

const CORRECTION = { holm: 'Holm’s method', bh: 'Benjamini and Hochberg’s method' } as const;
