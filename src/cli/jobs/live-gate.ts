import type { LiveComparisonDto } from '../../live/comparisons.dto.ts';
import type { LiveMetricDto } from '../../live/live-state.dto.ts';
import type { Gate } from '../compare/comparison-gate.ts';

/** What a gate has to know beside the comparison. */
export interface LiveGate {
  readonly gate: Gate;
  readonly lowerIsBetter?: readonly string[];
}

/** Ends after which more could have been known. */
const CUT_SHORT: ReadonlySet<string> = new Set(['cancelled', 'run_deleted', 'failed']);

/**
 * Why the candidate of a live comparison does not pass the gate, a sentence for each metric; empty where it passes. As in finished comparisons a
 * difference that is known to be within the margin is not worse, and a gate over several metrics needs no correction (Berger 1982). A
 * comparison that was cut short passes only in metrics that had a verdict by then.
 */
export function liveGateFaults({ state, ended, margin }: LiveComparisonDto, { gate, lowerIsBetter = [] }: LiveGate): string[] {
  if (state === null) return ['no row has been compared'];
  const isCut = ended === null || CUT_SHORT.has(ended.reason);
  return state.metrics.flatMap((found) => {
    if (isCut && found.verdict === 'inconclusive') return [`${found.metric}: the comparison ended without a verdict`];
    const seen = { found, margin, isLowerBetter: lowerIsBetter.includes(found.metric) };
    return passes(seen, gate) ? [] : [`${found.metric}: ${FAULTS[gate]}`];
  });
}

const FAULTS: Readonly<Record<Gate, string>> = {
  worse: 'the candidate is worse than the baseline',
  inferior: 'the candidate is not known to be worse than the baseline by less than the margin',
  'not-better': 'the candidate is not known to be better than the baseline',
  'not-equivalent': 'the candidate is not known to be equivalent to the baseline',
};

interface Seen {
  readonly found: LiveMetricDto;
  readonly margin: number | null;
  readonly isLowerBetter: boolean;
}

function passes({ found: { verdict, interval }, margin, isLowerBetter }: Seen, gate: Gate): boolean {
  const [low = -Infinity, high = Infinity] = interval;
  const isNegligible = margin !== null && low > -margin && high < margin;
  switch (gate) {
    case 'worse':
      return verdict !== 'b_better' || isNegligible;
    case 'inferior':
      return margin !== null && (isLowerBetter ? high < margin : low > -margin);
    case 'not-better':
      return verdict === 'a_better' && !isNegligible;
    case 'not-equivalent':
      return verdict === 'equivalent' || isNegligible;
  }
}
