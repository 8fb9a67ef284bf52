import { incompleteBeta } from './incomplete-beta.ts';

/**
 * P(T > t) for Student's t with `df` degrees of freedom (any positive number), as an upper tail.
 * Source: ½ I_x(ν/2, ½) with x = ν/(ν + t²), NIST DLMF 8.17.
 *
 * @example studentTail(2.5705818356363146, 5) // 0.025
 */
export function studentTail(t: number, df: number): number {
  if (t < 0) return 1 - studentTail(-t, df);
  if (t === Infinity) return 0;
  const square = t * t;
  return 0.5 * incompleteBeta(df / (df + square), df / 2, 0.5, square / (df + square));
}
