import { incompleteGammaUpper } from './incomplete-gamma.ts';

/**
 * P(X > x) for the χ² distribution, as an upper tail. Source: Q(k/2, x/2), NIST DLMF 8.11.
 *
 * @example chiSquareTail(3.841458820694124, 1) // 0.05
 */
export function chiSquareTail(x: number, df: number): number {
  return incompleteGammaUpper(df / 2, x / 2);
}
