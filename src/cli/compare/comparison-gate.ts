import type { ComparisonDto } from '../../compare/comparison.dto.ts';
import type { PairwiseResultDto } from '../../compare/pairwise-result.dto.ts';

/** What a candidate may not be. */
export const GATES = ['worse', 'not-better', 'not-equivalent'] as const;

export type Gate = (typeof GATES)[number];

/**
 * Why the candidate, run A, does not pass the gate, a sentence for each metric; empty where it passes. A difference that is known to be
 * within the margin is not worse; a metric with too few samples passes no gate.
 */
export function gateFaults({ pairwise_results: pairs }: ComparisonDto, gate: Gate): string[] {
  return pairs.flatMap((pair) => {
    if (pair.verdict === 'insufficient_data') return [`${pair.metric}: too few samples to tell (n = ${pair.n})`];
    return passes(pair, gate) ? [] : [`${pair.metric}: ${FAULTS[gate](pair)}`];
  });
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
