import { summarySentence } from '../reports/comparison-sentences.ts';
import { pairSentence } from '../reports/pair-sentence.ts';
import type { ComparedSliceDto, ComparisonDto, MetricSummaryDto } from './comparison.dto.ts';
import type { PairwiseResultDto } from './pairwise-result.dto.ts';

type WordlessPair = Omit<PairwiseResultDto, 'sentence'>;

type WordlessSlice = Omit<ComparedSliceDto, 'pairwise_results'> & { readonly pairwise_results: readonly WordlessPair[] };

/** A comparison before it is put into words. */
export interface WordlessComparison extends Omit<
  ComparisonDto,
  'headline' | 'pairwise_results' | 'slices' | 'metric_summaries'
> {
  readonly pairwise_results: readonly WordlessPair[];
  readonly slices: readonly WordlessSlice[];
  readonly metric_summaries: readonly Omit<MetricSummaryDto, 'sentence'>[];
}

/** The comparison with what it says to people: the sentences of the report and of the terminal. */
export function withSentences(comparison: WordlessComparison): ComparisonDto {
  const { metric_summaries: metrics, pairwise_results: pairs, slices, metadata } = comparison;
  const inWords = (pair: WordlessPair): PairwiseResultDto => ({
    ...pair,
    sentence: pairSentence(pair, { lowerIsBetter: metadata.lower_is_better.includes(pair.metric), method: metadata }),
  });
  const summaries = metrics.map((summary) => ({ ...summary, sentence: summarySentence(comparison, summary) ?? '' }));
  return {
    ...comparison,
    headline: summaries
      .map(({ sentence }) => sentence)
      .filter((sentence) => sentence !== '')
      .join(' '),
    pairwise_results: pairs.map(inWords),
    slices: slices.map((slice) => ({ ...slice, pairwise_results: slice.pairwise_results.map(inWords) })),
    metric_summaries: summaries,
  };
}
