/**
 * How often each of several candidates is among the best of a row, when those are left out that others are as good as wherever they are best:
 * the weights by which GEPA draws parents (Agrawal et al. 2025, arXiv:2507.19457, algorithm 2). `scores[c][row]`; as many weights as
 * candidates, 0 for those left out. With equal scores on every row the first stays.
 *
 * @example paretoWeights([[1, 0, 1], [0, 1, 1], [0, 0, 1]]) // [2, 2, 0]
 */
export function paretoWeights(scores: readonly (readonly number[])[]): readonly number[] {
  const fronts = frontsOf(scores);
  const kept = new Set(scores.keys());
  for (const candidate of byMeanAscending(scores)) if (isCovered(candidate, fronts, kept)) kept.delete(candidate);
  return Array.from(scores.keys(), (candidate) =>
    kept.has(candidate) ? fronts.filter((front) => front.has(candidate)).length : 0,
  );
}

/** By row: the candidates with the highest score. */
function frontsOf(scores: readonly (readonly number[])[]): readonly ReadonlySet<number>[] {
  return Array.from(scores[0] ?? [], (_, row) => {
    const ofRow = scores.map((ofCandidate) => ofCandidate[row] ?? 0);
    const highest = ofRow.reduce((high, score) => Math.max(high, score), -Infinity);
    return new Set(ofRow.flatMap((score, candidate) => (score === highest ? [candidate] : [])));
  });
}

/** The weakest first, of equals the latest: what came first stays. */
function byMeanAscending(scores: readonly (readonly number[])[]): readonly number[] {
  const sums = scores.map((ofCandidate) => ofCandidate.reduce((sum, score) => sum + score, 0));
  return [...scores.keys()].sort((a, b) => (sums[a] ?? 0) - (sums[b] ?? 0) || b - a);
}

/** Whether every row on which it is best has another one that is. */
function isCovered(candidate: number, fronts: readonly ReadonlySet<number>[], kept: ReadonlySet<number>): boolean {
  return fronts
    .filter((front) => front.has(candidate))
    .every((front) => front.values().some((other) => other !== candidate && kept.has(other)));
}

/**
 * The place that a number from 0 to 1 falls on, where places are as wide as their weights.
 *
 * @example placeAt([2, 0, 2], 0.6) // 2
 */
export function placeAt(weights: readonly number[], at: number): number {
  let left = at * weights.reduce((sum, weight) => sum + weight, 0);
  for (const [place, weight] of weights.entries()) {
    if (left < weight) return place;
    left -= weight;
  }
  return weights.findLastIndex((weight) => weight > 0);
}
