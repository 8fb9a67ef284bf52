/** On how many samples A scored higher, B did, or neither. */
export interface WinRate {
  readonly wins: number;
  readonly losses: number;
  readonly ties: number;
  /** (wins + ½ ties) / n; null for n = 0. */
  readonly rate: number | null;
}

/**
 * Wins, losses and ties of A over B, from the differences in which ties are looked for (statistics.md §6).
 *
 * @example winRate(new Float64Array([1, 0, -1, 1])).rate // 0.625
 */
export function winRate(comparable: Float64Array): WinRate {
  let wins = 0;
  let losses = 0;
  for (const value of comparable) {
    if (value > 0) wins += 1;
    else if (value < 0) losses += 1;
  }
  const n = comparable.length;
  const ties = n - wins - losses;
  return { wins, losses, ties, rate: n === 0 ? null : (wins + 0.5 * ties) / n };
}
