import { fft, powerOfTwoFrom } from './fft.ts';

/** ln of the probability that a window may leave out on either side. */
const NEGLIGIBLE = -40;

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

/** Probabilities of start, start + 1, …: outside of the window lies less than 1e-17. */
export interface MassWindow {
  readonly start: number;
  readonly mass: Float64Array;
}

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

/** ln E e^(θX) and its first two derivatives: the mean and the variance of the tilted law. */
export interface Cumulants {
  readonly log: number;
  readonly mean: number;
  readonly variance: number;
}

/** A real spectrum's two halves: E e^(iX·2πk/L) for k = 0 … L − 1. */
export interface Spectrum {
  readonly re: Float64Array;
  readonly im: Float64Array;
}

/** The law of a sum of many whole numbers, known through its transforms. */
export interface LatticeLaw {
  readonly lowest: number;
  readonly highest: number;
  /** ln P(X = highest). */
  readonly logTopMass: number;
  cumulants(theta: number): Cumulants;
  /** The characteristic function of the law tilted by e^(θx), at `size` equidistant points. */
  spectrum(theta: number, size: number): Spectrum;
}
