import { adjust } from './adjust.ts';
import type { ComparisonPlan } from './comparison-request.ts';
import { isSignificant, type Verdict } from './verdict.ts';

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

/**
 * The runs that are not significantly worse than the leader: Holm over the comparisons with the leader (statistics.md §12). `pOf` gives
 * the p-value of another run against it, on the samples that all runs share.
 *
 * @example notWorseThan(0, 3, (run) => [0, 0.2, 0.001][run] ?? null, plan) // [0, 1]
 */
export function notWorseThan(
  best: number,
  runs: number,
  pOf: (run: number) => number | null,
  { alpha }: Pick<ComparisonPlan, 'alpha'>,
): readonly number[] {
  const all = Array.from({ length: runs }, (_, run) => run);
  const adjusted = adjust(
    all.map((run) => (run === best ? null : pOf(run))),
    'holm',
  );
  return all.filter((run) => run === best || !isSignificant(adjusted[run] ?? null, alpha));
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

/** A metric as far as it says which run is best. */
interface RankedMetric {
  readonly best: string | null;
  readonly lowerIsBetter: boolean;
  readonly means: readonly { readonly runId: string; readonly mean: number | null }[];
}

/**
 * The run that leads most metrics; among those that lead as many, the one with the lowest average rank of means, then the one named
 * first. Null where no metric has a leader.
 */
export function overallBest(metrics: readonly RankedMetric[]): string | null {
  const led = metrics.filter(({ best }) => best !== null);
  const runIds = led[0]?.means.map(({ runId }) => runId) ?? [];
  const scored = runIds.map((runId) => {
    const leads = led.filter(({ best }) => best === runId).length;
    return { runId, leads, rank: led.reduce((sum, metric) => sum + rankOf(runId, metric), 0) };
  });
  scored.sort((x, y) => y.leads - x.leads || x.rank - y.rank);
  return scored[0]?.runId ?? null;
}

/** One more than the number of runs with a better mean. */
function rankOf(runId: string, { means, lowerIsBetter }: RankedMetric): number {
  const mine = means.find((entry) => entry.runId === runId)?.mean ?? null;
  if (mine === null) return means.length;
  return 1 + means.filter(({ mean }) => mean !== null && (lowerIsBetter ? mean < mine : mean > mine)).length;
}
