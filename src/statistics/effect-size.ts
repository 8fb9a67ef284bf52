import type { Description } from './describe.ts';
import type { Differences } from './differences.ts';
import { logGamma } from './distributions/special-functions.ts';
import type { McNemar } from './mcnemar.ts';

/** Standardized mean differences. Lead with Δ and its interval: these are for comparing across metrics. */
export interface EffectSize {
  /** d_z = Δ / sd of the differences. */
  readonly dz: number;
  /** d_z without its bias in small samples; null below n = 3. */
  readonly hedgesG: number | null;
  /** The exact correction J; null below n = 3. */
  readonly correction: number | null;
  /** d_av = Δ / √((s_a² + s_b²)/2). */
  readonly dAverage: number | null;
}

/**
 * Cohen's d_z, Hedges' g with the exact correction, and d_av (statistics.md §6; Hedges 1981). Null where the differences have no
 * variance.
 *
 * @example effectSize(d, describe(a), describe(b)) // { dz: -0.127, hedgesG: -0.122, correction: 0.960, dAverage: -0.109 }
 */
export function effectSize(d: Differences, a: Description, b: Description): EffectSize | null {
  if (d.mean === null || d.sd === null || d.constant) return null;
  const dz = d.mean / d.sd;
  const correction = hedgesCorrection(d.n - 1);
  const pooled = Math.sqrt(((a.sd ?? 0) ** 2 + (b.sd ?? 0) ** 2) / 2);
  return {
    dz,
    correction,
    hedgesG: correction === null ? null : correction * dz,
    dAverage: pooled === 0 ? null : d.mean / pooled,
  };
}

/** J = Γ(ν/2) / (√(ν/2) · Γ((ν − 1)/2)), exact, for ν ≥ 2. */
export function hedgesCorrection(df: number): number | null {
  if (df < 2) return null;
  return Math.exp(logGamma(df / 2) - 0.5 * Math.log(df / 2) - logGamma((df - 1) / 2));
}

/** How two runs with binary scores differ. */
export interface ProportionEffect {
  /** Cohen's h = 2 asin √p_A − 2 asin √p_B. */
  readonly cohensH: number;
  /** Matched odds ratio: samples that only A got right over those that only B did; null where the latter are none. */
  readonly oddsRatio: number | null;
  /** Whether only A got any right alone, so that the ratio has no bound. */
  readonly oddsRatioUnbounded: boolean;
  /** How many percent of B's errors A avoids; null where B has none. */
  readonly errorReductionPercent: number | null;
}

/**
 * Effect sizes of binary scores (statistics.md §6; Cohen 1988, ch. 6).
 *
 * @example proportionEffect(0.7, 0.75, table).cohensH // -0.112
 */
export function proportionEffect(meanA: number, meanB: number, table: Pick<McNemar, 'onlyA' | 'onlyB'>): ProportionEffect {
  return {
    cohensH: 2 * Math.asin(Math.sqrt(meanA)) - 2 * Math.asin(Math.sqrt(meanB)),
    oddsRatio: table.onlyB > 0 ? table.onlyA / table.onlyB : null,
    oddsRatioUnbounded: table.onlyB === 0 && table.onlyA > 0,
    errorReductionPercent: meanB === 1 ? null : (100 * (meanA - meanB)) / (1 - meanB),
  };
}

/** On how many samples A scored higher, B scored higher, or neither did. */
export interface WinRate {
  readonly wins: number;
  readonly losses: number;
  readonly ties: number;
  /** (wins + ½ ties) / n; null for n = 0. */
  readonly rate: number | null;
}

/**
 * Wins, losses and ties of A over B, from the comparable differences (statistics.md §6).
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

/**
 * 100 · Δ / |mean of B|, or null where B's mean is 0, or so near that the ratio is no number (statistics.md §6): neither 0 nor ∞
 * would be right.
 *
 * @example deltaPercent(-0.05, 0.75) // -6.666666666666667
 */
export function deltaPercent(delta: number, baselineMean: number): number | null {
  const percent = (100 * delta) / Math.abs(baselineMean);
  return Number.isFinite(percent) ? percent : null;
}
