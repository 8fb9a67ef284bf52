/** Which runs may be the best in a metric, and by which runs each is beaten. */
export interface BestSet {
  /** In the order in which the runs were named. Empty where every run is beaten by another. */
  readonly mayBeBest: readonly string[];
  /** For every run, in the order in which the runs were named. */
  readonly beatenBy: ReadonlyMap<string, readonly string[]>;
}

/** A judged pair: the run that is better by its corrected p-value, or null. */
interface JudgedPair {
  readonly runA: string;
  readonly runB: string;
  readonly winner: string | null;
}

/**
 * The runs that no other run beats in the report's own pairwise results (statistics.md §23). Where the family of p-values is corrected
 * with strong control, as by Holm, a truly best run is left out with probability α at most. A pair without a p-value beats no run.
 *
 * @example bestSet(['a', 'b', 'c'], [{ runA: 'a', runB: 'c', winner: 'a' }]).mayBeBest // ['a', 'b']
 */
export function bestSet(runIds: readonly string[], pairs: readonly JudgedPair[]): BestSet {
  const beaten = new Map<string, Set<string>>(runIds.map((runId) => [runId, new Set()]));
  for (const { runA, runB, winner } of pairs) if (winner !== null) beaten.get(winner === runA ? runB : runA)?.add(winner);
  const beatenBy = new Map([...beaten].map(([runId, by]) => [runId, runIds.filter((other) => by.has(other))]));
  return { mayBeBest: runIds.filter((runId) => beaten.get(runId)?.size === 0), beatenBy };
}
