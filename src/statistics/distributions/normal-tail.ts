import { incompleteGammaUpper } from './incomplete-gamma.ts';

/**
 * P(Z > z) for a standard normal Z, as an upper tail: it keeps its relative precision down to 1e-300.
 * Source: ½ Q(½, z²/2), NIST DLMF 7.11.2.
 *
 * @example normalTail(1.959963984540054) // 0.025
 */
export function normalTail(z: number): number {
  if (z < 0) return 1 - normalTail(-z);
  return 0.5 * incompleteGammaUpper(0.5, 0.5 * z * z);
}
