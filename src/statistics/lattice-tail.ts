import type { LatticeLaw } from './lattice-law.ts';
import { tiltedMass } from './tilted-mass.ts';

/**
 * P(X ≥ x) for x above the mean, with full relative precision however small it is: the law is tilted so that its mean is x
 * (Esscher 1932), inverted there, and tilted back. Source of the idea: statistics.md §8 and Daniels 1954, without the
 * approximation.
 */
export function latticeUpperTail(law: LatticeLaw, x: number): number {
  if (x > law.highest) return 0;
  if (x === law.highest) return Math.exp(law.logTopMass);
  const theta = tiltTo(law, x);
  const { start, mass } = tiltedMass(law, theta);
  let tail = 0;
  for (let i = Math.max(0, x - start); i < mass.length; i += 1) tail += mass[i]! * Math.exp(-theta * (start + i - x));
  return Math.min(1, tail * Math.exp(law.cumulants(theta).log - theta * x));
}

function tiltTo(law: LatticeLaw, x: number): number {
  let low = 0;
  let high = Infinity;
  let theta = 0;
  for (let step = 0; step < 100; step += 1) {
    const { mean, variance } = law.cumulants(theta);
    if (Math.abs(mean - x) <= 1e-9 * Math.max(1, Math.sqrt(variance))) break;
    if (mean < x) low = theta;
    else high = theta;
    const newton = theta + (x - mean) / Math.max(variance, 1e-12);
    theta = newton > low && newton < high ? newton : high === Infinity ? 2 * theta + 1e-6 : 0.5 * (low + high);
  }
  return theta;
}
