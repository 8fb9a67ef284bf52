import { bestSentence } from './best-sentence.ts';
import type { ReportedComparison, ReportedPair } from './comparison-report.ts';
import { intervalText, numberText, percentText, pText, signedText } from './figures.ts';

/** The comparison in sentences, one a metric: the verdict on two runs, or which of many may be the best. */
export function summarySentences({
  run_ids: runIds,
  metric_summaries: metrics,
  pairwise_results: pairs,
}: ReportedComparison): string[] {
  return metrics.flatMap((summary) => {
    const ofMetric = pairs.filter(({ metric }) => metric === summary.metric);
    const [pair] = ofMetric;
    if (pair === undefined) return [];
    return [runIds.length === 2 ? verdictSentence(pair, summary.lower_is_better) : bestSentence(summary, ofMetric)];
  });
}

/** The pairs of one metric. */
export function pairsOf({ pairwise_results: pairs }: ReportedComparison, metric: string): ReportedPair[] {
  return pairs.filter((pair) => pair.metric === metric);
}

/** What the numbers rest on, for the foot of a report. */
export function methodSentences({ metadata }: ReportedComparison): string[] {
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

/**
 * What is known about one pair, in a sentence or two that need no statistics to be read.
 *
 * @example verdictSentence(pair, false) // 'In “accuracy”, candidate is better than baseline: 0.825 against 0.75 (+0.075, …).'
 */
function verdictSentence(pair: ReportedPair, lowerIsBetter: boolean): string {
  const { metric, run_a: a, run_b: b } = pair;
  const where = `In “${metric}”${lowerIsBetter ? ' (lower is better)' : ''}`;
  switch (pair.verdict) {
    case 'a_better':
    case 'b_better': {
      const [better, worse] = pair.verdict === 'a_better' ? [a, b] : [b, a];
      const margin = pair.negligible ? ` The difference is known to be smaller than the margin of ${marginText(pair)}.` : '';
      return `${where}, ${better} is better than ${worse}: ${meansText(pair)} (${evidenceText(pair)}).${margin}`;
    }
    case 'equivalent':
      return `${where}, ${a} and ${b} are equivalent: the difference of ${signedText(pair.delta)} is known to be smaller than the margin of ${marginText(pair)} (n = ${pair.n}).`;
    case 'inconclusive':
      return `${where}, ${openSentence(pair)}`;
    case 'insufficient_data':
      if (pair.n === 0) return `${where}, ${a} and ${b} share no sample that has a score in both, so they can’t be compared.`;
      return `${where}, there are too few samples to compare ${a} with ${b} (n = ${pair.n}).`;
  }
}

function openSentence(pair: ReportedPair): string {
  const { run_a: a, run_b: b } = pair;
  if (pair.method === null) return `${a} and ${b} were not tested: ${meansText(pair)} (${evidenceText(pair)}).`;
  if (pair.ties === pair.n) return `${a} and ${b} have the same score on all ${pair.n} samples.`;
  const unseen =
    pair.mde_family === null
      ? ''
      : ` A true difference below ${numberText(pair.mde_family)} would easily go unseen with so many samples.`;
  return `the data can’t tell ${a} from ${b}: ${meansText(pair)} (${evidenceText(pair)}).${unseen}`;
}

function meansText({ run_a_mean: a, run_b_mean: b }: ReportedPair): string {
  return `${numberText(a)} against ${numberText(b)}`;
}

function evidenceText({ delta, interval, level, corrected_p_value: p, resamples, n, method }: ReportedPair): string {
  const range = interval === null ? '' : `, ${percentText(level)} interval ${intervalText(interval)}`;
  const tested = method === null || p === null ? '' : `, ${pText(p, resamples)}`;
  return `${signedText(delta)}${range}${tested}, n = ${n}`;
}

function marginText({ equivalence }: ReportedPair): string {
  return equivalence === null ? 'equivalence' : numberText(equivalence.margin);
}
