/** Strengths of items from who won against whom. */
export interface BradleyTerry {
  /** Geometric mean 1; twice the strength wins two times of three. */
  readonly strengths: readonly number[];
  /** Half a win each way was added to every pair, because the wins did not connect all items. */
  readonly pseudoWins: boolean;
}

/**
 * Bradley–Terry strengths by minorization–maximization (Hunter 2004; statistics.md §12), for preferences without scores.
 * `wins[i][j]` counts how often i was preferred to j, a tie ½ each.
 *
 * @example bradleyTerry([[0, 2], [1, 0]]).strengths // [√2, 1/√2]
 */
export function bradleyTerry(wins: readonly (readonly number[])[]): BradleyTerry {
  const pseudoWins = !isStronglyConnected(wins);
  const counted = wins.map((row, i) => row.map((count, j) => (i === j ? 0 : count + (pseudoWins ? 0.5 : 0))));
  let strengths = wins.map(() => 1);
  for (let round = 0; round < 100_000; round += 1) {
    const next = normalized(counted.map((row, i) => sum(row) / expected(counted, strengths, i)));
    const change = Math.max(0, ...next.map((value, i) => Math.abs(value / strengths[i]! - 1)));
    strengths = next;
    if (change < 1e-12) break;
  }
  return { strengths, pseudoWins };
}

function expected(wins: readonly (readonly number[])[], strengths: readonly number[], i: number): number {
  return sum(wins.map((row, j) => (i === j ? 0 : (wins[i]![j]! + row[i]!) / (strengths[i]! + strengths[j]!))));
}

function normalized(values: readonly number[]): number[] {
  const scale = Math.exp(sum(values.map(Math.log)) / values.length);
  return values.map((value) => value / scale);
}

function isStronglyConnected(wins: readonly (readonly number[])[]): boolean {
  const transposed = wins.map((_, i) => wins.map((row) => row[i]!));
  return reaches(wins) && reaches(transposed);
}

function reaches(wins: readonly (readonly number[])[]): boolean {
  const seen = new Set([0]);
  for (const i of seen) wins[i]?.forEach((count, j) => count > 0 && seen.add(j));
  return seen.size >= wins.length;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
