import { incompleteBeta } from './incomplete-beta.ts';

/**
 * P(F > f) for Fisher's F, as an upper tail. Source: I_x(d₂/2, d₁/2) with x = d₂/(d₂ + d₁f).
 *
 * @example fTail(4.102821015, 2, 10) // 0.05
 */
export function fTail(f: number, df1: number, df2: number): number {
  if (!(f > 0)) return 1;
  if (f === Infinity) return 0;
  const scale = df2 + df1 * f;
  return incompleteBeta(df2 / scale, df2 / 2, df1 / 2, (df1 * f) / scale);
}
