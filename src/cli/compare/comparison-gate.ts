import type { ComparisonDto } from '../../compare/comparison.dto.ts';
import type { PairwiseResultDto } from '../../compare/pairwise-result.dto.ts';

/** What a candidate may not be. */
export const GATES = ['worse', 'inferior', 'not-better', 'not-equivalent'] as const;

export type Gate = (typeof GATES)[number];

/** The gates that ask for a margin. */
export const MARGIN_GATES: ReadonlySet<Gate> = new Set(['inferior', 'not-equivalent']);

/** The share of samples without a score up to which a gate can be passed where a metric's range is unknown. */
const MAX_MISSING = 0.01;

/** What a gate looks at. */
interface Judged extends Pick<PairwiseResultDto, 'verdict' | 'negligible'> {
  /** Not corrected: a gate over several metrics is passed only where all of them pass, which needs no correction (Berger 1982). */
  readonly equivalenceP: number | null;
  /** Of "the candidate is worse by the margin or more", not corrected either. */
  readonly nonInferiorityP: number | null;
}

/**
 * Why the candidate, run A, does not pass the gate, a sentence for each metric; empty where it passes. A difference that is known to be
 * within the margin is not worse; a metric with too few samples passes no gate, nor does a run in progress or one that its live comparison stopped. Samples without a score are
 * taken as hard on the gate as the metric's range allows; where that is unknown no more than `maxMissing` of them may have none.
 */
export function gateFaults(comparison: ComparisonDto, gate: Gate, maxMissing?: number): string[] {
  return comparison.pairwise_results.flatMap((pair) => {
    const fault = pairFault(pair, comparison, gate, maxMissing);
    return fault === null ? [] : [`${pair.metric}: ${fault}`];
  });
}

/** The same of one pair of a comparison and one metric; `null` where it passes. */
export function pairFault(
  pair: PairwiseResultDto,
  { metadata: { alpha, lower_is_better: lowerIsBetter } }: ComparisonDto,
  gate: Gate,
  maxMissing = MAX_MISSING,
): string | null {
  if (pair.warnings.some(({ code }) => code === 'in-progress')) return IN_PROGRESS;
  if (pair.warnings.some(({ code }) => code === 'stopped-when-decided')) return STOPPED;
  if (pair.verdict === 'insufficient_data') return `too few samples to tell (n = ${pair.n})`;
  if (!passes(judged(pair, lowerIsBetter.includes(pair.metric)), gate, alpha)) return FAULTS[gate](pair);
  return missingFault(pair, gate, { alpha, maxMissing });
}

const IN_PROGRESS = 'a run is still in progress, so there is no verdict yet: wait until it has ended';
const STOPPED =
  'a run ended because its live comparison was decided, so there is no verdict here: that of the comparison holds (GET /api/comparisons/ID)';

function judged({ verdict, negligible, equivalence }: PairwiseResultDto, lowerIsBetter: boolean): Judged {
  const { p_value: equivalenceP = null, p_not_worse: notWorse = null, p_not_better: notBetter = null } = equivalence ?? {};
  return { verdict, negligible, equivalenceP, nonInferiorityP: lowerIsBetter ? notBetter : notWorse };
}

function missingFault(
  { missing_scores: missing }: PairwiseResultDto,
  gate: Gate,
  { alpha, maxMissing }: { readonly alpha: number; readonly maxMissing: number },
): string | null {
  if (missing === null) return null;
  const share = percent(missing.unscored_share);
  const { verdict_if_worst_for_a: worst, verdict_if_best_for_a: best } = missing;
  if (worst === null || best === null) {
    if (missing.unscored_share <= maxMissing) return null;
    return `missing-unbounded: ${share} of the samples have no score (--max-missing allows ${percent(maxMissing)}), and they may have any, since the range of the metric is unknown`;
  }
  const atWorst: Judged = {
    verdict: worst,
    negligible: missing.negligible_if_worst_for_a,
    equivalenceP: missing.equivalence_p_if_worst_for_a,
    nonInferiorityP: missing.non_inferiority_p_if_worst_for_a,
  };
  const atBest: Judged = {
    verdict: best,
    negligible: missing.negligible_if_best_for_a,
    equivalenceP: missing.equivalence_p_if_best_for_a,
    nonInferiorityP: null,
  };
  const hardest: readonly Judged[] = gate === 'not-equivalent' ? [atWorst, atBest] : [atWorst];
  if (hardest.every((found) => found.verdict !== 'insufficient_data' && passes(found, gate, alpha))) return null;
  return `${share} of the samples have no score, and those could undo it: score them, or leave them out of both runs`;
}

function percent(value: number): string {
  return `${(value * 100).toFixed(1)} %`;
}

const FAULTS: Readonly<Record<Gate, (pair: PairwiseResultDto) => string>> = {
  worse: ({ run_a: a, run_b: b }) => `${a} is worse than ${b}`,
  inferior: (pair) => `${pair.run_a} is not known to be worse than ${pair.run_b} by less than the margin${whyUnknown(pair)}`,
  'not-better': ({ run_a: a, run_b: b }) => `${a} is not known to be better than ${b}`,
  'not-equivalent': (pair) => `${pair.run_a} is not known to be equivalent to ${pair.run_b}${whyUnknown(pair)}`,
};

function whyUnknown({ equivalence }: PairwiseResultDto): string {
  return equivalence?.reason === 'range-unknown' ? ' (range-unknown: give the range of the metric with --range)' : '';
}

function passes({ verdict, negligible, equivalenceP, nonInferiorityP }: Judged, gate: Gate, alpha: number): boolean {
  switch (gate) {
    case 'worse':
      return verdict !== 'b_better' || negligible;
    case 'inferior':
      return nonInferiorityP !== null && nonInferiorityP <= alpha;
    case 'not-better':
      return verdict === 'a_better' && !negligible;
    case 'not-equivalent':
      return equivalenceP !== null && equivalenceP <= alpha;
  }
}
