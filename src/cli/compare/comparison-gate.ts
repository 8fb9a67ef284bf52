import type { ComparisonDto } from '../../compare/comparison.dto.ts';
import type { PairwiseResultDto } from '../../compare/pairwise-result.dto.ts';

/** What a candidate may not be. */
export const GATES = ['worse', 'not-better', 'not-equivalent'] as const;

export type Gate = (typeof GATES)[number];

/** The share of samples without a score up to which a gate can be passed. */
export const MAX_MISSING = 0.01;

/**
 * Why the candidate, run A, does not pass the gate, a sentence for each metric; empty where it passes. A difference that is known to be
 * within the margin is not worse; a metric with too few samples passes no gate, and neither does one in which more than `maxMissing` of the samples
 * have no score in a run, whatever the others say.
 */
export function gateFaults(
  { pairwise_results: pairs, metadata }: ComparisonDto,
  gate: Gate,
  maxMissing = MAX_MISSING,
): string[] {
  return pairs.flatMap((pair) => {
    const unscored = metadata.missing === 'zero' ? 0 : unscoredShare(pair);
    if (unscored > maxMissing) return [`${pair.metric}: ${missingText(unscored, maxMissing)}`];
    if (pair.verdict === 'insufficient_data') return [`${pair.metric}: too few samples to tell (n = ${pair.n})`];
    return passes(pair, gate) ? [] : [`${pair.metric}: ${FAULTS[gate](pair)}`];
  });
}

/** Of the samples that either run has, those that one has without a score. */
function unscoredShare({ coverage: { union, invalid_a: a, invalid_b: b } }: PairwiseResultDto): number {
  return union === 0 ? 0 : (a.count + b.count) / union;
}

function missingText(share: number, allowed: number): string {
  const percent = (value: number): string => `${(value * 100).toFixed(1)} %`;
  return `${percent(share)} of the samples have no score (--max-missing allows ${percent(allowed)}), so the others can't decide`;
}

const FAULTS: Readonly<Record<Gate, (pair: PairwiseResultDto) => string>> = {
  worse: ({ run_a: a, run_b: b }) => `${a} is worse than ${b}`,
  'not-better': ({ run_a: a, run_b: b }) => `${a} is not known to be better than ${b}`,
  'not-equivalent': ({ run_a: a, run_b: b }) => `${a} is not known to be equivalent to ${b}`,
};

function passes(pair: PairwiseResultDto, gate: Gate): boolean {
  switch (gate) {
    case 'worse':
      return pair.verdict !== 'b_better' || pair.negligible;
    case 'not-better':
      return pair.verdict === 'a_better' && !pair.negligible;
    case 'not-equivalent':
      return pair.verdict === 'equivalent' || pair.negligible;
  }
}
