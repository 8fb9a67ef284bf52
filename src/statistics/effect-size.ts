import type { Description } from './describe.ts';
import type { Differences } from './differences.ts';
import { logGamma } from './distributions/log-gamma.ts';

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
