import type { ComparisonDto } from '../../compare/comparison.dto.ts';
import type { PairwiseResultDto } from '../../compare/pairwise-result.dto.ts';

/** What a candidate may not be. */
export const GATES = ['worse', 'not-better', 'not-equivalent'] as const;

export type Gate = (typeof GATES)[number];

/** The share of samples without a score up to which a gate can be passed where a metric's range is unknown. */
const MAX_MISSING = 0.01;

/** What a gate looks at. */
type Judged = Pick<PairwiseResultDto, 'verdict' | 'negligible'>;

/**
 * Why the candidate, run A, does not pass the gate, a sentence for each metric; empty where it passes. A difference that is known to be
 * within the margin is not worse; a metric with too few samples passes no gate, nor does a run in progress. Samples without a score are taken as hard on the gate as
 * the metric's range allows; where that is unknown no more than `maxMissing` of them may have none.
 */
export function gateFaults({ pairwise_results: pairs }: ComparisonDto, gate: Gate, maxMissing = MAX_MISSING): string[] {
  return pairs.flatMap((pair) => {
    if (pair.warnings.some(({ code }) => code === 'in-progress')) return [`${pair.metric}: ${IN_PROGRESS}`];
    if (pair.verdict === 'insufficient_data') return [`${pair.metric}: too few samples to tell (n = ${pair.n})`];
    if (!passes(pair, gate)) return [`${pair.metric}: ${FAULTS[gate](pair)}`];
    const missing = missingFault(pair, gate, maxMissing);
    return missing === null ? [] : [`${pair.metric}: ${missing}`];
  });
}

const IN_PROGRESS = 'a run is still in progress, so there is no verdict yet: wait until it has ended';

function missingFault({ missing_scores: missing }: PairwiseResultDto, gate: Gate, maxMissing: number): string | null {
  if (missing === null) return null;
  const share = percent(missing.unscored_share);
  const { verdict_if_worst_for_a: worst, verdict_if_best_for_a: best } = missing;
  if (worst === null || best === null) {
    if (missing.unscored_share <= maxMissing) return null;
    return `${share} of the samples have no score (--max-missing allows ${percent(maxMissing)}), and they may have any, since the range of the metric is unknown`;
  }
  const atWorst = { verdict: worst, negligible: missing.negligible_if_worst_for_a };
  const atBest = { verdict: best, negligible: missing.negligible_if_best_for_a };
  const hardest: readonly Judged[] = gate === 'not-equivalent' ? [atWorst, atBest] : [atWorst];
  if (hardest.every((judged) => passes(judged, gate))) return null;
  return `${share} of the samples have no score, and those could undo it: score them, or leave them out of both runs`;
}

function percent(value: number): string {
  return `${(value * 100).toFixed(1)} %`;
}

const FAULTS: Readonly<Record<Gate, (pair: PairwiseResultDto) => string>> = {
  worse: ({ run_a: a, run_b: b }) => `${a} is worse than ${b}`,
  'not-better': ({ run_a: a, run_b: b }) => `${a} is not known to be better than ${b}`,
  'not-equivalent': ({ run_a: a, run_b: b }) => `${a} is not known to be equivalent to ${b}`,
};

function passes(pair: Judged, gate: Gate): boolean {
  switch (gate) {
    case 'worse':
      return pair.verdict !== 'b_better' || pair.negligible;
    case 'not-better':
      return pair.verdict === 'a_better' && !pair.negligible;
    case 'not-equivalent':
      return pair.verdict === 'equivalent' || pair.negligible;
  }
}
