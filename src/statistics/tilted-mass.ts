import { fft, powerOfTwoFrom } from './fft.ts';
import type { LatticeLaw } from './lattice-law.ts';

/** Probabilities of start, start + 1, …: outside of the window lies less than 1e-17. */
export interface MassWindow {
  readonly start: number;
  readonly mass: Float64Array;
}

/** From where the window's bounds leave out less than e⁻⁴⁰. */
const NEGLIGIBLE = -40;

/**
 * The probabilities of the law tilted by e^(θx), by Fourier inversion on a window that Chernoff's bound shows to be wide enough
 * (statistics.md §7 and §8, "exact lattice form"; the window replaces ±9 standard deviations, so that heavy tails fit too).
 */
export function tiltedMass(law: LatticeLaw, theta: number): MassWindow {
  const [start, end] = windowOf(law, theta);
  const size = powerOfTwoFrom(end - start + 1);
  const { re, im } = law.spectrum(theta, size);
  fft(re, im);
  const mass = new Float64Array(end - start + 1);
  for (let i = 0; i < mass.length; i += 1) mass[i] = Math.max(0, re[modulo(start + i, size)]! / size);
  return { start, mass };
}

/** How many points the transform of the untilted law takes. */
export function transformSize(law: LatticeLaw): number {
  const [start, end] = windowOf(law, 0);
  return powerOfTwoFrom(end - start + 1);
}

function windowOf(law: LatticeLaw, theta: number): readonly [number, number] {
  const start = Math.max(law.lowest, Math.floor(reach(law, theta, -1)));
  return [start, Math.min(law.highest, Math.ceil(reach(law, theta, 1)))];
}

function reach(law: LatticeLaw, theta: number, direction: 1 | -1): number {
  const here = law.cumulants(theta);
  const unit = 1 / Math.sqrt(Math.max(here.variance, 1e-12));
  const end = direction > 0 ? law.highest : law.lowest;
  for (let steps = 9; steps < 1e6; steps *= 1.25) {
    const there = law.cumulants(theta + direction * steps * unit);
    const bound = there.log - here.log - direction * steps * unit * there.mean;
    if (bound <= NEGLIGIBLE) return there.mean;
    if (Math.abs(there.mean - end) < 0.5) return end;
  }
  return end;
}

function modulo(value: number, size: number): number {
  const rest = value % size;
  return rest < 0 ? rest + size : rest;
}
