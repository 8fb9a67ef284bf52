import type { PairwiseResultDto } from '../pairwise-result.dto.ts';
import { intervalText, numberText, percentText, pText, signedText } from './number-text.ts';

/**
 * What is known about one pair, in a sentence or two that need no statistics to be read.
 *
 * @example verdictSentence(pair, false) // 'In “accuracy”, candidate is better than baseline: 0.825 against 0.75 (+0.075, …).'
 */
export function verdictSentence(pair: PairwiseResultDto, lowerIsBetter: boolean): string {
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
      return `${where}, there are too few samples to compare ${a} with ${b} (n = ${pair.n}).`;
  }
}

function openSentence(pair: PairwiseResultDto): string {
  const { run_a: a, run_b: b } = pair;
  if (pair.method === null) return `${a} and ${b} were not tested: ${meansText(pair)} (${evidenceText(pair)}).`;
  if (pair.ties === pair.n) return `${a} and ${b} have the same score on all ${pair.n} samples.`;
  const unseen =
    pair.mde === null ? '' : ` A true difference below ${numberText(pair.mde)} would easily go unseen with so many samples.`;
  return `the data can’t tell ${a} from ${b}: ${meansText(pair)} (${evidenceText(pair)}).${unseen}`;
}

function meansText({ run_a_mean: a, run_b_mean: b }: PairwiseResultDto): string {
  return `${numberText(a)} against ${numberText(b)}`;
}

function evidenceText({ delta, interval, level, corrected_p_value: p, resamples, n, method }: PairwiseResultDto): string {
  const range = interval === null ? '' : `, ${percentText(level)} interval ${intervalText(interval)}`;
  const tested = method === null || p === null ? '' : `, ${pText(p, resamples)}`;
  return `${signedText(delta)}${range}${tested}, n = ${n}`;
}

function marginText({ equivalence }: PairwiseResultDto): string {
  return equivalence === null ? 'equivalence' : numberText(equivalence.margin);
}
