import { chiSquareTail, fTail } from './distributions/tails.ts';

/* Studentized range quantiles over √2 for k = 2 … 20 and infinite degrees of freedom (statistics.md §12; Demšar 2006, table 5). */
const Q_05 = [
  1.959964, 2.343701, 2.569032, 2.727774, 2.849705, 2.94832, 3.030878, 3.10173, 3.163684, 3.218654, 3.268004, 3.312739,
  3.353618, 3.39123, 3.426041, 3.458425, 3.488685, 3.517073, 3.543799,
];
const Q_10 = [
  1.644854, 2.052293, 2.291341, 2.459516, 2.588521, 2.692732, 2.779884, 2.854606, 2.919889, 2.977768, 3.029694, 3.076733,
  3.119693, 3.159199, 3.195743, 3.229723, 3.261461, 3.291224, 3.319233,
];

/** Whether any of k runs differs from the others, judged by ranks within each sample. */
export interface Friedman {
  readonly chiSquare: number;
  readonly df: number;
  readonly p: number;
  /** Iman and Davenport's F, less conservative; null where every sample ranks the runs alike. */
  readonly f: number | null;
  readonly pF: number;
  /** 1 is the best score: the highest, or the lowest where lower is better. */
  readonly averageRanks: readonly number[];
}

/**
 * Friedman's test with tie correction and Iman and Davenport's F (statistics.md §12; Demšar 2006; as SciPy's
 * `friedmanchisquare`). Columns are runs over the same samples. Null for fewer than three runs, two samples, or all ties.
 *
 * @example friedman([runA, runB, runC], false)?.p
 */
export function friedman(columns: readonly Float64Array[], lowerIsBetter: boolean): Friedman | null {
  const k = columns.length;
  const n = columns[0]?.length ?? 0;
  if (k < 3 || n < 2) return null;
  const sums = new Float64Array(k);
  const row = new Float64Array(k);
  let tied = 0;
  for (let i = 0; i < n; i += 1) {
    for (let j = 0; j < k; j += 1) row[j] = columns[j]![i]!;
    tied += addRanks(row, sums);
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
    averageRanks: [...sums].map((sum) => (lowerIsBetter ? sum / n : k + 1 - sum / n)),
  };
}

/** Adds the midranks of a few values to `sums`; returns Σ(t² − 1) over them, where t values are equal to it, itself included. */
function addRanks(row: Float64Array, sums: Float64Array): number {
  let tied = 0;
  for (let j = 0; j < row.length; j += 1) {
    const value = row[j]!;
    let equal = 1;
    let rank = 1;
    for (let i = 0; i < row.length; i += 1) {
      if (i === j) continue;
      if (row[i]! < value) rank += 1;
      else if (row[i]! === value) equal += 1;
    }
    sums[j]! += rank + (equal - 1) / 2;
    tied += equal * equal - 1;
  }
  return tied;
}

/**
 * Nemenyi's critical difference of average ranks, q · √(k(k + 1)/6n), for 2 to 20 runs over n samples and α = 0.05 or 0.10; null
 * elsewhere. On samples of one dataset it compares shares of ranks, not means.
 *
 * @example nemenyiDifference(5, 100, 0.05) // 0.6099489
 */
export function nemenyiDifference(runs: number, n: number, alpha: 0.05 | 0.1): number | null {
  const q = (alpha === 0.05 ? Q_05 : Q_10)[runs - 2];
  return q === undefined || n < 1 ? null : q * Math.sqrt((runs * (runs + 1)) / (6 * n));
}
