import type { Verdict } from './verdict.ts';

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
