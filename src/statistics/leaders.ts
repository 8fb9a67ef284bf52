import type { Verdict } from './verdict.ts';

/** The first run with the best mean; null where no run has one. */
export function leader(means: readonly (number | null)[], lowerIsBetter: boolean): number | null {
  let best: number | null = null;
  means.forEach((mean, run) => {
    if (mean === null) return;
    const held = best === null ? null : (means[best] ?? null);
    if (held === null || (lowerIsBetter ? mean < held : mean > held)) best = run;
  });
  return best;
}

/** How many of its pairs a run won, lost, or left open. */
export interface Ranking {
  readonly runId: string;
  readonly wins: number;
  readonly losses: number;
  readonly ties: number;
}

interface Judged {
  readonly runA: string;
  readonly runB: string;
  readonly verdict: Verdict;
}

/**
 * The runs of one metric by significant wins, then by fewest losses, then as they were named. A pair without a winner is a tie for both:
 * the word of the table, not a claim that they are equal.
 */
export function winLoss(runIds: readonly string[], pairs: readonly Judged[]): readonly Ranking[] {
  const count = (runId: string, result: 'win' | 'loss' | 'tie'): number =>
    pairs.filter((pair) => (pair.runA === runId || pair.runB === runId) && resultFor(runId, pair) === result).length;
  const rankings = runIds.map((runId) => {
    return { runId, wins: count(runId, 'win'), losses: count(runId, 'loss'), ties: count(runId, 'tie') };
  });
  return rankings.sort((x, y) => y.wins - x.wins || x.losses - y.losses);
}

function resultFor(runId: string, { runA, verdict }: Judged): 'win' | 'loss' | 'tie' {
  if (verdict !== 'a_better' && verdict !== 'b_better') return 'tie';
  return (verdict === 'a_better') === (runA === runId) ? 'win' : 'loss';
}

/** A metric as far as it says which runs may be the best. */
interface RankedMetric {
  readonly mayBeBest: readonly string[] | null;
}

/** The run that alone may be the best in every metric (statistics.md §23); null where there is none, and without a test. */
export function overallBest(metrics: readonly RankedMetric[]): string | null {
  const [best, ...others] = new Set(metrics.map(({ mayBeBest }) => (mayBeBest?.length === 1 ? mayBeBest[0]! : null)));
  return others.length === 0 ? (best ?? null) : null;
}
