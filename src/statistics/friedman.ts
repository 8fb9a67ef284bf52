import { chiSquareTail } from './distributions/chi-square-tail.ts';
import { fTail } from './distributions/f-tail.ts';

/** Whether any of k runs differs from the others, by ranks within each sample. */
export interface Friedman {
  readonly chiSquare: number;
  readonly df: number;
  readonly p: number;
  /** Iman and Davenport's F, less conservative; null where every sample ranks the runs alike. */
  readonly f: number | null;
  readonly pF: number;
  /** 1 is the highest score. */
  readonly averageRanks: readonly number[];
}

/**
 * Friedman's test with tie correction and Iman and Davenport's F (statistics.md §12; Demšar 2006; as SciPy's
 * `friedmanchisquare`). Columns are runs over the same samples. Null for fewer than three runs, two samples, or all ties.
 *
 * @example friedman([runA, runB, runC])?.p
 */
export function friedman(columns: readonly Float64Array[]): Friedman | null {
  const k = columns.length;
  const n = columns[0]?.length ?? 0;
  if (k < 3 || n < 2) return null;
  const sums = new Float64Array(k);
  const row = new Float64Array(k);
  let tied = 0;
  for (let i = 0; i < n; i += 1) {
    for (let j = 0; j < k; j += 1) row[j] = columns[j]![i]!;
    for (let j = 0; j < k; j += 1) {
      const [rank, equal] = rankAmong(row, j);
      sums[j]! += rank;
      tied += equal * equal - 1;
    }
  }
  const untied = 1 - tied / (n * k * (k * k - 1));
  if (untied <= 0) return null;
  let squares = 0;
  for (const sum of sums) squares += (sum - (n * (k + 1)) / 2) ** 2;
  const chiSquare = (12 * squares) / (n * k * (k + 1)) / untied;
  const rest = n * (k - 1) - chiSquare;
  const f = rest <= 1e-12 * n * k ? null : ((n - 1) * chiSquare) / rest;
  return {
    chiSquare,
    df: k - 1,
    p: chiSquareTail(chiSquare, k - 1),
    f,
    pF: f === null ? 0 : fTail(f, k - 1, (k - 1) * (n - 1)),
    averageRanks: [...sums].map((sum) => k + 1 - sum / n),
  };
}

/** The midrank of one of a few values, and how many equal it, itself included. */
function rankAmong(row: Float64Array, j: number): readonly [rank: number, equal: number] {
  let lower = 0;
  let equal = 0;
  for (const value of row) {
    if (value < row[j]!) lower += 1;
    else if (value === row[j]!) equal += 1;
  }
  return [lower + (equal + 1) / 2, equal];
}
