import { summarySentence } from '../reports/comparison-sentences.ts';
import { pairSentence } from '../reports/pair-sentence.ts';
import { titledComparison } from '../reports/titled-comparison.ts';
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
  const titled = titledComparison(comparison);
  const inWords = (pair: WordlessPair, as: WordlessPair = pair): PairwiseResultDto => ({
    ...pair,
    sentence: pairSentence(as, { lowerIsBetter: metadata.lower_is_better.includes(as.metric), method: titled.metadata }),
  });
  const allInWords = (found: readonly WordlessPair[], as: readonly WordlessPair[] = found): PairwiseResultDto[] =>
    found.map((pair, at) => inWords(pair, as[at]));
  const summaries = metrics.map((summary, at) => ({
    ...summary,
    sentence: summarySentence(titled, titled.metric_summaries[at] ?? summary) ?? '',
  }));
  return {
    ...comparison,
    headline: summaries
      .map(({ sentence }) => sentence)
      .filter((sentence) => sentence !== '')
      .join(' '),
    pairwise_results: allInWords(pairs, titled.pairwise_results),
    slices: slices.map((slice, at) => ({
      ...slice,
      pairwise_results: allInWords(slice.pairwise_results, titled.slices[at]?.pairwise_results),
    })),
    metric_summaries: summaries,
  };
}
