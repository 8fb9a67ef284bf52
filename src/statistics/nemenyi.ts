/* Studentized range quantiles over √2 for k = 2 … 20 and infinite degrees of freedom (statistics.md §12; Demšar 2006, table 5). */
const Q_05 = [
  1.959964, 2.343701, 2.569032, 2.727774, 2.849705, 2.94832, 3.030878, 3.10173, 3.163684, 3.218654, 3.268004, 3.312739,
  3.353618, 3.39123, 3.426041, 3.458425, 3.488685, 3.517073, 3.543799,
];
const Q_10 = [
  1.644854, 2.052293, 2.291341, 2.459516, 2.588521, 2.692732, 2.779884, 2.854606, 2.919889, 2.977768, 3.029694, 3.076733,
  3.119693, 3.159199, 3.195743, 3.229723, 3.261461, 3.291224, 3.319233,
];

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
