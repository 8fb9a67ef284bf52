import { logBeta } from './special-functions.ts';

/** Less than this is left out on either side, for each value. */
const NEGLIGIBLE = 1e-18;

/** P(X = k) for X ~ Bin(n, share). */
export function binomialMass(k: number, n: number, share: number): number {
  if (k < 0 || k > n) return 0;
  if (share <= 0 || share >= 1) return k === (share <= 0 ? 0 : n) ? 1 : 0;
  return Math.exp(k * Math.log(share) + (n - k) * Math.log1p(-share) - Math.log(n + 1) - logBeta(n - k + 1, k + 1));
}

/** Probabilities of `low`, `low` + 1, … */
export interface BinomialWindow {
  readonly low: number;
  readonly masses: Float64Array;
}

/**
 * The binomial law around its mode: each mass outside of the window is below 1e-18.
 *
 * @example binomialLaw(2, 0.5) // { low: 0, masses: [0.25, 0.5, 0.25] }
 */
export function binomialLaw(n: number, share: number): BinomialWindow {
  const mode = Math.min(n, Math.floor((n + 1) * share));
  const top = binomialMass(mode, n, share);
  const below: number[] = [];
  const above: number[] = [];
  const odds = share / (1 - share);
  for (let k = mode, mass = top; k > 0; k -= 1) {
    mass *= k / ((n - k + 1) * odds);
    if (mass < NEGLIGIBLE) break;
    below.push(mass);
  }
  for (let k = mode, mass = top; k < n; k += 1) {
    mass *= ((n - k) * odds) / (k + 1);
    if (mass < NEGLIGIBLE) break;
    above.push(mass);
  }
  return { low: mode - below.length, masses: Float64Array.from([...below.reverse(), top, ...above]) };
}
