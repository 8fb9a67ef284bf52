import { normalQuantile } from './distributions/normal.ts';
import { increasingRoot } from './increasing-root.ts';
import type { Interval } from './interval.ts';

/**
 * Tango's score interval for the difference of two paired proportions (Tango 1998; statistics.md §27): the δ with |z(δ)| ≤ z₁₋α⁄₂, where z is the score
 * of δ with the nuisance parameter at its maximum likelihood given δ. Of n samples `onlyA` are right in A alone and `onlyB` in B alone. It stays
 * within [−1, 1], and does not collapse where no sample differs. Null for n = 0.
 *
 * @example tangoInterval(100, 3, 1, 0.05) // [-0.0281, 0.0760]
 */
export function tangoInterval(n: number, onlyA: number, onlyB: number, alpha: number): Interval | null {
  if (n === 0) return null;
  const z = normalQuantile(1 - alpha / 2);
  return [lowerLimit(n, onlyA, onlyB, z), -lowerLimit(n, onlyB, onlyA, z) + 0];
}

function lowerLimit(n: number, onlyA: number, onlyB: number, z: number): number {
  const estimate = (onlyA - onlyB) / n;
  if (estimate === -1) return -1;
  const se = Math.sqrt(Math.max(1, onlyA + onlyB - n * estimate * estimate)) / n;
  return increasingRoot((delta) => z - score(n, onlyA, onlyB, delta), {
    low: -1,
    high: estimate,
    guess: estimate - z * se,
    slope: 1 / se,
    tolerance: 1e-13,
  });
}

/** (b − c − nδ) over its standard deviation, with the maximum likelihood estimate of the share of c given δ. */
function score(n: number, onlyA: number, onlyB: number, delta: number): number {
  const linear = (2 * n - onlyA + onlyB) * delta - onlyA - onlyB;
  const constant = -onlyB * delta * (1 - delta);
  const share = (Math.sqrt(Math.max(0, linear * linear - 8 * n * constant)) - linear) / (4 * n);
  const variance = n * (2 * share + delta * (1 - delta));
  return (onlyA - onlyB - n * delta) / Math.sqrt(Math.max(0, variance));
}
